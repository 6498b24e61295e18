"""The cubes: the same cells as counting every act one by one, whatever moved, whoever computes."""

import importlib.util
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entredeux.cadre.models import Structure
from entredeux.observatoire import entrepot, mesures
from entredeux.observatoire.entrepot import Extrait, calculs, completion, faits, moteur
from entredeux.observatoire.entrepot.colonnes import COUPES, CUBE, NOMS
from entredeux.observatoire.entrepot.lecture import coffre, partitions, piece_of
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.periodes import parse_periode
from tests.observatoire.fabrique import fact

AXES = {"qpv": "AB", "registre": "xy", "domaine": "uv", "lieu": "hp", "public": "mf", "commune": "12"}


def facts_of(structure: Structure, mois: str, acts: Sequence[tuple], seed: int = 0) -> list[tuple]:
    """Acts (unit, followed): a unit that is not followed has one act for ever."""
    rng, rows = np.random.default_rng(seed), []
    for number, (unit, followed) in enumerate(acts):
        values = {name: str(rng.choice(list(letters))) for name, letters in AXES.items()}
        key = unit if followed else (seed * 1000 + number) * 7919 % 2**32
        people, minutes = int(rng.integers(0, 4)), int(rng.integers(0, 60))
        rows.append(fact(structure, mois, cle=key, cas=followed, personnes=people, minutes=minutes, **values))
    return rows


