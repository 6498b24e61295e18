"""Mails as a real server receives them: their parts and calendar; a refusal is noted, a breakdown tried again."""

import datetime
import logging
from collections.abc import Iterator

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions import (
    cancel_evenement,
    cancel_inscription,
    change_inscription,
    correct_courriel,
    register_inscription,
    remind_inscriptions,
    restore_inscription,
    tell_evenement,
)
from entredeux.reseau.enums import StatutEnvoi
from entredeux.reseau.envois_inscriptions import resume_envois, send_envoi
from entredeux.reseau.models import ChoixAtelier, EnvoiInscription, Evenement, Inscription
from entredeux.reseau.presenters.agenda import export_evenement
from entredeux.socle.taches import TacheEchouee
from tests.reseau.boite import Boite, open_boite, subject_of
from tests.reseau.journee import atelier, demande, open_evenement

PUBLIC = Acteur.public()


@pytest.fixture
def boite(db, settings) -> Iterator[Boite]:
    with open_boite() as (boite, port):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        yield boite


def register(evenement: Evenement, qui: str, *ateliers, **champs) -> Inscription:
    return register_inscription(evenement=evenement, demande=demande(qui, *ateliers, **champs), by=PUBLIC)


def subjects(boite: Boite, qui: str) -> list[str]:
    return [subject_of(message) for message in boite.recus if message["To"] == f"{qui.lower()}@exemple.fr"]


def calendar_of(message) -> Calendar:
    (part,) = [part for part in message.iter_attachments() if part.get_content_type() == "text/calendar"]
    return Calendar.from_ical(part.get_content())


def at(evenement: Evenement, **before) -> datetime.datetime:
    start = datetime.datetime.combine(evenement.date_debut, evenement.heure_debut, evenement.zone)
    return start - datetime.timedelta(**before)


def test_confirmation_is_text_html_and_a_calendar_an_agenda_reads(boite):
    evenement = open_evenement(title="L'été : halls & écoles", ateliers={"Hall": 5})
    ines = register(evenement, "Ines", atelier(evenement, "Hall"))

    (message,) = boite.recus
    assert subject_of(message) == "[Entre-deux] Votre inscription : L'été : halls & écoles"
    assert message["To"] == "ines@exemple.fr"
    text, html = message.get_body(("plain",)).get_content(), message.get_body(("html",)).get_content()
    assert "Bonjour Ines," in text
    assert "L'été\u00a0: halls & écoles" in text
    assert "- Hall, 14\u00a0h, Salle 1" in text
    assert "L&#x27;été\u00a0: halls &amp; écoles" in html
    lien = f"http://testserver/inscriptions/{ines.pk.hex}:"
    assert lien in text
    assert lien in html

    calendar = calendar_of(message)
    assert calendar["METHOD"] == "PUBLISH"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    (event,) = calendar.events
    assert (event["SUMMARY"], event["LOCATION"]) == ("L'été : halls & écoles", "Salle d'essai, 1 rue Inventée, Liévin")
    assert (at(evenement), at(evenement, hours=-7.5)) == (event.DTSTART, event.DTEND)
    assert "14\u00a0h : Hall, Salle 1" in event["DESCRIPTION"]
    assert event["URL"].startswith(lien)


def test_agenda_s_entry_is_the_programme_s_own(boite):
    evenement = open_evenement()
    register(evenement, "Ines")
    (mine,), (public,) = (
        calendar_of(boite.recus[0]).events,
        Calendar.from_ical(export_evenement(evenement, evenement.sequences.all())).events,
    )
    assert mine["UID"] == public["UID"]


def test_elsewhere_hours_are_those_of_the_place(boite):
    register(open_evenement(fuseau="Indian/Reunion", lieu="Saint-Denis"), "Ines")
    text = boite.recus[0].get_body(("plain",)).get_content()
    assert "de 9\u00a0h à 16\u00a0h\u00a030, heure de La Réunion" in text
    calendar = calendar_of(boite.recus[0])
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Indian/Reunion"]
    assert calendar.events[0].DTSTART.utcoffset() == datetime.timedelta(hours=4)


def test_day_without_hours_is_a_whole_day(boite):
    evenement = open_evenement(heure_debut=None, heure_fin=None)
    evenement.date_fin = evenement.date_debut + datetime.timedelta(days=1)
    evenement.save()
    register(evenement, "Ines")
    (event,) = calendar_of(boite.recus[0]).events
    assert (evenement.date_debut, evenement.date_debut + datetime.timedelta(days=2)) == (event.DTSTART, event.DTEND)


