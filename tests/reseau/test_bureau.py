"""The desk's form of an event: what is refused with words, what is only doubtful, what must never be lost."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions import import_programme
from entredeux.reseau.coherence import find_doubts, find_faults, find_sequence_faults
from entredeux.reseau.enums import StatutFeuille
from entredeux.reseau.models import Evenement, Feuille, Intervenant, PageLibre, Prise, Sequence, Serie
from entredeux.reseau.programme import load_programme
from entredeux.reseau.taches_pages import publish_scheduled
from entredeux.territoires.models import Region
from tests.reseau.fabrique import make_evenement, make_sequence, make_serie

CORPS = ("corps", "moments_forts", "documents", "sources")


@pytest.fixture
def nord(db) -> Region:
    return Region.objects.get_or_create(code="32", defaults={"nom": "Hauts-de-France"})[0]


def enter(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    client.get("/bureau/")  # her groups follow her role when she enters
    return client


def fields(evenement: Evenement | None = None, sequences: list[dict[str, Any]] | None = None, **champs: Any) -> dict:
    """What the desk's form would send: of this event, or of a new one in Lille."""
    page = evenement or Evenement(title="Journée", slug="journee", date_debut=datetime.date(2027, 6, 3), lieu="Lille")
    rows = (
        sequences
        if sequences is not None
        else [row_of(sequence) for sequence in (page.sequences.all() if page.pk else ())]
    )
    sent = {
        "title": page.title,
        "slug": page.slug,
        "genre": "journee_regionale",
        "date_debut": page.date_debut.isoformat(),
        "precision_date": "jour",
        "fuseau": "Europe/Paris",
        "lieu": page.lieu,
        "region": page.region_id or "",
        "jours_de_relecture": "15",
        "sequences": inline_formset(rows, initial=sum(1 for row in rows if row.get("id"))),
        "comments": inline_formset([]),
        "stand_ressources": inline_formset([]),
        **{name: streamfield([]) for name in CORPS},
        **champs,
    }
    return nested_form_data(sent)


def row_of(sequence: Sequence, **champs: Any) -> dict[str, Any]:
    prises = [
        {
            "id": str(prise.pk),
            "role": prise.role,
            "intervenant": str(prise.intervenant_id or ""),
            "organisation": "",
        }
        for prise in sequence.prises.all()
    ]
    return {
        "id": str(sequence.pk or ""),
        "genre": sequence.genre,
        "titre": sequence.titre,
        "salle": sequence.salle,
        "heure_debut": f"{sequence.heure_debut:%H:%M}" if sequence.heure_debut else "",
        "heure_fin": f"{sequence.heure_fin:%H:%M}" if sequence.heure_fin else "",
        "prises": inline_formset(prises, initial=len(prises)),
        **champs,
    }


def new_row(titre: str, debut: str = "", fin: str = "", **champs: Any) -> dict[str, Any]:
    return {
        "genre": "atelier",
        "titre": titre,
        "heure_debut": debut,
        "heure_fin": fin,
        "prises": inline_formset([]),
        **champs,
    }


def add(client: Client, serie: Serie, **champs: Any):
    return client.post(f"/bureau/pages/add/reseau/evenement/{serie.pk}/", fields(**champs), follow=True)


