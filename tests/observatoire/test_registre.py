"""The register read cell by cell: a filter and an axis that keep the same acts name the same cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entredeux.observatoire import audit
from entredeux.observatoire.audit import registre
from entredeux.observatoire.audit.sortie import Codes
from entredeux.observatoire.models import Publication
from tests.observatoire.sorties import line

CODES = ["conflits", "veille_sociale", "projets", "autre_mot"]


def names(publication: Publication) -> dict:
    return dict(registre._identified_cells(publication))


BY_REGISTRE = [["conflits", 40], ["veille_sociale", 20], ["", None], ["*", 66]]


def test_a_filter_and_an_axis_name_the_same_cell() -> None:
    table = names(line(["registre"], BY_REGISTRE))
    filtered = names(line([], [[41]], parmi={"registre": ["conflits"]}))
    assert [table[name] for name in filtered] == [40]
    both = names(line(["registre"], [["conflits", 40], ["*", 40]], parmi={"registre": ["conflits"]}))
    assert both == {name: 40 for name in filtered}
    found = audit.find_anomalies([line(["registre"], BY_REGISTRE), line([], [[41]], parmi={"registre": ["conflits"]})])
    assert [anomaly.raison for anomaly in found] == ["une même cellule porte deux valeurs"]


def test_a_set_of_codes_is_one_cell_in_any_order() -> None:
    one = line([], [[60]], parmi={"registre": ["conflits", "veille_sociale"], "issue": ["accord"]})
    other = line(["issue"], [["accord", 60], ["*", 70]], parmi={"registre": ["veille_sociale", "conflits"]})
    assert set(names(one)) < set(names(other))
    assert audit.find_anomalies([one, other]) == []


def test_another_measure_is_another_cell() -> None:
    acts, people = line([], [[66]]), line([], [[90]], mesure="personnes")
    assert not set(names(acts)) & set(names(people))
    assert names(acts) == names(line([], [[66]], mesure="actes"))
    assert audit.find_anomalies([acts, people]) == []


def test_exact_quantities_of_our_own_work_have_no_floor_but_one_value() -> None:
    rounds = line(["mois"], [["2025-01", 3], ["2025-02", 12.5], ["*", 15.5]], mesure="heures", exacte=True)
    assert audit.find_anomalies([rounds]) == []
    again = line([], [[16]], mesure="heures", exacte=True)
    assert [a.raison for a in audit.find_anomalies([rounds, again])] == ["une même cellule porte deux valeurs"]
    low = line([], [[3]], mesure="personnes")
    assert [a.raison for a in audit.find_anomalies([low])] == ["une valeur est sous le plancher de 11"]


@pytest.mark.parametrize("said", [{}, {"mesure": "actes"}, {"parmi": {}}, {"exacte": False}])
def test_what_a_cut_does_not_say_is_the_default(said: dict) -> None:
    assert names(line(["registre"], BY_REGISTRE, **said)) == names(line(["registre"], BY_REGISTRE))


@given(
    st.lists(st.tuples(st.frozensets(st.sampled_from(CODES)), st.booleans()), min_size=1, max_size=4),
    st.sampled_from(CODES),
)
def test_a_code_is_kept_when_every_condition_keeps_it(conditions: list, code: str) -> None:
    read = [Codes(codes, sauf=sauf) for codes, sauf in conditions]
    together = read[0]
    for each in read[1:]:
        together = together & each
    kept = [code in each.among(frozenset({*CODES, ""})) for each in read]
    assert (code in together.among(frozenset({*CODES, ""}))) == all(kept)
