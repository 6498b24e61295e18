"""The pages of registration: open to all, told in words at each state, and closed to whoever has no business there."""

import datetime
import re

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.cadre.textes import open_without_journal
from entredeux.reseau.actions import cancel_inscription, register_inscription, submit_contribution
from entredeux.reseau.liens import sign_lien
from entredeux.reseau.models import Contribution, Evenement, Inscription
from entredeux.reseau.retention import forget_inscriptions
from tests.reseau.journee import atelier, demande, open_evenement

PUBLIC = Acteur.public()


def enter(acteur: Acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def register(evenement: Evenement, qui: str, *ateliers, **champs) -> Inscription:
    return register_inscription(evenement=evenement, demande=demande(qui, *ateliers, **champs), by=PUBLIC)


def page_of(evenement: Evenement, suite: str = "") -> str:
    return f"/evenements/{evenement.slug}/{suite}"


def link_of(inscription: Inscription, suite: str = "") -> str:
    return f"/inscriptions/{sign_lien('inscription', inscription.pk)}/{suite}"


def text_of(answer) -> str:
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ").replace("&#x27;", "'")


def reads() -> dict[str, int]:
    return dict(EntreeJournal.objects.filter(genre="lecture").values_list("evenement", "nombre"))


# --- registering


def test_registering_from_the_page(client, db):
    evenement = open_evenement(ateliers={"Hall": 5, "École": 5})
    page = text_of(client.get(page_of(evenement, "inscription/")))
    assert "De 14 h à 15 h 30" in page
    sent = {
        "nom": "Ines Essai",
        "courriel": "ines@exemple.fr",
        "organisme": "Passerelle",
        "ateliers": [str(atelier(evenement, "Hall").uid)],
        "besoin": "Un fauteuil",
        "contribution": "Le hall fermé",
        "genre_contribution": "initiative",
    }
    answer = client.post(page_of(evenement, "inscription/"), sent)
    assert (answer.status_code, answer["Location"]) == (302, page_of(evenement, "inscription/envoyee/"))

    ines = Inscription.objects.get()
    assert open_without_journal(ines, "nom") == "Ines Essai"
    assert ines.choix.get().sequence.titre == "Hall"
    assert open_without_journal(ines.besoin, "texte") == "Un fauteuil"
    assert ines.contributions.get().genre == "initiative"
    assert not client.cookies.keys() - {"csrftoken"}


def test_stranger_learns_nothing_of_who_is_registered(client, db):
    """The same answer, the same page, for a new address and a known one; only the owner's mail differs."""
    evenement = open_evenement(places=50)
    register(evenement, "Ines")
    answers = [
        client.post(page_of(evenement, "inscription/"), {"nom": "X", "courriel": courriel}, follow=True)
        for courriel in ("ines@exemple.fr", "omar@exemple.fr")
    ]
    assert answers[0].redirect_chain == answers[1].redirect_chain
    known, new = (re.sub(r'csrf\w+" value="\w+', "", text_of(answer)) for answer in answers)
    assert known == new
    assert [mail.outbox[-2].to, mail.outbox[-1].to] == [["ines@exemple.fr"], ["omar@exemple.fr"]]
    assert mail.outbox[-2].subject == "[Entre-deux] Le lien de votre inscription : Journée d'essai"


def test_what_was_typed_comes_back_with_what_to_correct(client, db):
    evenement = open_evenement(ateliers={"Hall": 5, "École": 5})
    both = [str(sequence.uid) for sequence in evenement.sequences.all()]
    sent = {
        "nom": "Ines",
        "courriel": "ines@exemple.fr",
        "ateliers": both,
        "contribution": "Le hall fermé",
        "besoin": "B",
    }
    answer = client.post(page_of(evenement, "inscription/"), sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "« Hall » et « École » ont lieu en même temps (à 14 h) : gardez l'un des deux." in page
    assert page.count(" checked") == 2
    for kept in ('value="Ines"', 'value="ines@exemple.fr"', "Le hall fermé", ">\nB</textarea>"):
        assert kept in page
    assert Inscription.objects.count() == 0


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"est_annule": True, "motif_annulation": "La salle ferme."}, "Cet événement est annulé : La salle ferme."),
        ({"dans": -1}, "Cet événement a eu lieu."),
        ({"inscription_du": None}, "ne prend pas d'inscription en ligne"),
        ({"inscription_du": timezone.now() + datetime.timedelta(days=3)}, "Elles ouvrent le"),
        ({"inscription_au": timezone.now() - datetime.timedelta(hours=1)}, "Les inscriptions sont closes."),
        ({"places": 0}, "L'événement est complet."),
    ],
)
def test_each_state_is_said(client, db, champs, phrase):
    evenement = open_evenement(**champs)
    answer = client.get(page_of(evenement, "inscription/"))
    assert answer.status_code == 200
    assert phrase in text_of(answer)
    assert ('<form method="post" novalidate>' in text_of(answer)) is ("places" in champs)


