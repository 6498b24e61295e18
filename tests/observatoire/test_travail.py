"""Our own work: exact, whole, and never one person's month."""

import itertools
import json
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal
from entredeux.demo.suivi_travail import build_travail
from entredeux.observatoire import entrepot
from entredeux.observatoire.actions import refresh_figures
from entredeux.observatoire.audit import find_anomalies
from entredeux.observatoire.declarations import declare_quantite
from entredeux.observatoire.entrepot import Extrait, colonnes
from entredeux.observatoire.enums import Axe, RaisonSecret
from entredeux.observatoire.models import Publication, QuantiteDeclaree
from entredeux.observatoire.publication import TOUT, publish_table
from entredeux.observatoire.quantites import DECLAREES, DEFINITIONS, Quantite
from entredeux.observatoire.travail import count_travail, months_open
from entredeux.socle.erreurs import Refus
from entredeux.terrain.models import Dysfonctionnement, Mission, Passage, Presence
from entredeux.territoires.models import Lieu
from tests.observatoire.fabrique import EQUIPE, cut, fact, follow

SELLIER = "QN06201M"
SEULE = (12,)
ANNEES = itertools.count(2000)  # a year for each example: a month is taken once


def write_work(structure, mois: str, *, presences=(60, 90), passages=3, defauts=0, actes=4, equipe=EQUIPE) -> None:
    """A month of presences of so many minutes (None: still open), passages made, defects at Sellier, acts."""
    rows = [fact(structure, mois, genre="presence", motif="tournee", minutes=each, cle=0) for each in presences]
    rows += [fact(structure, mois, genre="passage", qpv=SELLIER, cle=0) for _ in range(passages)]
    states = ["repare" if number % 2 else "envoye" for number in range(defauts)]
    rows += [fact(structure, mois, genre="defaut", qpv=SELLIER, issue=state, cle=0) for state in states]
    rows += [fact(structure, mois, cle=number) for number in range(actes)]
    entrepot.write_month(Extrait(structure.pk, mois, rows, equipe))


def read(quantite: Quantite, structure, periode: str, by, axes=()):
    return count_travail(quantite, structure=structure, periode=periode, axes=axes, by=by)


def value(quantite: Quantite, structure, periode: str, by) -> float | int | None:
    return read(quantite, structure, periode, by)[1][()].valeur


@pytest.fixture
def trimestre(structure):
    """Three months of a team of three."""
    for number, passages in ((1, 3), (2, 0), (3, 5)):
        write_work(structure, f"2025-{number:02d}", passages=passages, defauts=number)
    follow(structure, SELLIER)
    return structure


# --- from a day on the field to an exact number


def test_a_tournee_is_counted_from_its_records(structure, claire) -> None:
    hall = Lieu.objects.create(structure=structure, nom="Hall des Tilleuls", type_lieu="hall")
    mission = Mission.objects.create(structure=structure, nom="Halls", forme="tournee", domaine="habitat")
    jour = date(2025, 1, 10)
    for minutes in (100, None):
        presence = Presence.objects.create(
            structure=structure,
            mission=mission,
            forme="tournee",
            date_service=jour,
            debut_le=datetime(2025, 1, 10, 18, tzinfo=UTC),
            duree_minutes=minutes,
        )
    for prevu, visite in ((True, True), (True, False), (False, True)):
        Passage.objects.create(
            structure=structure, presence=presence, lieu=hall, date_service=jour, est_prevu=prevu, est_visite=visite
        )
    Dysfonctionnement.objects.create(structure=structure, lieu=hall, date_service=jour, categorie="ascenseur")
    refresh_figures(structure, by=Acteur.systeme(structure), today=date(2026, 2, 20))
    counted = [q for q in Quantite if q not in DECLAREES and q != Quantite.INTERVENTIONS]
    found = {q: value(q, structure, "2025-T1", claire) for q in counted}
    assert found == {
        Quantite.PRESENCES: 2,
        Quantite.TOURNEES: 2,
        Quantite.PERMANENCES: 0,
        Quantite.ETABLISSEMENTS: 0,
        Quantite.HEURES: 100 / 60,
        Quantite.PASSAGES_PREVUS: 2,
        Quantite.PREVUS_FAITS: 1,
        Quantite.PASSAGES: 2,
        Quantite.DYSFONCTIONNEMENTS: 1,
        Quantite.REPARES: 0,
    }