def said(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'").replace("&nbsp;", " ").replace("\xa0", " ")


# --- an event is created, doubtful or impossible


def test_event_with_its_workshops_is_created_as_a_draft(alice):
    serie = make_serie()
    rows = [new_row("Le hall, la nuit", "14:00", "15:30", salle="A"), new_row("L'école", "14:00", "15:30", salle="B")]
    answer = add(enter(alice), serie, sequences=rows)
    assert answer.status_code == 200
    evenement = Evenement.objects.get(slug="journee")
    assert [str(sequence) for sequence in evenement.sequences.all()] == ["Le hall, la nuit", "L'école"]
    assert not evenement.live


@pytest.mark.parametrize(
    ("champs", "sentence"),
    [
        ({"date_fin": "2027-06-01"}, "Le dernier jour (mardi 1er juin 2027) est avant le premier (jeudi 3 juin 2027)."),
        ({"heure_debut": "17:00", "heure_fin": "9:00"}, "La fin (9 h) n'est pas après le début (17 h)."),
        ({"heure_fin": "9:00"}, "La fin est donnée (9 h), pas le début."),
        ({"precision_date": "mois", "heure_debut": "9:00"}, "Seul le mois est connu : laissez les heures vides"),
        ({"precision_date": "mois", "date_fin": "2027-06-05"}, "Seul le mois est connu : laissez le dernier jour vide"),
        (
            {"inscription_du": "2027-05-02 10:00", "inscription_au": "2027-05-01 10:00"},
            "Les inscriptions finissent avant d'avoir commencé",
        ),
        ({"sequences": [new_row("A", "15:00", "14:00")]}, "La fin (14 h) n'est pas après le début (15 h)."),
        (
            {"sequences": [new_row("A", date="2027-07-01")]},
            "Ce jour n'est pas de l'événement, qui a lieu le jeudi 3 juin 2027.",
        ),
        (
            {"date_fin": "2027-06-04", "sequences": [new_row("A", date="2027-06-05")]},
            "qui a lieu du jeudi 3 juin 2027 au vendredi 4 juin 2027.",
        ),
        (
            {"precision_date": "mois", "sequences": [new_row("A", "14:00", "15:00")]},
            "confirmez son jour avant de donner des heures",
        ),
    ],
)
def test_impossible_times_are_refused_with_words_and_nothing_is_lost(alice, champs, sentence):
    answer = add(enter(alice), make_serie(), title="Une journée écrite à la main", **champs)
    assert sentence in said(answer)
    assert "Une journée écrite à la main" in said(answer)
    assert Evenement.objects.count() == 0


def test_month_alone_is_kept_as_its_first_day(alice):
    add(enter(alice), make_serie(), precision_date="mois", date_debut="2027-06-17")
    assert str(Evenement.objects.get().date_debut) == "2027-06-01"


def test_end_of_a_several_days_event_may_be_earlier_in_the_day(db):
    several = make_evenement(
        date_fin=datetime.date(2027, 6, 4), heure_debut=datetime.time(14), heure_fin=datetime.time(12)
    )
    assert find_faults(several) == {}
    several.date_fin = None
    assert list(find_faults(several)) == ["heure_fin"]


def test_address_is_unique_in_the_whole_programme(alice):
    """Under another series Wagtail alone would allow it, and /evenements/journee/ would be two events."""
    make_evenement(title="La première", slug="journee")
    autre = make_serie("Autre série", slug="autre-serie")
    answer = add(enter(alice), autre)
    assert "Cette adresse est celle de « La première » (jeudi 3 juin 2027)" in said(answer)
    assert Evenement.objects.count() == 1


# --- doubts


def test_room_used_twice_at_once_is_said_with_both_names_and_saved(alice):
    rows = [
        new_row("Le hall", "14:00", "15:30", salle="Salle A"),
        new_row("L'école", "15:00", "16:00", salle="salle a "),
    ]
    page = said(add(enter(alice), make_serie(), sequences=rows))
    expected = "Salle A : « Le hall » (14 h – 15 h 30) et « L'école » (15 h – 16 h) y ont lieu en même temps."
    assert f"À vérifier. {expected}" in page
    assert page.count(expected) == 1
    assert Evenement.objects.count() == 1


def test_speaker_in_two_rooms_at_once_is_said_with_both(db):
    person = Intervenant.objects.create(nom="Personne fictive", slug="personne-fictive")
    rows = [
        make_sequence(titre, "14:00", "15:00", salle=salle, prises=[Prise(intervenant=person)])
        for titre, salle in (("Le hall", "A"), ("L'école", "B"))
    ]
    evenement = make_evenement(sequences=rows)
    (doubt,) = find_doubts(evenement, list(evenement.sequences.all()))
    assert doubt.replace("\xa0", " ") == (
        "Personne fictive prend la parole au même moment dans « Le hall » (14 h – 15 h), A et dans « L'école » "
        "(14 h – 15 h), B."
    )


def test_speaker_in_two_events_at_once_is_said_with_both(db):
    person = Intervenant.objects.create(nom="Personne fictive", slug="personne-fictive")
    for slug, debut, fin in (("une", "14:00", "15:00"), ("autre", "14:30", "16:00"), ("soir", "18:00", "19:00")):
        rows = [make_sequence(f"Atelier {slug}", debut, fin, prises=[Prise(intervenant=person)])]
        make_evenement(title=f"Journée {slug}", slug=slug, sequences=rows)
    une = Evenement.objects.get(slug="une")
    (doubt,) = find_doubts(une, list(une.sequences.all()))
    assert "« Atelier autre » (14 h 30 – 16 h) de l'événement « Journée autre »" in doubt.replace("\xa0", " ")


def test_one_after_the_other_in_a_room_is_no_doubt(db):
    rows = [make_sequence("A", "14:00", "15:00", salle="1"), make_sequence("B", "15:00", "16:00", salle="1")]
    rows += [make_sequence("C", "14:00", "15:00", salle="2"), make_sequence("D", salle="1")]
    evenement = make_evenement(sequences=rows)
    assert find_doubts(evenement, list(evenement.sequences.all())) == []
    assert [find_sequence_faults(sequence, evenement) for sequence in evenement.sequences.all()] == [{}] * 4


def test_sequence_out_of_the_event_s_hours_is_a_doubt(db):
    hours = {"heure_debut": datetime.time(9), "heure_fin": datetime.time(17)}
    evenement = make_evenement(**hours, sequences=[make_sequence("Apéritif", "18:00", "19:00")])
    (doubt,) = find_doubts(evenement, list(evenement.sequences.all()))
    assert doubt.replace("\xa0", " ") == "« Apéritif » (18 h – 19 h) déborde des heures de l'événement (9 h – 17 h)."


def test_second_reader_sees_the_doubts_too(alice):
    rows = [make_sequence("A", "14:00", "15:00", salle="1"), make_sequence("B", "14:00", "15:00", salle="1")]
    evenement = make_evenement(sequences=rows)
    assert "1 : « A » (14 h – 15 h) et « B »" in said(enter(alice).get(f"/bureau/pages/{evenement.pk}/edit/"))


# --- regions


def test_editor_of_a_region_chooses_only_hers(rose, nord):
    Region.objects.get_or_create(code="93", defaults={"nom": "Provence-Alpes-Côte d'Azur"})
    serie, client = make_serie(), enter(rose)
    form = client.get(f"/bureau/pages/add/reseau/evenement/{serie.pk}/").context["form"]
    assert [region.code for region in form.fields["region"].queryset] == ["32"]
    assert "Sélectionnez un choix valide" in said(add(client, serie, region="93"))
    add(client, serie, region="32")
    assert Evenement.objects.get().region_de_page == "32"


def test_editor_of_a_region_does_not_write_a_page_of_the_whole_network(rose, alice):
    parent = PageLibre.objects.get(slug="le-metier").get_parent()
    address = f"/bureau/pages/add/reseau/pagelibre/{parent.pk}/"
    assert enter(alice).get(address).status_code == 200
    answer = enter(rose).get(address, follow=True)
    assert answer.redirect_chain
    assert "Cette page serait à tout le réseau" in said(answer)


# --- what others rely on


@pytest.fixture
def atelier_tenu(alice) -> Sequence:
    """A workshop whose sheet is written."""
    evenement = make_evenement(sequences=[make_sequence("Le hall"), make_sequence("L'école")])
    sequence = evenement.sequences.first()
    Feuille.objects.create(sequence=sequence, statut=StatutFeuille.BROUILLON)
    return sequence


def test_workshop_others_rely_on_is_not_removed(atelier_tenu, alice):
    evenement = atelier_tenu.evenement
    rows = [row_of(sequence, DELETE="1") for sequence in evenement.sequences.all()]
    answer = enter(alice).post(f"/bureau/pages/{evenement.pk}/edit/", fields(evenement, sequences=rows))
    assert "« Le hall » ne peut pas être retiré : 1 feuille." in said(answer)
    assert "L'école » ne peut pas" not in said(answer)
    assert Sequence.objects.count() == 2


def test_older_draft_without_the_workshop_does_not_take_it_away(atelier_tenu):
    """Removed in a draft while nobody relied on it; published after someone did."""
    evenement = Evenement.objects.get()
    evenement.sequences.set([sequence for sequence in evenement.sequences.all() if sequence.titre == "L'école"])
    evenement.title = "Journée corrigée"
    evenement.save_revision().publish()
    assert Evenement.objects.get().title == "Journée corrigée"
    assert {sequence.titre for sequence in Sequence.objects.all()} == {"Le hall", "L'école"}


def test_event_others_rely_on_is_not_deleted(atelier_tenu, alice):
    client, evenement = enter(alice), atelier_tenu.evenement
    for address in (
        f"/bureau/pages/{evenement.pk}/delete/",
        f"/bureau/pages/{evenement.get_parent().pk}/delete/",
        f"/bureau/bulk/wagtailcore/page/delete/?id={evenement.pk}",
    ):
        answer = client.post(address, follow=True)
        assert "Rien n'a été supprimé : « Journée fictive » : 1 feuille." in said(answer)
    assert Evenement.objects.count() == 1
    Feuille.objects.all().delete()
    client.post(f"/bureau/pages/{evenement.pk}/delete/")
    assert Evenement.objects.count() == 0


def test_copied_event_has_its_own_address_and_sequences(alice):
    evenement = make_evenement(sequences=[make_sequence("Le hall")])
    evenement.save_revision().publish()
    autre = make_serie("Autre série", slug="autre-serie")
    client = enter(alice)
    sent = {"new_title": "Copie", "new_slug": "journee-fictive", "new_parent_page": autre.pk}
    client.post(f"/bureau/pages/{evenement.pk}/copy/", sent)
    copie = Evenement.objects.get(title="Copie")
    copie.get_latest_revision().publish()
    copie.refresh_from_db()
    assert (evenement.slug, copie.slug) == ("journee-fictive", "journee-fictive-2")
    assert [sequence.titre for sequence in Sequence.objects.all()] == ["Le hall", "Le hall"]
    assert len(set(Sequence.objects.values_list("uid", flat=True))) == 2


def test_former_version_restored_keeps_the_address_of_its_workshops(alice):
    evenement = make_evenement(sequences=[make_sequence("Le hall")])
    first = evenement.save_revision()
    first.publish()
    before = Sequence.objects.get().uid
    evenement.title = "Autre titre"
    evenement.save_revision().publish()
    first.publish()
    assert (Evenement.objects.get().title, Sequence.objects.get().uid) == ("Journée fictive", before)


# --- reading, preview, publication


def test_preview_draws_the_page_in_the_desk_s_frame(alice):
    """The public policy refuses frames; the preview is the one page the desk may frame, and stays under it."""
    client, serie = enter(alice), make_serie()
    evenement = make_evenement(serie)
    address = f"/bureau/pages/{evenement.pk}/edit/preview/"
    rows = [new_row("Le hall, la nuit", "14:00", "15:30", salle="Salle A")]
    answer = client.post(address, fields(evenement, title="Titre en cours", sequences=rows))
    assert answer.json() == {"is_valid": True, "is_available": True}
    preview = client.get(f"{address}?mode=")
    text = said(preview)
    assert "Titre en cours" in text
    assert "Le hall, la nuit" in text
    assert (preview["X-Frame-Options"], "frame-ancestors 'self'" in preview["Content-Security-Policy"]) == (
        "SAMEORIGIN",
        True,
    )
    assert "script-src 'self'" in preview["Content-Security-Policy"]
    assert "unsafe-inline" not in preview["Content-Security-Policy"]
    public = client.get(evenement.chemin)
    assert (public["X-Frame-Options"], "frame-ancestors 'none'" in public["Content-Security-Policy"]) == ("DENY", True)


def test_second_reading_is_in_the_journal(alice, rose, nord):
    """Rose submits, Alice approves: the page is public, and the journal says who did what."""
    evenement = make_evenement(region=nord, live=False)
    client = enter(rose)
    sent = fields(evenement, title="Écrite par Rose", region="32") | {"action-submit": "1"}
    client.post(f"/bureau/pages/{evenement.pk}/edit/", sent)
    evenement.refresh_from_db()
    assert not evenement.live
    state = evenement.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=(evenement.pk, "approve", state.pk))
    enter(alice).post(address, {"comment": "Vu."})
    evenement.refresh_from_db()
    assert (evenement.live, evenement.title) == (True, "Écrite par Rose")
    entries = EntreeJournal.objects.filter(evenement__startswith="reseau.page.").order_by("numero")
    assert [(entry.evenement, entry.role) for entry in entries] == [
        ("reseau.page.soumise", "redaction"),
        ("reseau.page.validee", "animation"),
    ]