def test_each_act_has_its_mail_and_the_agenda_follows(boite):
    evenement = open_evenement(ateliers={"Hall": 1, "École": 1})
    hall, ecole = atelier(evenement, "Hall"), atelier(evenement, "École")
    ines, omar = register(evenement, "Ines", hall), register(evenement, "Omar", hall)
    change_inscription(inscription=omar, ateliers=[hall.uid, ecole.uid], by=PUBLIC)
    cancel_inscription(inscription=ines, by=PUBLIC)

    assert subjects(boite, "Ines") == [
        "[Entre-deux] Votre inscription : Journée d'essai",
        "[Entre-deux] Votre inscription est annulée : Journée d'essai",
    ]
    assert subjects(boite, "Omar") == [
        "[Entre-deux] Votre inscription : Journée d'essai",
        "[Entre-deux] Votre inscription a changé : Journée d'essai",
        "[Entre-deux] Une place s'est libérée pour vous : Journée d'essai",
    ]
    mine = [message for message in boite.recus if message["To"] == "ines@exemple.fr"]
    confirmed, cancelled = (calendar_of(message) for message in mine)
    assert cancelled["METHOD"] == "CANCEL"
    assert cancelled.events[0]["STATUS"] == "CANCELLED"
    assert cancelled.events[0]["UID"] == confirmed.events[0]["UID"]
    assert cancelled.events[0]["SEQUENCE"] > confirmed.events[0]["SEQUENCE"]
    kept = boite.recus[-1].get_body(("plain",)).get_content()
    assert "- Hall, 14\u00a0h, Salle 1" in kept.splitlines()
    assert "École" not in kept


def test_waiting_list_says_so_without_calendar(boite):
    evenement = open_evenement(places=0)
    register(evenement, "Ines")
    (message,) = boite.recus
    assert "Vous êtes sur liste d'attente." in message.get_body(("plain",)).get_content()
    assert list(message.iter_attachments()) == []


def test_address_refused_for_good_is_noted_shown_and_not_tried_again(boite, caplog):
    boite.refus["ines@exemple.fr"] = "550 5.1.1 Mailbox unavailable"
    evenement = open_evenement()
    with caplog.at_level(logging.WARNING, logger="entredeux"):
        ines = register(evenement, "Ines")

    ines.refresh_from_db()
    assert ines.courriel_refuse_le is not None
    assert ines.statut == "confirmee"
    envoi = ines.envois.get()
    assert envoi.statut == StatutEnvoi.REFUSE
    assert EntreeJournal.objects.filter(evenement="reseau.inscription.courriel_refuse").count() == 1
    said = [record.getMessage() for record in caplog.records if record.name == "entredeux.reseau.envois"]
    assert said == ["courriel refusé par le serveur du destinataire"]

    boite.refus.clear()
    send_envoi.func(str(envoi.pk))
    resume_envois()
    cancel_inscription(inscription=ines, by=PUBLIC)  # nothing is sent to an address known as wrong
    assert boite.recus == []


def test_corrected_address_gets_the_confirmation(boite, alice):
    boite.refus["ines@exemple.fr"] = "550 5.1.1 Mailbox unavailable"
    ines = register(open_evenement(), "Ines")
    correct_courriel(inscription=ines, courriel="ines.b@exemple.fr", by=alice)

    ines.refresh_from_db()
    assert ines.courriel_refuse_le is None
    assert [(message["To"], subject_of(message)) for message in boite.recus] == [
        ("ines.b@exemple.fr", "[Entre-deux] Votre inscription : Journée d'essai")
    ]


@pytest.mark.parametrize("panne", ["451 4.3.0 Try again later", "421 4.7.0 Too many connections"])
def test_breakdown_is_tried_again_and_nothing_is_lost(boite, panne):
    boite.panne = panne
    ines = register(open_evenement(), "Ines")
    envoi = ines.envois.get()
    assert (envoi.statut, Inscription.objects.get().courriel_refuse_le) == (StatutEnvoi.A_ENVOYER, None)
    with pytest.raises(TacheEchouee):
        send_envoi.func(str(envoi.pk))

    boite.panne = ""
    send_envoi.func(str(envoi.pk))
    send_envoi.func(str(envoi.pk))
    assert len(boite.recus) == 1
    assert EnvoiInscription.objects.get().statut == StatutEnvoi.ENVOYE


