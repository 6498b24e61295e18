"""Two sheets that may be one: Claire decides for her structure, may undo, and a new reading changes nothing."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entredeux.cadre.models import EntreeJournal
from entredeux.partenaires.actions import (
    create_partenaire,
    merge_fiches,
    separate_fiches,
    undo_rapprochement,
    write_note,
)
from entredeux.partenaires.actions.imports import refresh_paires
from entredeux.partenaires.models import FicheAnnuaire, NoteAnnuaire, PaireAnnuaire, RapprochementAnnuaire
from entredeux.partenaires.queries.annuaire import (
    Criteres,
    noted_among,
    paires_to_decide,
    partners_among,
    same_as,
    search_fiches,
    under,
)
from entredeux.socle.erreurs import Refus
from tests.partenaires.fabrique import DEMARCHES, make_fiche
from tests.partenaires.test_annuaire import run


def shown_to(by) -> set[int]:
    return {pk for pk, _ in search_fiches(by, Criteres())}


@pytest.fixture
def square(db) -> tuple[FicheAnnuaire, FicheAnnuaire]:
    pair = make_fiche("Espace numérique du Square"), make_fiche("Espace public numérique du Square")
    refresh_paires()
    return pair


def test_one_structure_for_claire_is_still_two_sheets_for_marion(claire, nadia, square):
    une, autre = square
    assert list(paires_to_decide(claire).values_list("une", "autre")) == [(une.pk, autre.pk)]

    decided = merge_fiches(gardee=une, ecartee=autre, by=claire)

    assert shown_to(claire) == {une.pk}
    assert same_as(claire, une) == [autre]
    assert shown_to(nadia) == {une.pk, autre.pk}
    assert not paires_to_decide(claire).exists()
    undo_rapprochement(rapprochement=decided, by=claire)
    assert shown_to(claire) == {une.pk, autre.pk}
    assert paires_to_decide(claire).count() == 1
    events = EntreeJournal.objects.filter(evenement__startswith="partenaires.rapprochement").order_by("numero")
    assert [each.evenement for each in events] == [
        "partenaires.rapprochement.fusionnees",
        "partenaires.rapprochement.annule",
    ]


def test_distinct_pair_is_not_proposed_again(claire, square):
    separate_fiches(une=square[1], autre=square[0], by=claire)
    refresh_paires()
    assert PaireAnnuaire.objects.count() == 1
    assert not paires_to_decide(claire).exists()
    assert shown_to(claire) == {each.pk for each in square}


def test_who_does_not_keep_the_directory_decides_nothing(samira, paul, square):
    for who in (samira, paul):
        with pytest.raises(Refus):
            merge_fiches(gardee=square[0], ecartee=square[1], by=who)
    assert not RapprochementAnnuaire.objects.exists()


def test_one_structure_already_is_said(claire, square):
    merge_fiches(gardee=square[0], ecartee=square[1], by=claire)
    with pytest.raises(ValidationError, match="déjà qu'une"):
        merge_fiches(gardee=square[1], ecartee=square[0], by=claire)
    with pytest.raises(ValidationError, match="annulez d'abord"):
        separate_fiches(une=square[0], autre=square[1], by=claire)


def test_a_place_merged_is_found_by_each_of_its_names_and_needs(claire):
    une = make_fiche("Espace du Square")
    autre = make_fiche("Relais des Terrils", thematiques=[DEMARCHES])
    merge_fiches(gardee=une, ecartee=autre, by=claire)
    for criteres in (Criteres(texte="terrils"), Criteres(besoin=DEMARCHES), Criteres(texte="square")):
        assert [pk for pk, _ in search_fiches(claire, criteres)] == [une.pk]


def test_when_the_sheet_kept_leaves_its_source_the_other_shows_again(claire, square):
    une, autre = square
    merge_fiches(gardee=une, ecartee=autre, by=claire)
    FicheAnnuaire.objects.filter(pk=une.pk).update(disparue_le="2026-11-30")
    assert shown_to(claire) == {autre.pk}


def test_note_and_partner_of_a_merged_sheet_show_on_the_one_kept(claire, samira):
    une, autre, troisieme = make_fiche("Une"), make_fiche("Autre"), make_fiche("Troisième")
    write_note(fiche=autre, note="Entrer par la cour.", by=samira)
    partner = create_partenaire(by=claire, nom="Autre", genre="numerique", fiche=troisieme)
    merge_fiches(gardee=autre, ecartee=troisieme, by=claire)
    merge_fiches(gardee=une, ecartee=autre, by=claire)
    shown = under(claire, [une.pk])
    assert noted_among(claire, shown) == {une.pk}
    assert partners_among(claire, shown) == {une.pk: partner}


ACTS = st.lists(
    st.tuples(st.sampled_from(["unir", "separer", "annuler"]), st.integers(0, 4), st.integers(0, 4)), max_size=12
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_no_order_of_decisions_hides_every_sheet_of_a_group(claire, acts):
    """Whatever is decided and undone, each sheet leads to one that shows; undoing all shows them all."""
    RapprochementAnnuaire.objects.all().delete()
    FicheAnnuaire.objects.all().delete()
    sheets = [make_fiche(f"Lieu {rank}") for rank in range(5)]
    for act, one, other in acts:
        try:
            if act == "unir":
                merge_fiches(gardee=sheets[one], ecartee=sheets[other], by=claire)
            elif act == "separer" and one != other:
                separate_fiches(une=sheets[one], autre=sheets[other], by=claire)
            elif act == "annuler" and (row := RapprochementAnnuaire.objects.order_by("cree_le", "pk").first()):
                undo_rapprochement(rapprochement=row, by=claire)
        except ValidationError:
            continue
    shown = shown_to(claire)
    under = {pk for sheet in sheets if sheet.pk in shown for pk in [sheet.pk, *[f.pk for f in same_as(claire, sheet)]]}
    assert under == {sheet.pk for sheet in sheets}
    for row in RapprochementAnnuaire.objects.all():
        undo_rapprochement(rapprochement=row, by=claire)
    assert shown_to(claire) == {sheet.pk for sheet in sheets}


LISTE = """nom;adresse;code_postal;commune;telephone;services
Espace du Square;3 rue A;62800;Liévin;0321000001;Aide aux démarches administratives
Espace public du Square;3 rue A;62800;Liévin;0321000001;Aide aux démarches administratives
"""


def test_a_new_reading_keeps_notes_and_decisions(claire, samira, tmp_path):
    path = tmp_path / "lieux.csv"
    path.write_text(LISTE, encoding="utf-8")
    run(path)
    une, autre = FicheAnnuaire.objects.order_by("pk")
    write_note(fiche=une, note="Entrer par la cour.", by=samira)
    merge_fiches(gardee=une, ecartee=autre, by=claire)

    path.write_text(LISTE.replace("0321000001", "0321999999"), encoding="utf-8")
    answer = run(path)

    une.refresh_from_db()
    assert (answer["acceptees"], une.telephone) == (2, "0321999999")  # refreshed, though the file has no ids
    assert NoteAnnuaire.objects.get().fiche == une
    assert shown_to(claire) == {une.pk}

    path.write_text("".join(LISTE.splitlines(keepends=True)[:2]), encoding="utf-8")
    run(path)
    assert RapprochementAnnuaire.objects.count() == 1  # the other left its source: the decision waits for it