def test_registration_sent_too_late_is_refused_and_kept_on_the_page(client, db):
    evenement = open_evenement(est_annule=True)
    answer = client.post(page_of(evenement, "inscription/"), {"nom": "Ines", "courriel": "ines@exemple.fr"})
    assert answer.status_code == 422
    assert "Cet événement est annulé : on ne s'y inscrit plus. Rien n'a été enregistré." in text_of(answer)
    assert 'value="ines@exemple.fr"' in text_of(answer)
    assert (Inscription.objects.count(), mail.outbox) == (0, [])


def test_draft_or_unknown_event_does_not_exist(client, db):
    hidden = open_evenement(live=False)
    assert [
        client.get(path).status_code
        for path in (
            page_of(hidden, "inscription/"),
            page_of(hidden, "inscription/envoyee/"),
            "/evenements/rien/inscription/",
        )
    ] == [404, 404, 404]


def test_program_that_fills_the_lure_registers_nobody(client, db):
    evenement = open_evenement()
    sent = {"nom": "Robot", "courriel": "robot@exemple.fr", "site_internet": "http://x.example"}
    assert client.post(page_of(evenement, "inscription/"), sent).status_code == 302
    assert (Inscription.objects.count(), mail.outbox) == (0, [])


def test_too_many_from_one_connection_wait_and_lose_nothing(client, db):
    evenement = open_evenement()
    for rank in range(40):
        client.post(page_of(evenement, "inscription/"), {"nom": "x", "courriel": f"p{rank}@exemple.fr"})
    assert Inscription.objects.count() == 40
    answer = client.post(page_of(evenement, "inscription/"), {"nom": "Ines", "courriel": "ines@exemple.fr"})
    assert answer.status_code == 429
    assert "Rien n'est enregistré ; gardez cette page ouverte" in text_of(answer)
    assert 'value="ines@exemple.fr"' in text_of(answer)
    assert Inscription.objects.count() == 40


def test_event_s_page_says_how_to_come(client, db, alice):
    evenement = open_evenement(places=1)
    assert f'href="{page_of(evenement, "inscription/")}"' in text_of(client.get(evenement.url))
    register(evenement, "Ines")
    assert "M'inscrire sur liste d'attente" in text_of(client.get(evenement.url))
    assert "Tenir les inscriptions" not in text_of(client.get(evenement.url))
    assert "Tenir les inscriptions" in text_of(enter(alice).get(evenement.url))
    past = open_evenement("journee-passee", dans=-3)
    assert "M'inscrire" not in text_of(client.get(past.url))


# --- the person's own link


def test_link_shows_its_owner_what_they_said_and_tells_the_journal(client, db):
    evenement = open_evenement(ateliers={"Hall": 5})
    ines = register(evenement, "Ines", atelier(evenement, "Hall"), contribution="Le hall fermé", besoin="Un fauteuil")
    answer = client.get(link_of(ines))
    for said in ("Ines", "Inscription confirmée", "Hall", "Place gardée", "Le hall fermé", "Un fauteuil"):
        assert said in text_of(answer)
    assert "no-store" in answer["Cache-Control"]
    assert reads() == {
        "reseau.inscription.nom.lue": 1,
        "reseau.contribution.texte.lues": 1,
        "reseau.besoinaccessibilite.texte.lue": 1,
    }


def test_everything_by_the_link_without_cookie(client, db):
    evenement = open_evenement(places=1, ateliers={"Hall": 1, "École": 1})
    hall, ecole = atelier(evenement, "Hall"), atelier(evenement, "École")
    ines = register(evenement, "Ines", hall)
    sent = {"nom": "Inès", "organisme": "Traboule", "ateliers": [str(ecole.uid)], "besoin": ""}
    assert "Votre inscription est modifiée." in text_of(client.post(link_of(ines, "changer/"), sent, follow=True))
    ines.refresh_from_db()
    assert (open_without_journal(ines, "nom"), ines.choix.get().sequence) == ("Inès", ecole)

    apport = {"apport-genre": "probleme", "apport-texte": "Le hall fermé"}
    assert "Votre contribution est enregistrée." in text_of(
        client.post(link_of(ines, "apporter/"), apport, follow=True)
    )
    contribution = Contribution.objects.get()
    removed = client.post(link_of(ines, f"apports/{contribution.pk}/retirer/"), follow=True)
    assert "retirée" in text_of(removed)
    assert not Contribution.objects.exists()

    assert "Votre inscription est annulée" in text_of(client.post(link_of(ines, "annuler/"), follow=True))
    assert "Revenir sur l'annulation" in text_of(client.get(link_of(ines)))
    assert "Votre inscription est rétablie." in text_of(client.post(link_of(ines, "retablir/"), follow=True))
    assert Inscription.objects.get().choix.get().statut == "confirmee"
    assert not client.cookies.keys() - {"csrftoken"}