def count_one_by_one(rows: list[tuple], axes: Sequence[str]) -> dict[tuple, tuple]:
    """(n, ks, top, units, persons, minutes) by value, in plain Python."""
    names = list(NOMS)
    cells: dict[tuple, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    sums: dict[tuple, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        said = dict(zip(names, row, strict=True))
        key = tuple(said[axe] for axe in axes)
        cells[key][said["cle"]] += 1
        sums[key][0] += said["personnes"]
        sums[key][1] += said["minutes"]
    return {
        key: (
            sum(units.values()),
            sum(cle * acts for cle, acts in units.items()) % 2**32,
            max(units.values()),
            len(units),
            *sums[key],
        )
        for key, units in cells.items()
    }


def cells_of(page: moteur.Memoire, code: str) -> dict[tuple, tuple]:
    axes = next(len(coupe.axes) for coupe in COUPES if coupe.code == code)
    query = f"SELECT a, b, c, n, ks, top, unites, personnes, minutes FROM {moteur.read_parquet(page)} WHERE coupe = ?"
    rows = moteur.connect().execute(query, [code]).fetchall()
    return {row[:axes]: row[3:] for row in rows}


acts = st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=40)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(january=acts, february=acts, seed=st.integers(0, 1000))
def test_cells_are_those_of_the_acts_counted_one_by_one(january, february, seed) -> None:
    structure = Structure()
    rows = [facts_of(structure, "2025-01", january, seed), facts_of(structure, "2025-02", february, seed + 5000)]
    base, calcul = moteur.connect(), calculs.CalculDuckDB()
    pages = [faits.take_in(base, some)[0] for some in rows]
    months = [calcul.month_cells([page]) for page in pages]
    both = calcul.period_cells(months, pages)
    for coupe in COUPES:
        assert cells_of(months[0], coupe.code) == count_one_by_one(rows[0], coupe.axes)
        if not coupe.mensuelle:
            assert cells_of(both, coupe.code) == count_one_by_one(rows[0] + rows[1], coupe.axes)


def write(structure: Structure, mois: str, number: int, seed: int) -> list[tuple]:
    rng = np.random.default_rng(seed)
    rows = facts_of(structure, mois, [(int(rng.integers(1, 9)), bool(rng.random() < 0.4)) for _ in range(number)], seed)
    entrepot.write_month(Extrait(structure.pk, mois, rows, (5, 5, 5)))
    return rows


@pytest.fixture
def two_structures(structure, autre_structure) -> list[tuple]:
    """A quarter of two structures."""
    rows = []
    for rank, each in enumerate((structure, autre_structure)):
        for number in (1, 2, 3):
            rows += write(each, f"2025-{number:02d}", 40, 10 * rank + number)
    entrepot.complete_cubes(calculs.CalculDuckDB())
    return rows


def test_country_adds_its_structures_and_a_structure_reads_its_own(two_structures, structure) -> None:
    quarter = parse_periode("2025-T1")
    keys, cells = mesures.count_table(quarter, ("qpv", "registre"))
    found = {
        pair: tuple(int(array[i]) for array in (cells.n, cells.ks, cells.top, cells.unites))
        for i, pair in enumerate(zip(keys["qpv"], keys["registre"], strict=True))
    }
    expected = {key: cell[:4] for key, cell in count_one_by_one(two_structures, ("qpv", "registre")).items()}
    # Both structures drew their cases from the same small numbers: as everywhere, a unit is of one structure.
    ours, theirs = ([row for row in two_structures if (row[0] == structure.pk) is mine] for mine in (True, False))
    apart = [count_one_by_one(some, ("qpv", "registre")) for some in (ours, theirs)]
    for key in expected:
        both = [cells[key] for cells in apart if key in cells]
        assert found[key] == (
            expected[key][0],
            expected[key][1],
            max(cell[2] for cell in both),
            sum(cell[3] for cell in both),
        )
    _, mine = mesures.count_table(quarter, ("qpv",), structure.pk)
    assert int(mine.n.sum()) == 120


def test_months_are_an_axis_of_the_months_cubes(two_structures) -> None:
    keys, cells = mesures.count_table(parse_periode("2025-T1"), ("qpv", "mois"))
    assert sorted(set(keys["mois"])) == ["2025-01", "2025-02", "2025-03"]
    assert int(cells.n.sum()) == 240


def test_cube_after_one_structure_moved_is_the_cube_made_whole(two_structures, structure) -> None:
    write(structure, "2025-02", 25, 99)
    assert entrepot.complete_cubes(calculs.CalculDuckDB()) == ["2025-02", "2025-T1"]
    kept = partitions(GenrePartition.CUBE, ["2025-02"]).get()
    assert completion.cube_of_month("2025-02", calculs.CalculDuckDB()).empreinte == kept.empreinte
    assert entrepot.complete_cubes(calculs.CalculDuckDB()) == []


def test_tables_wait_for_the_cubes(structure) -> None:
    write(structure, "2025-01", 5, 1)
    with pytest.raises(Exception, match="ne sont pas encore calculés"):
        mesures.count_table(parse_periode("2025-01"), ("qpv",))


def test_cube_holds_its_columns_and_no_other(two_structures) -> None:
    page = coffre().open(piece_of(partitions(GenrePartition.CUBE, ["2025-T1"]).get()))
    described = moteur.connect().execute(f"DESCRIBE SELECT * FROM {moteur.read_parquet(page)}").fetchall()
    assert {row[0]: row[1] for row in described} == {name: kind for name, (kind, _) in CUBE.items()}


@pytest.mark.spark
@pytest.mark.skipif(importlib.util.find_spec("pyspark") is None, reason="le groupe « spark » n'est pas installé")
@pytest.mark.filterwarnings("ignore")
def test_spark_makes_the_same_bytes(structure, autre_structure, tmp_path: Path, settings) -> None:
    """Same expressions, same rows, same page; on a local cluster of two workers."""
    from entredeux.observatoire.entrepot.spark import CalculSpark

    settings.SPARK, settings.SPARK_DOSSIER = "local-cluster[2,1,1024]", str(tmp_path)
    base, here = moteur.connect(), calculs.CalculDuckDB()
    pages, months = [], []
    spark = CalculSpark()
    for number in (1, 2):
        rng = np.random.default_rng(number)
        some = [(int(rng.integers(1, 20)), bool(rng.random() < 0.3)) for _ in range(300)]
        both = [
            faits.take_in(base, facts_of(each, f"2025-{number:02d}", some, number))[0]
            for each in (structure, autre_structure)
        ]
        months.append(here.month_cells(both))
        assert spark.month_cells(both).read() == months[-1].read()
        pages += both
    assert spark.period_cells(months, pages).read() == here.period_cells(months, pages).read()
    assert list(tmp_path.iterdir()) == []