def test_editor_of_the_region_is_a_second_person_too(alice, rose, nord):
    """Alice submits a page of Rose's region, Rose approves it at the desk: it is public."""
    evenement = make_evenement(region=nord, live=False)
    sent = fields(evenement, title="Écrite par Alice", region="32") | {"action-submit": "1"}
    enter(alice).post(f"/bureau/pages/{evenement.pk}/edit/", sent)
    evenement.refresh_from_db()
    assert not evenement.live
    state = evenement.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=(evenement.pk, "approve", state.pk))
    enter(rose).post(address, {"comment": "Vu."})
    evenement.refresh_from_db()
    assert (evenement.live, evenement.title) == (True, "Écrite par Alice")


def test_scheduled_page_appears_at_its_hour(client, db, monkeypatch):
    from django.utils import timezone

    evenement = make_evenement(live=False, first_published_at=None, last_published_at=None)
    evenement.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    evenement.save_revision().publish()
    publish_scheduled()
    assert client.get(evenement.chemin).status_code == 404
    later = timezone.now() + datetime.timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    publish_scheduled()
    assert client.get(evenement.chemin).status_code == 200
    publish_scheduled()
    entries = EntreeJournal.objects.filter(evenement="reseau.page.publiee")
    assert [(entry.role, entry.evenement) for entry in entries] == [("systeme", "reseau.page.publiee")]