def test_genres_of_quantities_are_those_of_facts() -> None:
    known = {colonnes.ACTE, colonnes.PASSAGE, colonnes.DEFAUT, colonnes.PRESENCE, colonnes.PREVU}
    assert {said.comptage.genre for said in DEFINITIONS.values() if said.comptage} == known
    assert set(DEFINITIONS) == set(Quantite)


def test_no_quantity_has_the_name_of_a_protected_measure() -> None:
    from entredeux.observatoire.indicateurs.schema import Mesure

    assert not set(Quantite.values) & set(Mesure.values)


def test_by_month_and_by_quarter_add_up_to_the_total(trimestre, claire) -> None:
    values, cells, _ = read(Quantite.PASSAGES, trimestre, "2025-T1", claire, [Axe.MOIS])
    assert values == {Axe.MOIS: ("2025-01", "2025-02", "2025-03")}
    assert [cells[(month,)].valeur for month in values[Axe.MOIS]] == [3, 0, 5]
    assert cells[(TOUT,)].valeur == 8
    _, hours, _ = read(Quantite.HEURES, trimestre, "2025-T1", claire, [Axe.MOIS])
    assert (hours[("2025-01",)].valeur, hours[(TOUT,)].valeur, hours[(TOUT,)].n) == (2.5, 7.5, 6)
    values, defects, _ = read(Quantite.REPARES, trimestre, "2025-T1", claire, [Axe.QPV])
    assert {key[0]: cell.valeur for key, cell in defects.items()} == {SELLIER: 2, "": 0, TOUT: 2}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_whatever_the_months_the_quarter_is_their_sum(structure, claire, passages) -> None:
    for number, count in enumerate(passages, start=1):
        write_work(structure, f"2025-{number:02d}", passages=count)
    _, cells, _ = read(Quantite.PASSAGES, structure, "2025-T1", claire, [Axe.MOIS])
    assert [cell.valeur for cell in cells.values()] == [*passages, sum(passages)]
    assert value(Quantite.PASSAGES, structure, "2025-T1", claire) == sum(passages)


# --- the register


def test_exact_tables_are_in_the_register_and_say_so(trimestre, claire, paul) -> None:
    _, _, line = read(Quantite.PASSAGES, trimestre, "2025-T1", claire)
    assert read(Quantite.PASSAGES, trimestre, "2025-T1", paul)[2] == line
    said = json.loads(line.coupe)
    assert (said["exacte"], said["mesure"], line.cellules) == (True, "passages_faits", [[8]])
    assert EntreeJournal.objects.filter(evenement="observatoire.publication.inscrite").count() == 1


def test_the_register_holds_together_with_small_exact_numbers(trimestre, claire) -> None:
    for quantite in (Quantite.PASSAGES, Quantite.HEURES, Quantite.REPARES):
        for periode in ("2025-T1", "2025-01", "2025-02"):
            read(quantite, trimestre, periode, claire)
        read(quantite, trimestre, "2025-T1", claire, [Axe.MOIS])
    publish_table(cut(trimestre, "2025-T1"), by=claire)
    assert find_anomalies(Publication.objects.all()) == []


def test_a_revised_month_is_another_line(trimestre, claire) -> None:
    assert value(Quantite.PASSAGES, trimestre, "2025-T1", claire) == 8
    write_work(trimestre, "2025-02", passages=4)
    assert value(Quantite.PASSAGES, trimestre, "2025-T1", claire) == 12
    assert Publication.objects.count() == 2
    assert find_anomalies(Publication.objects.all()) == []


# --- the year's total of interventions


def test_interventions_are_one_number_a_year_and_nothing_else(structure, claire) -> None:
    for number in range(1, 13):
        write_work(structure, f"2025-{number:02d}", actes=number)
    assert value(Quantite.INTERVENTIONS, structure, "2025", claire) == sum(range(1, 13))
    for periode in ("2025-T1", "2025-01"):
        with pytest.raises(ValidationError, match="se lit par année seulement"):
            read(Quantite.INTERVENTIONS, structure, periode, claire)
    for axe in (Axe.MOIS, Axe.QPV, Axe.REGISTRE):
        with pytest.raises(ValidationError, match="ne se détaille pas"):
            read(Quantite.INTERVENTIONS, structure, "2025", claire, [axe])