def test_greylisted_recipient_is_tried_again(boite):
    boite.refus["ines@exemple.fr"] = "450 4.2.0 Greylisted"
    ines = register(open_evenement(), "Ines")
    boite.refus.clear()
    send_envoi.func(str(ines.envois.get().pk))
    assert len(boite.recus) == 1


def test_mail_left_by_a_killed_worker_leaves_later(boite):
    boite.panne = "451 4.3.0 Try again later"
    ines = register(open_evenement(), "Ines")
    boite.panne = ""
    two_hours_ago = timezone.now() - datetime.timedelta(hours=2)
    EnvoiInscription.objects.update(statut=StatutEnvoi.EN_COURS, tente_le=two_hours_ago, cree_le=two_hours_ago)
    assert resume_envois() == 1
    assert resume_envois() == 0
    assert subjects(boite, "Ines") == ["[Entre-deux] Votre inscription : Journée d'essai"]
    assert ines.envois.get().statut == StatutEnvoi.ENVOYE


def test_reminders_leave_once_each_at_their_hour(boite):
    evenement = open_evenement(dans=20, places=2, lien_visio="https://visio.exemple/salle")
    register(evenement, "Ines")
    wrong = register(evenement, "Omar")
    register(evenement, "Lea")  # waits
    Inscription.objects.filter(pk=wrong.pk).update(courriel_refuse_le=timezone.now())
    boite.recus.clear()

    told = {}
    for before in ({"days": 8}, {"days": 7}, {"days": 6}, {"days": 1}, {"hours": 3}, {"hours": 1}, {"minutes": 5}):
        told[str(before)] = [remind_inscriptions(at(evenement, **before)) for _ in range(2)]

    assert told == {
        "{'days': 8}": [0, 0],
        "{'days': 7}": [1, 0],
        "{'days': 6}": [0, 0],
        "{'days': 1}": [1, 0],
        "{'hours': 3}": [0, 0],
        "{'hours': 1}": [1, 0],
        "{'minutes': 5}": [0, 0],
    }
    assert [(message["To"], subject_of(message)) for message in boite.recus] == [
        ("ines@exemple.fr", f"[Entre-deux] {sujet} : Journée d'essai")
        for sujet in ("Dans sept jours", "C'est demain", "C'est dans une heure")
    ]
    assert "https://visio.exemple/salle" in boite.recus[-1].get_body(("plain",)).get_content()


def test_who_registers_the_day_before_is_not_reminded_of_what_they_just_read(boite):
    evenement = open_evenement(dans=20)
    register_inscription(evenement=evenement, demande=demande("Ines"), by=PUBLIC, now=at(evenement, hours=5))
    assert [remind_inscriptions(at(evenement, **before)) for before in ({"hours": 4}, {"hours": 1})] == [0, 1]


def test_cancelled_or_moved_events_are_not_reminded_of_the_old_day(boite):
    evenement = open_evenement(dans=20)
    register(evenement, "Ines")
    day = at(evenement, days=7)
    assert remind_inscriptions(day) == 1
    Evenement.objects.filter(pk=evenement.pk).update(est_annule=True)
    assert remind_inscriptions(day) == 0
    Evenement.objects.filter(pk=evenement.pk).update(est_annule=False, heure_debut=datetime.time(10))
    assert remind_inscriptions(day + datetime.timedelta(hours=1)) == 1


def test_cancelled_event_reaches_everyone_who_comes_or_waits_once(boite, alice):
    evenement = open_evenement(places=1)
    register(evenement, "Ines")
    register(evenement, "Omar")
    gone = register(evenement, "Lea")
    cancel_inscription(inscription=gone, by=PUBLIC)
    boite.recus.clear()

    assert cancel_evenement(evenement=evenement, motif="La salle est fermée.", by=alice) == 2
    assert cancel_evenement(evenement=evenement, motif="La salle est fermée.", by=alice) == 0

    assert sorted(message["To"] for message in boite.recus) == ["ines@exemple.fr", "omar@exemple.fr"]
    assert "La salle est fermée." in boite.recus[0].get_body(("plain",)).get_content()
    assert {calendar_of(message)["METHOD"] for message in boite.recus} == {"CANCEL"}