def test_calendar_of_the_link_opens(client, db):
    ines = register(open_evenement(), "Ines")
    answer = client.get(link_of(ines, "inscription.ics"))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(answer.content).events[0]["STATUS"] == "CONFIRMED"
    cancel_inscription(inscription=ines, by=PUBLIC)
    assert Calendar.from_ical(client.get(link_of(ines, "inscription.ics")).content)["METHOD"] == "CANCEL"


def test_forged_expired_or_erased_link_says_what_to_do(client, db, monkeypatch):
    evenement = open_evenement()
    ines, omar = register(evenement, "Ines"), register(evenement, "Omar")
    whole = link_of(ines)
    forged = whole.replace(ines.pk.hex, omar.pk.hex)
    for wrong in (forged, whole[:-4] + "/", "/inscriptions/abc/", f"/inscriptions/{sign_lien('feuille', ines.pk)}/"):
        answer = client.get(wrong)
        assert (answer.status_code, "Ce lien n'est pas valable" in text_of(answer)) == (404, True), wrong
        assert "Ines" not in text_of(answer)
    assert client.post(f"{forged}annuler/").status_code == 404

    monkeypatch.setattr("django.core.signing.time.time", lambda: timezone.now().timestamp() + 367 * 86400)
    assert "Ce lien a expiré." in text_of(client.get(whole))
    monkeypatch.undo()

    cancel_inscription(inscription=ines, by=PUBLIC)
    forget_inscriptions(timezone.localdate() + datetime.timedelta(days=8))
    gone = client.get(whole)
    assert (gone.status_code, "effacée à son terme" in text_of(gone)) == (410, True)
    assert {Inscription.objects.get(pk=each.pk).statut for each in (ines, omar)} == {"annulee", "confirmee"}


def test_contribution_of_someone_else_is_out_of_reach(client, db):
    evenement = open_evenement()
    ines, omar = register(evenement, "Ines", contribution="Le hall"), register(evenement, "Omar")
    contribution = ines.contributions.get()
    assert client.post(link_of(omar, f"apports/{contribution.pk}/retirer/")).status_code == 404
    assert Contribution.objects.get() == contribution


def test_refused_change_keeps_what_was_typed(client, db):
    evenement = open_evenement(ateliers={"Hall": 5, "École": 5})
    ines = register(evenement, "Ines")
    both = [str(sequence.uid) for sequence in evenement.sequences.all()]
    sent = {"nom": "Inès Dupont", "organisme": "Traboule", "ateliers": both, "besoin": "Un siège"}
    answer = client.post(link_of(ines, "changer/"), sent)
    assert answer.status_code == 422
    for kept in ("ont lieu en même temps", 'value="Inès Dupont"', 'value="Traboule"', "Un siège"):
        assert kept in text_of(answer)
    empty = client.post(link_of(ines, "apporter/"), {"apport-genre": "initiative", "apport-texte": " "})
    assert (empty.status_code, "Écrivez en quelques phrases" in text_of(empty)) == (422, True)


# --- who facilitates


def test_facilitator_sees_counts_then_names_on_demand_in_one_line_of_the_journal(db, rose):
    evenement = open_evenement(places=2, ateliers={"Hall": 1})
    for qui in ("Ines", "Omar", "Lea"):
        register(evenement, qui, atelier(evenement, "Hall"))
    client = enter(rose)
    first = text_of(client.get(page_of(evenement, "inscriptions/")))
    assert "2 inscriptions confirmées pour 2 places" in first
    assert "1 sur 1" in first
    assert "Ines" not in first
    assert reads() == {}

    names = text_of(client.get(page_of(evenement, "inscriptions/noms/")))
    assert [qui in names for qui in ("Ines", "Omar", "Lea")] == [True] * 3
    assert reads() == {"reseau.inscription.nom.lues": 3}


