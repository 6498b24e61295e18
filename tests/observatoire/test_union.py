"""The union of what is out, indicators included: filters, measures, two geographies, and many themes at once."""

from datetime import date
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entredeux.observatoire import audit
from entredeux.observatoire.audit import bornes, registre, union
from entredeux.observatoire.audit.grilles import Systeme
from entredeux.observatoire.audit.union import attack_union, read_cases
from entredeux.observatoire.coupes import Selection, parse_coupe
from entredeux.observatoire.models import Publication
from entredeux.observatoire.publication import publish_table
from tests.observatoire.fabrique import write_year
from tests.observatoire.sorties import MOIS, draw_acts, hide_only, line, publish

QPV = ["QN1", "QN2", "QN3", "QN4"]
COMMUNES = {"QN1": ["C1"], "QN2": ["C1"], "QN3": ["C2"], "QN4": ["C2", "C3"]}
TAILLES = {"registre": 8, "domaine": 10, "motif": 22, "lieu": 12, "issue": 14, "public": 6, "saisine": 9, "age": 6}
VALEURS = {"qpv": QPV} | {theme: [f"{theme}_{i}" for i in range(size)] for theme, size in TAILLES.items()}
REGISTRES, DOMAINES = VALEURS["registre"][:4], VALEURS["domaine"][:4]
# What the catalogue of indicators asks for: axes, and filters of one code, of several, of two columns.
CATALOGUE: list[tuple[list[str], dict[str, list[str]]]] = [
    *((["qpv", theme], {}) for theme in ("registre", "domaine", "motif", "lieu", "issue", "public", "saisine")),
    (["commune", "registre"], {}),
    (["commune", "domaine"], {}),
    (["registre", "domaine"], {}),
    (["qpv", "mois"], {}),
    (["qpv"], {"registre": ["registre_1"], "issue": ["issue_1", "issue_2", "issue_3"]}),
    (["qpv", "domaine"], {"registre": ["registre_1"]}),
    (["qpv"], {"motif": ["motif_3", "motif_4"]}),
    (["qpv", "domaine"], {"saisine": ["saisine_2", "saisine_3", "saisine_4"]}),
]


@pytest.fixture(autouse=True)
def _carte(monkeypatch) -> None:
    """What the State publishes of these quarters, without the database."""
    monkeypatch.setattr(
        union, "_communes_of", lambda codes: {code: COMMUNES[code] for code in codes if code in COMMUNES}
    )


def year_of_acts(size: int, seed: int = 1) -> dict:
    acts = draw_acts(size, VALEURS, seed)
    place = {code: communes[-1] for code, communes in COMMUNES.items()}
    return acts | {"commune": np.array([place[code] for code in acts["qpv"]], dtype=object)}


def tables(acts: dict, **said: object) -> list[Publication]:
    values = VALEURS | {"commune": ["C1", "C2", "C3"]}
    return [publish(acts, axes, values, parmi=parmi, **said) for axes, parmi in CATALOGUE]


def test_a_year_of_indicators_holds() -> None:
    """Fifteen tables of a year, people beside acts: nothing is found."""
    acts = year_of_acts(3000)
    people = [
        publish(acts, ["qpv"], VALEURS, mesure="personnes", parmi={"age": ["age_0", "age_1"]}),
        publish(acts, ["qpv", "registre"], VALEURS, mesure="personnes"),
    ]
    out = [*tables(acts), *people]
    assert audit.find_anomalies(out) == []
    found = attack_union(out)
    assert (found.cibles, found.exactes, found.etroites, found.narrow) == (60, 0, 0, 0.0)
    assert {case.mesure for case in read_cases(out)} == {"actes", "personnes"}