def test_day_moved_at_the_desk_reaches_everyone_with_the_new_day(boite, alice):
    evenement = open_evenement()
    register(evenement, "Ines")
    boite.recus.clear()
    page = Evenement.objects.get(pk=evenement.pk)
    page.resume = "Une précision."
    page.save_revision(user=alice.compte).publish()
    assert boite.recus == []

    page.date_debut += datetime.timedelta(days=7)
    page.save_revision(user=alice.compte).publish()
    (message,) = boite.recus
    assert subject_of(message) == "[Entre-deux] Le jour, l'heure ou le lieu a changé : Journée d'essai"
    assert calendar_of(message).events[0].DTSTART.date() == page.date_debut


def test_room_changed_reaches_those_of_that_workshop_only(boite, alice):
    evenement = open_evenement(ateliers={"Hall": 1, "École": 5})
    hall, ecole = atelier(evenement, "Hall"), atelier(evenement, "École")
    register(evenement, "Ines", hall)
    register(evenement, "Omar", hall)  # waits there
    register(evenement, "Lea", ecole)
    boite.recus.clear()
    page = Evenement.objects.get(pk=evenement.pk)
    moved, other = page.sequences.all()
    moved.salle = "Grand salon"
    page.sequences = [moved, other]
    page.save_revision(user=alice.compte).publish()
    assert [message["To"] for message in boite.recus] == ["ines@exemple.fr"]
    assert "- Hall, 14\u00a0h, Grand salon" in boite.recus[0].get_body(("plain",)).get_content()


def test_nothing_moved_tells_nobody_whatever_people_did(boite, alice):
    """Registered, changed, promoted, cancelled, come back: each was told what they have by the mail of that act."""
    evenement = open_evenement(places=2, ateliers={"Hall": 1, "École": 5})
    hall, ecole = atelier(evenement, "Hall"), atelier(evenement, "École")
    ines, omar, lea = (register(evenement, qui, hall) for qui in ("Ines", "Omar", "Lea"))
    change_inscription(inscription=omar, ateliers=[hall.uid, ecole.uid], by=PUBLIC)
    cancel_inscription(inscription=ines, by=PUBLIC)
    restore_inscription(inscription=ines, by=PUBLIC)
    cancel_inscription(inscription=lea, by=PUBLIC)
    boite.recus.clear()
    assert tell_evenement(evenement=evenement, by=alice) == 0
    assert boite.recus == []


def test_who_came_in_at_the_door_is_told_of_a_change_and_not_of_the_day_they_found(boite, alice):
    evenement = open_evenement(dans=1, ateliers={"Hall": 5})
    ines, omar = register(evenement, "Ines"), register(evenement, "Omar")
    hall = atelier(evenement, "Hall")
    ChoixAtelier.objects.create(inscription=omar, sequence=hall, statut="confirmee", est_sur_place=True)
    Inscription.objects.filter(pk=ines.pk).update(annonce="", est_sur_place=True)  # as the check-in page adds them
    boite.recus.clear()
    assert tell_evenement(evenement=evenement, by=alice) == 0
    Evenement.objects.filter(pk=evenement.pk).update(adresse="Salle B")
    assert [tell_evenement(evenement=evenement, by=alice) for _ in range(2)] == [2, 0]


def test_seats_given_at_the_desk_reach_who_waits(boite, alice):
    evenement = open_evenement(places=1)
    register(evenement, "Ines")
    omar = register(evenement, "Omar")
    page = Evenement.objects.get(pk=evenement.pk)
    page.places = 2
    page.save_revision(user=alice.compte).publish()
    assert Inscription.objects.get(pk=omar.pk).statut == "confirmee"
    assert subjects(boite, "Omar")[-1] == "[Entre-deux] Une place s'est libérée pour vous : Journée d'essai"


def test_name_with_line_breaks_or_markup_stays_words(db):
    register(open_evenement(title="Titre <b>gras</b>"), "Ines", nom="Ines <script>\nBcc: x@exemple.fr")
    (message,) = mail.outbox
    assert message.to == ["ines@exemple.fr"]
    html, _ = message.alternatives[0]
    assert "Bonjour Ines &lt;script&gt; Bcc: x@exemple.fr" in html
    assert "<b>gras</b>" not in html