def test_filters_of_the_names_are_in_the_address(db, rose):
    evenement = open_evenement(places=2, ateliers={"Hall": 5})
    hall = atelier(evenement, "Hall")
    register(evenement, "Ines", hall)
    refused, _ = register(evenement, "Omar"), register(evenement, "Lea")
    Inscription.objects.filter(pk=refused.pk).update(courriel_refuse_le=timezone.now())
    client = enter(rose)
    found = {}
    for query in (
        "etat=attente",
        "etat=confirmees",
        "etat=refuses",
        f"atelier={hall.uid}",
        "etat=annulees",
        "atelier=x",
    ):
        page = text_of(client.get(page_of(evenement, f"inscriptions/noms/?{query}")))
        found[query.replace(str(hall.uid), "hall")] = [qui for qui in ("Ines", "Omar", "Lea") if qui in page]
    assert found == {
        "etat=attente": ["Lea"],
        "etat=confirmees": ["Ines", "Omar"],
        "etat=refuses": ["Omar"],
        "atelier=hall": ["Ines"],
        "etat=annulees": [],
        "atelier=x": ["Ines", "Omar", "Lea"],
    }


def test_needs_are_read_apart_and_journaled(db, rose):
    evenement = open_evenement()
    register(evenement, "Ines", besoin="Un fauteuil")
    gone = register(evenement, "Omar", besoin="Un siège")
    cancel_inscription(inscription=gone, by=PUBLIC)
    page = text_of(enter(rose).get(page_of(evenement, "inscriptions/besoins/")))
    assert ("Un fauteuil" in page, "Un siège" in page) == (True, False)
    assert reads() == {"reseau.besoinaccessibilite.texte.lues": 1, "reseau.inscription.nom.lues": 1}


def test_contributions_are_given_to_workshops(db, rose):
    evenement = open_evenement(ateliers={"Hall": 5, "École": 5})
    first, second = (
        submit_contribution(inscription=register(evenement, qui), genre="probleme", texte=f"Mot de {qui}", by=PUBLIC)
        for qui in ("Ines", "Omar")
    )
    client, hall = enter(rose), atelier(evenement, "Hall")
    page = text_of(client.get(page_of(evenement, "inscriptions/contributions/")))
    assert "Mot de Ines" in page
    sent = {f"{first.pk.hex}-atelier": str(hall.uid), f"{second.pk.hex}-atelier": ""}
    client.post(page_of(evenement, "inscriptions/contributions/"), sent)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.sequence, second.sequence) == (hall, None)
    wrong = client.post(page_of(evenement, "inscriptions/contributions/"), {f"{first.pk.hex}-atelier": "x"})
    assert wrong.status_code == 422
    assert Contribution.objects.get(pk=first.pk).sequence == hall


def test_badges_are_text_for_a_spreadsheet_and_one_line_of_the_journal(db, rose):
    evenement = open_evenement(places=2, ateliers={"Hall": 5})
    register(evenement, "Zoe", atelier(evenement, "Hall"), organisme="=HYPERLINK(1)")
    register(evenement, "Anna", nom="@Anna")
    register(evenement, "Lea")  # waits
    answer = enter(rose).get(page_of(evenement, "inscriptions/badges.csv"))
    assert answer.content.decode("utf-8-sig").splitlines() == [
        "nom;organisme;ateliers",
        "'@Anna;;",
        "Zoe;'=HYPERLINK(1);Hall",
    ]
    assert reads() == {"reseau.inscription.badges": 2}


def test_facilitator_cancels_undoes_and_corrects_an_address(db, rose):
    evenement = open_evenement()
    ines = register(evenement, "Ines")
    one, client = page_of(evenement, f"inscriptions/{ines.pk}/"), enter(rose)
    assert "ines@exemple.fr" in text_of(client.get(one))
    assert "Inscription annulée, la place est rendue." in text_of(client.post(f"{one}annuler/", follow=True))
    client.post(f"{one}retablir/")
    assert Inscription.objects.get().statut == "confirmee"

    wrong = client.post(f"{one}corriger/", {"courriel": "ines@"})
    assert (wrong.status_code, 'value="ines@"' in text_of(wrong)) == (422, True)
    client.post(f"{one}corriger/", {"courriel": "ines.b@exemple.fr"})
    assert mail.outbox[-1].to == ["ines.b@exemple.fr"]
    register(evenement, "Omar")
    taken = client.post(f"{one}corriger/", {"courriel": "OMAR@exemple.fr"})
    assert "porte déjà cette adresse" in text_of(taken)