def test_simple_hiding_with_filters_is_broken(monkeypatch) -> None:
    """The negative control. Hidden cells are told by the filtered tables and the totals around them."""
    monkeypatch.setattr(bornes, "ECART_MAX", 0)
    monkeypatch.setattr(union, "ECART_MAX", 0)
    acts = draw_acts(900, VALEURS | {"registre": REGISTRES, "domaine": DOMAINES})
    values = VALEURS | {"registre": REGISTRES, "domaine": DOMAINES}
    crossed = [
        publish(acts, ["qpv", "registre"], values, months=months, by=hide_only)
        for months in (MOIS, MOIS[:6], MOIS[6:], *([month] for month in MOIS))
    ]
    filtered = [
        publish(acts, axes, values, parmi={"registre": list(codes)}, months=months, by=hide_only)
        for codes in [*combinations(REGISTRES, 2), *combinations(REGISTRES, 3)]
        for axes in (["qpv"], ["qpv", "mois"])
        for months in (MOIS, MOIS[:6], MOIS[6:])
    ]
    found = attack_union([*crossed, *filtered])
    assert found.exactes >= 0.2 * found.cibles
    assert not found.passe
    assert attack_union(crossed).exactes < found.exactes  # it is the filters that tell


def test_a_filter_hides_nothing_from_a_total() -> None:
    """40 conflits and 12 others in all: the cell of others is out of the filter, and one subtraction away."""
    both = line(["registre"], [["conflits", 40], ["veille", None], ["", None], ["*", 52]])
    alone = line([], [[52]], parmi={"registre": ["conflits", "veille"]})
    cases = read_cases([both, alone])
    names = [sorted(case.colonnes.get("registre", {"tout"})) for case in cases]
    assert names == [["conflits"], ["veille"], [""], ["tout"], ["conflits", "veille"]]
    system = Systeme(cases, {})
    low, high = union._bounds(cases, np.zeros(len(cases), dtype=np.int64), 1)
    found = bornes.bound_rows(system.lignes, system.taille, low, high, [1, 2], system.egalites)
    assert (found.bas.tolist(), found.haut.tolist()) == ([2, 0], [15, 10])


def test_a_cell_outside_its_own_filter_is_no_secret() -> None:
    table = line(["registre"], [["conflits", 40], ["veille", None], ["*", 40]], parmi={"registre": ["conflits"]})
    assert [case.valeur for case in read_cases([table])] == [40]
    assert attack_union([table]).cibles == 0


def test_an_exact_total_counts_among_what_is_known() -> None:
    """Our own yearly total carries no noise: with it, the total of the table is known to the unit."""
    noisy = line(["qpv"], [["QN1", 40], ["", None], ["*", 52]])
    exact = line([], [[50]], mesure="interventions_annee", exacte=True)
    for tables_out, expected in (([noisy], (2, 15)), ([noisy, exact], (5, 15))):
        cases = read_cases(tables_out)
        system = Systeme(cases, {})
        low, high = union._bounds(cases, np.zeros(len(cases), dtype=np.int64), 1)
        found = bornes.bound_rows(system.lignes, system.taille, low, high, [1], system.egalites)
        assert (found.bas[0], found.haut[0]) == expected
    hours = line(["mois"], [[MOIS[0], 12.5], [MOIS[1], None]], mesure="heures_presence", exacte=True)
    assert attack_union([hours]).cibles == 0  # nothing there is hidden from anyone


def test_what_is_exact_by_decision_is_no_secret_elsewhere() -> None:
    noisy = line(["mois"], [[MOIS[0], None], [MOIS[1], 30], ["*", 40]], mesure="passages")
    exact = line(["mois"], [[MOIS[0], 4], [MOIS[1], 31], ["*", 35]], mesure="passages_faits", exacte=True)
    assert attack_union([noisy]).cibles == 1
    assert attack_union([noisy, exact]).cibles == 0


def test_part_of_an_exact_nothing_is_no_secret() -> None:
    """No passage was made, and we say so: that none found the place occupied is no discovery."""
    occupied = line([], [[None]], mesure="passages", parmi={"public": ["5_9"]})
    for passages, targets in ((0, 0), (2, 0), (40, 1)):
        exact = line([], [[passages]], mesure="passages_faits", exacte=True)
        assert attack_union([occupied, exact]).cibles == targets


def test_means_do_not_add_up_and_are_left_out() -> None:
    assert read_cases([line(["qpv"], [["QN1", 25], ["", None], ["*", 20]], mesure="minutes")]) == []