# --- one or two mediators


def test_one_mediator_has_quarters_and_no_month(structure, claire) -> None:
    for number in range(1, 4):
        write_work(structure, f"2025-{number:02d}", equipe=SEULE)
    assert value(Quantite.HEURES, structure, "2025-T1", claire) == 7.5
    with pytest.raises(ValidationError, match="ne se montre pas seul"):
        read(Quantite.HEURES, structure, "2025-02", claire)
    _, cells, _ = read(Quantite.HEURES, structure, "2025-T1", claire, [Axe.MOIS])
    assert {cell.raison for key, cell in cells.items() if key != (TOUT,)} == {RaisonSecret.EQUIPE}
    assert cells[(TOUT,)].valeur == 7.5
    assert months_open(structure) == []


def test_one_month_of_a_lone_mediator_closes_the_months_of_its_quarter(structure, claire) -> None:
    """Else the quarter less its other months would be that person's month."""
    for number in range(1, 7):
        write_work(structure, f"2025-{number:02d}", equipe=SEULE if number == 2 else EQUIPE)
    for closed in ("2025-01", "2025-02", "2025-03"):
        with pytest.raises(ValidationError, match="ne se montre pas seul"):
            read(Quantite.PASSAGES, structure, closed, claire)
    assert [month.code for month in months_open(structure)] == ["2025-06", "2025-05", "2025-04"]


def test_a_month_waits_for_its_quarter(structure, claire) -> None:
    """Shown at once, January and February would give March away when March turns out to be one person's."""
    write_work(structure, "2025-01")
    with pytest.raises(ValidationError, match="Choisissez le trimestre"):
        read(Quantite.PASSAGES, structure, "2025-01", claire)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([EQUIPE, SEULE, (30, 2), ()]), min_size=6, max_size=6))
def test_no_hidden_month_is_what_is_left_of_shown_numbers(structure, claire, equipes) -> None:
    """In each quarter all months are shown or none is, whatever the team does."""
    year = next(ANNEES)
    for number, equipe in enumerate(equipes, start=1):
        write_work(structure, f"{year}-{number:02d}", equipe=equipe)
    for quarter, inside in ((f"{year}-T1", equipes[:3]), (f"{year}-T2", equipes[3:])):
        _, cells, _ = read(Quantite.PASSAGES, structure, quarter, claire, [Axe.MOIS])
        hidden = sum(cell.est_secrete for cell in cells.values())
        assert hidden == (3 if any(equipe != EQUIPE for equipe in inside) else 0)


# --- a one-post association


def test_a_lone_mediator_has_a_year_though_every_protected_cell_is_hidden(structure, claire) -> None:
    for number in range(1, 13):
        write_work(structure, f"2025-{number:02d}", actes=40, defauts=1, equipe=SEULE)
    follow(structure, SELLIER)
    assert publish_table(cut(structure, "2025"), by=claire).est_vide
    counted = [q for q in Quantite if q not in DECLAREES]
    shown = {q: value(q, structure, "2025", claire) for q in counted}
    assert shown[Quantite.INTERVENTIONS] == 480
    assert shown[Quantite.HEURES] == 30
    assert None not in shown.values()


# --- what is declared


def test_a_correction_wins_and_the_former_stays(structure, claire, helene) -> None:
    declare_quantite(nature=Quantite.ATELIERS, periode="2025", nombre=12, by=claire)
    assert value(Quantite.ATELIERS, structure, "2025", claire) == 12
    again = declare_quantite(nature=Quantite.ATELIERS, periode="2025", nombre=14, by=helene)
    assert declare_quantite(nature=Quantite.ATELIERS, periode="2025", nombre=14, by=helene) == again
    assert value(Quantite.ATELIERS, structure, "2025", claire) == 14
    assert list(QuantiteDeclaree.objects.order_by("rang").values_list("rang", "nombre")) == [(1, 12), (2, 14)]
    assert find_anomalies(Publication.objects.all()) == []
    events = EntreeJournal.objects.filter(evenement__startswith="observatoire.quantite").order_by("numero")
    assert [each.evenement for each in events] == ["observatoire.quantite.declaree", "observatoire.quantite.corrigee"]