# --- the template of a day


def test_day_is_made_from_the_template_with_its_five_workshops(rose, nord):
    make_serie()
    client = enter(rose)
    page = client.get("/evenements/nouvelle-journee/")
    assert [region.code for region in page.context["form"].fields["region"].queryset] == ["32"]
    sent = {
        "serie": Serie.objects.get().pk,
        "titre": "Journée régionale, versant nord",
        "date": "2027-12-04",
        "ville": "Liévin",
        "region": "32",
        "ateliers": "Droits\nFormation\nRéseau\nEnvironnement\nTerritoire\n",
        "places_par_atelier": "50",
    }
    answer = client.post("/evenements/nouvelle-journee/", sent, follow=True)
    assert "Le brouillon est prêt, avec 5 ateliers." in said(answer)
    evenement = Evenement.objects.get()
    assert answer.redirect_chain[-1][0] == f"/bureau/pages/{evenement.pk}/edit/"
    assert (evenement.slug, evenement.live, evenement.owner) == (
        "2027-12-04-journee-regionale-versant-nord",
        False,
        rose.compte,
    )
    assert [(a.titre, a.salle, a.places, a.est_sur_inscription) for a in evenement.ateliers] == [
        (titre, f"Salle {rank}", 50, True)
        for rank, titre in enumerate(("Droits", "Formation", "Réseau", "Environnement", "Territoire"), start=1)
    ]
    assert len({(atelier.heure_debut, atelier.heure_fin) for atelier in evenement.ateliers}) == 1
    assert find_doubts(evenement, list(evenement.sequences.all())) == []
    assert EntreeJournal.objects.filter(evenement="reseau.journee.preparee").count() == 1