def test_a_quarter_lies_in_its_communes() -> None:
    """C1 holds QN1 and QN2 whole, and acts outside any quarter: he subtracts. Told nothing of the map, he cannot."""
    by_quarter = line(["qpv"], [["QN1", 40], ["QN2", None]])
    by_commune = line(["commune"], [["C1", 37]])
    cases = read_cases([by_quarter, by_commune])
    low, high = union._bounds(cases, np.zeros(len(cases), dtype=np.int64), 1)
    place = [case.colonnes.get("qpv") for case in cases].index(frozenset({"QN2"}))
    found = []
    for known in (COMMUNES, {}):
        system = Systeme(cases, known)
        bounds = bornes.bound_rows(system.lignes, system.taille, low, high, [place], system.egalites)
        found.append((int(bounds.bas[0]), int(bounds.haut[0])))
    assert found == [(0, 7), (0, 15)]


def test_people_shown_tell_that_there_are_acts() -> None:
    """25 people are shown, hence 6 units at least, and as many acts; the cell of acts says 0 to 15."""
    acts = line(["qpv"], [["QN1", None], ["", 40], ["*", None]])
    people = line(["qpv"], [["QN1", 25], ["", 90], ["*", 120]], mesure="personnes")
    kept, targets, least = next(union._by_measure(read_cases([acts, people]), {0}))
    assert [case.mesure for case in kept] == ["actes"] * 3
    assert (targets, least.tolist()) == ([0], [6, 6, 6])


def test_a_table_hidden_whole_is_attacked_and_says_nothing() -> None:
    hidden = line([], [[None]], months=MOIS[:1])
    year = line(["mois"], [[month, 30 if month != MOIS[0] else None] for month in MOIS] + [["*", 360]])
    whole = line([], [[None]], parmi={"registre": ["conflits"]})
    cases = read_cases([hidden, whole, year])
    assert [(case.est_libre, case.valeur) for case in cases[:2]] == [(False, None), (True, None)]
    assert attack_union([hidden, whole, year]).cibles == 2


def test_grids_are_those_that_tables_cross_and_what_they_share() -> None:
    acts = year_of_acts(300)
    system = Systeme([case for case in read_cases(tables(acts)) if case.mesure == "actes"], COMMUNES)
    crossed = {tuple(sorted(themes)) for themes in system.grilles if len(themes) > 1}
    assert crossed == {("domaine", "registre"), ("issue", "registre"), ("domaine", "saisine")}
    assert system.taille < 5000  # the full cross would have over a billion unknowns


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000), st.integers(20, 400))
def test_the_truth_lies_within_every_bound(seed: int, size: int) -> None:
    """Whatever the acts: true counts fit the system, with filters, a ring of themes, communes beside quarters."""
    small = {"qpv": QPV, "registre": REGISTRES[:3], "domaine": DOMAINES[:3], "motif": ["m1", "m2", "m3"]}
    acts = draw_acts(size, small, seed)
    acts["commune"] = np.array([COMMUNES[code][-1] for code in acts["qpv"]], dtype=object)
    values = small | {"commune": ["C1", "C2", "C3"]}
    asked = [
        (["qpv", "registre"], {}, MOIS),
        (["registre", "domaine"], {}, MOIS),
        (["domaine", "motif"], {}, MOIS[:3]),
        (["registre", "motif"], {"domaine": DOMAINES[:2]}, MOIS[:3]),
        (["commune", "mois"], {"motif": ["m1", "m3"]}, MOIS[:3]),
    ]
    truth = [
        publish(acts, axes, values, parmi=parmi, months=months, by=lambda cells, _: cells.n)
        for axes, parmi, months in asked
    ]
    cases = read_cases(truth)
    n = np.array([case.valeur for case in cases])
    system = Systeme(cases, COMMUNES)
    targets = list(range(0, len(cases), 9))
    found = bornes.bound_rows(system.lignes, system.taille, n, n, targets, system.egalites)
    assert found.bas.tolist() == found.haut.tolist() == n[targets].tolist()
    near = {target: system.near(target) for target in targets}
    assert bornes.find_suspects(system.lignes, system.taille, n, n, near, system.egalites) == targets