def test_four_quarters_make_a_year_and_three_do_not(structure, claire) -> None:
    for number in range(1, 4):
        declare_quantite(nature=Quantite.JOURS_FORMATION, periode=f"2025-T{number}", nombre=number, by=claire)
    with pytest.raises(ValidationError, match="Pas encore déclaré"):
        value(Quantite.JOURS_FORMATION, structure, "2025", claire)
    declare_quantite(nature=Quantite.JOURS_FORMATION, periode="2025-T4", nombre=4, by=claire)
    assert value(Quantite.JOURS_FORMATION, structure, "2025", claire) == 10
    assert value(Quantite.JOURS_FORMATION, structure, "2025-T3", claire) == 3
    with pytest.raises(ValidationError, match="corrigez le trimestre"):
        declare_quantite(nature=Quantite.JOURS_FORMATION, periode="2025", nombre=9, by=claire)


@pytest.mark.parametrize(
    ("nature", "periode", "nombre", "words"),
    [
        ("passages_faits", "2025", 3, "ne se déclare pas"),
        ("n'importe", "2025", 3, "ne se déclare pas"),
        (Quantite.COUT, "2025-03", 3, "par trimestre ou par année"),
        (Quantite.COUT, "2025-13", 3, "n'existe pas"),
        (Quantite.COUT, "2199", 3, "n'est pas finie"),
        (Quantite.COUT, "2025", -1, "zéro ou plus"),
        (Quantite.COUT, "2025", 10**12, "zéro ou plus"),
    ],
)
def test_a_wrong_declaration_is_refused_in_french(structure, claire, nature, periode, nombre, words) -> None:
    with pytest.raises(ValidationError) as refusal:
        declare_quantite(nature=nature, periode=periode, nombre=nombre, by=claire)
    assert words in " ".join(refusal.value.messages)
    assert QuantiteDeclaree.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "quarters"),
    [(date(2026, 1, 3), ["2025-T4", "2025-T3"]), (date(2026, 5, 9), ["2026-T1", "2025-T4"])],
)
def test_the_demonstration_declares_the_quarters_that_ended(structure, claire, helene, day, quarters) -> None:
    build_travail({"Claire": claire, "Hélène": helene}, day)
    declared = QuantiteDeclaree.objects.filter(nature=Quantite.ATELIERS).order_by("-periode", "rang")
    assert list(declared.values_list("periode", "nombre")) == [(quarters[0], 7), (quarters[0], 8), (quarters[1], 9)]


# --- who


def test_readers_read_and_do_not_declare(trimestre, samira, paul, nadia) -> None:
    assert value(Quantite.PASSAGES, trimestre, "2025-T1", paul) == 8
    for acteur in (samira, paul):
        with pytest.raises(Refus):
            declare_quantite(nature=Quantite.ATELIERS, periode="2025", nombre=1, by=acteur)
    with pytest.raises(Http404):
        read(Quantite.PASSAGES, trimestre, "2025-T1", nadia)


@pytest.mark.parametrize(
    ("quantite", "periode", "axes", "words"),
    [
        ("tout", "2025", [], "La quantité « tout » n'existe pas"),
        (Quantite.PASSAGES, "2025-13", [], "n'existe pas"),
        (Quantite.PASSAGES, "2024", [], "ne sont pas encore arrêtées"),
        (Quantite.PASSAGES, "2199", [], "ne sont pas encore arrêtés"),
        (Quantite.PASSAGES, "2025-T1", [Axe.QPV], "ne se détaille pas ainsi"),
        (Quantite.DYSFONCTIONNEMENTS, "2025-T1", [Axe.QPV, Axe.MOIS], "ne se détaille pas ainsi"),
        (Quantite.ATELIERS, "2025-01", [], "par trimestre ou année seulement"),
    ],
)
def test_impossible_question_is_refused_in_french(trimestre, claire, quantite, periode, axes, words) -> None:
    with pytest.raises(ValidationError) as refusal:
        read(quantite, trimestre, periode, claire, axes)
    assert words in refusal.value.messages[0]