def test_template_keeps_what_was_typed_when_a_date_is_wrong(alice):
    make_serie()
    sent = {"titre": "Journée", "date": "2027-13-45", "ateliers": "Un seul", "ville": "Liévin"}
    page = said(enter(alice).post("/evenements/nouvelle-journee/", sent))
    assert "Saisissez une date valide" in page
    assert "Un seul</textarea>" in page
    assert Evenement.objects.count() == 0


def test_day_of_another_region_is_refused_by_the_action(rose, nord):
    from entredeux.reseau.actions import create_journee_from_template
    from entredeux.socle.erreurs import Refus

    sud, _ = Region.objects.get_or_create(code="93", defaults={"nom": "Provence-Alpes-Côte d'Azur"})
    given = {"serie": make_serie(), "titre": "J", "date": datetime.date(2027, 1, 1), "ville": "Lens", "by": rose}
    for region in (sud, None):
        with pytest.raises(Refus, match="votre région"):
            create_journee_from_template(region=region, **given)
    assert len(create_journee_from_template(region=nord, **given).ateliers) == 5


@pytest.mark.parametrize("qui", ["samira", "paul", "yann"])
def test_template_exists_for_nobody_else(request, qui):
    assert enter(request.getfixturevalue(qui)).get("/evenements/nouvelle-journee/").status_code == 404


def test_template_without_any_series_says_what_to_do(alice):
    assert "Aucune série où ranger la journée" in said(enter(alice).get("/evenements/nouvelle-journee/"))


def test_desk_proposes_the_template_on_a_series(alice):
    import_programme(load_programme(), by=alice)
    serie = Serie.objects.get(slug="journees-regionales-2019")
    page = said(enter(alice).get(f"/bureau/pages/{serie.pk}/"))
    assert f"/evenements/nouvelle-journee/?serie={serie.pk}" in page