def narrow_and_suspects(seed: int) -> tuple[set[int], set[int], list[int]]:
    """Of the cells attacked: those that the whole programme finds narrow, those that the quick look keeps."""
    small = {"qpv": QPV[:2], "registre": REGISTRES[:3], "domaine": DOMAINES[:3]}
    acts = draw_acts(250, small, seed)
    out = [
        publish(acts, axes, small, parmi=parmi)
        for axes, parmi in (
            (["qpv", "registre"], {}),
            (["domaine"], {"registre": REGISTRES[:2]}),
            (["qpv", "mois"], {}),
        )
    ]
    cases = [case for case in read_cases(out) if not case.est_libre]
    system = Systeme(cases, {})
    low, high = union._bounds(cases, np.zeros(len(cases), dtype=np.int64), 64)
    targets = [number for number, case in enumerate(cases) if case.valeur is None][::5]
    near = {target: system.near(target) for target in targets}
    suspects = bornes.find_suspects(system.lignes, system.taille, low, high, near, system.egalites)
    width = bornes.bound_rows(system.lignes, system.taille, low, high, targets, system.egalites).largeur
    return set(np.array(targets)[width <= bornes.ETROIT].tolist()), set(suspects), targets


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_a_cell_said_wide_is_wide(seed: int) -> None:
    narrow, suspects, _ = narrow_and_suspects(seed)
    assert narrow <= suspects


def test_the_quick_look_spares_most_cells() -> None:
    """Over ten draws; of one, it may keep them all."""
    kept = [(len(suspects), len(targets)) for _, suspects, targets in map(narrow_and_suspects, range(10))]
    assert sum(some for some, _ in kept) < 0.9 * sum(every for _, every in kept)


def test_an_exact_quantity_counts_the_rows_of_its_own_words() -> None:
    exact = line([], [[12]], mesure="dysfonctionnements_repares", exacte=True)
    (case,) = read_cases([exact])
    assert (case.mesure, case.colonnes, case.est_exacte) == (
        "dysfonctionnements",
        {"issue": frozenset({"repare"})},
        True,
    )


def test_tables_published_with_a_filter_hold_together(structure, paul) -> None:
    """By the door itself: quarters, communes, a filter on an axis and a filter aside, people."""
    write_year(structure, 2025, ["QN06201M", "QN06202M", ""], acts_per_month=90)
    conflits = {"registre": ["conflits"]}
    asked = [
        (["qpv", "registre"], Selection()),
        (["commune", "domaine"], Selection()),
        (["qpv"], Selection.of("actes", conflits)),
        (["registre", "mois"], Selection.of("actes", {"registre": ["conflits", "veille_sociale"]})),
        (["qpv", "domaine"], Selection.of("actes", conflits)),
        (["qpv"], Selection.of("personnes", {})),
    ]
    for periode in ("2025", "2025-T1", "2025-01"):
        for axes, selection in asked:
            coupe = parse_coupe(
                structure=structure.pk, periode=periode, axes=axes, today=date(2026, 6, 1), selection=selection
            )
            publish_table(coupe, by=paul)
    out = list(Publication.objects.all())
    assert audit.find_anomalies(out) == []
    cells = [name for publication in out for name, _ in registre._identified_cells(publication)]
    assert len(cells) - len(set(cells)) > 40
    assert attack_union(out).passe


def test_hiding_one_row_for_its_team_would_hide_nothing() -> None:
    """Why the rule of 3 and 85 % hides a whole table or nothing: a large row comes back by one subtraction."""
    acts = draw_acts(3000, {"qpv": QPV})
    table = publish(acts, ["qpv"], VALEURS)
    truth = int((acts["qpv"] == "QN1").sum())
    shown = {key: value for key, value in table.cellules}
    others = sum(shown[code] for code in QPV[1:])
    assert truth > 1000
    assert abs(shown["*"] - others - truth) <= 0.05 * truth