def test_cancelling_the_event_asks_why_and_tells_everyone(db, rose):
    evenement = open_evenement()
    register(evenement, "Ines")
    client, where = enter(rose), page_of(evenement, "inscriptions/annuler-l-evenement/")
    assert client.post(where, {"motif": ""}).status_code == 422
    assert not Evenement.objects.get(pk=evenement.pk).est_annule
    done = client.post(
        page_of(evenement, "inscriptions/annuler-l-evenement/"), {"motif": "La salle ferme."}, follow=True
    )
    assert "Événement annulé. 1 courriel à envoyer." in text_of(done)
    assert mail.outbox[-1].subject == "[Entre-deux] Événement annulé : Journée d'essai"
    assert "La salle ferme." in text_of(client.get(evenement.url))


def test_list_kept_elsewhere_is_registered_whole_or_not_at_all(db, rose):
    evenement = open_evenement(places=2)
    register(evenement, "Ines")
    client, where = enter(rose), page_of(evenement, "inscriptions/importer/")

    def send(text: str, name: str = "liste.csv", **more):
        return client.post(
            where, {"fichier": SimpleUploadedFile(name, text.encode()), "prevenir": "on"} | more, follow=True
        )

    bad = send("Nom;Courriel\nOmar;omar@exemple.fr\nLea;lea@\n")
    assert (bad.status_code, "Ligne 3 : Cette adresse n'est pas complète." in text_of(bad)) == (422, True)
    assert "Il manque la colonne « courriel »" in text_of(send("Nom;Tel\nOmar;06\n"))
    assert send("\x00\x01\x02" * 100, "liste.xlsx").status_code == 422
    assert Inscription.objects.count() == 1

    good = send(
        "Prénom;Nom;E-mail;Structure\nOmar;Essai;omar@exemple.fr;Traboule\nInes;;ines@exemple.fr;\nLéa;É;lea@exemple.fr;\n"
    )
    assert "2 inscriptions ajoutées, 1 déjà connue." in text_of(good)
    omar = Inscription.objects.get(organisme="Traboule")
    assert (open_without_journal(omar, "nom"), omar.statut) == ("Omar Essai", "confirmee")
    assert Inscription.objects.filter(statut="attente").count() == 1


@pytest.mark.parametrize("qui", ["samira", "claire", "paul", "yann"])
def test_registrations_do_not_exist_for_others(db, request, qui):
    evenement = open_evenement()
    ines = register(evenement, "Ines")
    client = enter(request.getfixturevalue(qui))
    suites = ("", "noms/", "besoins/", "contributions/", "badges.csv", f"{ines.pk}/")
    assert {client.get(page_of(evenement, f"inscriptions/{suite}")).status_code for suite in suites} == {404}
    posts = ("importer/", "annuler-l-evenement/", f"{ines.pk}/annuler/", f"{ines.pk}/corriger/")
    assert {client.post(page_of(evenement, f"inscriptions/{suite}")).status_code for suite in posts} == {404}
    assert client.get("/inscriptions/").status_code == 404


def test_editor_of_another_region_keeps_its_own_only(db, rose):
    ours, theirs = open_evenement(), open_evenement("ailleurs", title="Journée d'ailleurs", region=None)
    ines = register(theirs, "Ines")
    client = enter(rose)
    liste = text_of(client.get("/inscriptions/"))
    assert ("Journée d'essai" in liste, "Journée d'ailleurs" in liste) == (True, False)
    assert client.get(page_of(ours, "inscriptions/")).status_code == 200
    assert client.get(page_of(theirs, "inscriptions/noms/")).status_code == 404
    assert client.get(page_of(ours, f"inscriptions/{ines.pk}/")).status_code == 404


def test_pages_make_as_many_queries_for_one_as_for_thirty(db, rose):
    evenement = open_evenement(places=20, ateliers={"Hall": 5, "École": 50})
    hall = atelier(evenement, "Hall")
    client = enter(rose)
    register(evenement, "Ines", hall, besoin="Un mot", contribution="Un mot")
    suites = ("", "noms/", "besoins/", "contributions/", "badges.csv")
    paths = ["/inscriptions/", *(page_of(evenement, f"inscriptions/{suite}") for suite in suites), evenement.url]
    for path in paths:
        client.get(path)
    alone = {path: count_queries(client, path) for path in paths}
    for rank in range(29):
        register(evenement, f"Personne{rank}", hall, besoin="Un mot", contribution="Un mot")
    open_evenement("autre-journee")
    assert {path: count_queries(client, path) for path in paths} == alone


def count_queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)
