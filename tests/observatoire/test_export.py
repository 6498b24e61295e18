"""Cells for an auditor outside this house: all that indicators publish, under the columns fixed for the acts."""

import json
from dataclasses import replace
from datetime import date
from io import StringIO

import duckdb
import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from entredeux.observatoire import entrepot
from entredeux.observatoire.audit.actes import THEMES, Actes
from entredeux.observatoire.audit.export import COLONNES, PARTOUT, Coupe, catalogue_cuts, write_cells
from entredeux.observatoire.audit.sources import acts_of_instance
from entredeux.observatoire.audit.synthetique import make_acts, make_facts
from entredeux.observatoire.coupes import Selection
from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.entrepot.colonnes import PASSAGE
from entredeux.observatoire.publication import publish_table
from entredeux.territoires.models import Departement, Qpv
from tests.observatoire.fabrique import EQUIPE, cut, fact

FIXES = COLONNES[:20]
SELLIER = "QN06201M"
ACCORDS = '{"issue":["accord","accord_partiel"]}'


def export(tmp_path, **options):
    out = tmp_path / "cells.parquet"
    call_command("observatoire_export_cells", out=str(out), stdout=StringIO(), **{"with_truth": True} | options)
    return out


def find(out, **where):
    """(value, n) of the rows of these columns, every other one being « all »."""
    said = {name: "" for name in COLONNES if name not in COLONNES[15:20]} | where
    asked = " AND ".join(f"{name} = ?" for name in said)
    return duckdb.execute(f"SELECT value, n FROM '{out}' WHERE {asked}", list(said.values())).fetchall()


@pytest.fixture
def faits(structure):
    """A year: each month 60 acts, one in three an accord or half of one, of one to three people under or over 18."""
    rng = np.random.default_rng(1)
    for month in (f"2025-{number:02d}" for number in range(1, 13)):
        rows = [
            fact(
                structure,
                month,
                qpv=(SELLIER, "")[rank % 2],
                registre="conflits",
                domaine=("habitat", "droits", "ecole")[rank % 3],
                issue=("accord", "accord_partiel", "persistante", "apaisee_sur_place", "", "")[rank % 6],
                personnes=1 + rank % 3,
                age=("douze_dix_huit", "adulte")[rank % 2],
                cle=int(rng.integers(0, 2**32)),
            )
            for rank in range(60)
        ]
        rows += [
            fact(structure, month, genre=PASSAGE, qpv=SELLIER, issue="calme", cle=int(rng.integers(0, 2**32)))
            for _ in range(5)
        ]
        entrepot.write_month(Extrait(structure.pk, month, rows, EQUIPE))
    entrepot.add_quarters(structure.pk, [SELLIER])
    north = Departement.objects.create(code="62", nom="Pas-de-Calais")
    Qpv.objects.create(code=SELLIER, generation=2024, nom="Sellier", departement=north, valide_du=date(2024, 1, 1))
    return structure


def test_the_rows_of_acts_are_what_they_were(tmp_path) -> None:
    """A reader of the fixed columns finds each row of the acts' catalogue, with the same values, first in the file."""
    acts = make_acts(3, epcis=1, sizes=(400,))
    before, after = tmp_path / "before.parquet", tmp_path / "after.parquet"
    count = write_cells(acts, catalogue_cuts(acts), before)
    more = [Coupe(PARTOUT, "year", ("age",), selection=Selection("personnes"))]
    write_cells(make_facts(acts, 3), [*catalogue_cuts(acts), *more], after)
    fixed = ", ".join(FIXES)
    read = "SELECT {} FROM '{}' LIMIT {}"
    assert FIXES[:15] == ("region", "dep", "epci", "commune", "qpv", "year", "quarter", "month", *THEMES)
    assert (
        duckdb.execute(read.format(fixed, after, count)).fetchall()
        == duckdb.execute(read.format(fixed, before, count)).fetchall()
    )


def test_what_indicators_publish_is_there_under_one_name(faits, paul, tmp_path) -> None:
    """Of a single code, in its column; of several, of an age, in `filtre`; what is counted, in `mesure`."""
    out = export(tmp_path, catalogue=True)
    assert find(out, year="2025", mesure="actes")[0][1] == 720
    (droits,) = find(out, year="2025", domaine="droits", mesure="actes")
    assert droits[1] == 240
    (accords,) = find(out, year="2025", mesure="actes", filtre=ACCORDS)
    assert accords[1] == 240
    (young,) = find(
        out, year="2025", mesure="personnes", filtre=json.dumps({"age": ["douze_dix_huit"]}).replace(" ", "")
    )
    assert young[1] == sum(1 + rank % 3 for rank in range(0, 60, 2)) * 12
    assert len(find(out, year="2025", mesure="passages", filtre='{"depart":["calme","libre"]}')) == 1


def test_a_row_is_the_cell_that_the_register_shows(faits, paul, tmp_path) -> None:
    """Value for value, for one structure: acts, people, and a set of codes as a filter."""
    out = export(tmp_path, catalogue=True)
    for mesure, parmi, filtre in (("actes", {"issue": ["accord", "accord_partiel"]}, ACCORDS), ("personnes", {}, "")):
        table = publish_table(replace(cut(faits), selection=Selection.of(mesure, parmi)), by=paul)
        (whole,) = find(out, year="2025", mesure=mesure, filtre=filtre)
        assert whole[0] == table.cell().valeur
        inside = {"region": "inconnu", "dep": "62", "epci": "inconnu", "commune": "inconnu", "qpv": SELLIER}
        (quarter,) = find(out, **inside, year="2025", mesure=mesure, filtre=filtre)
        assert quarter[0] == table.cell(qpv=SELLIER).valeur


def test_our_own_work_is_known_exactly(faits, tmp_path) -> None:
    out = export(tmp_path, catalogue=True)
    rows = duckdb.execute(
        f"SELECT mesure, quarter, value, lo, hi, var FROM '{out}' WHERE mesure LIKE '%\\_%' ESCAPE '\\' ORDER BY ALL"
    ).fetchall()
    assert ("interventions_annee", "", 720, 720, 720, 0.0) in rows
    assert ("passages_faits", "2025-T2", 15, 15, 15, 0.0) in rows


def test_the_catalogue_leaves_on_a_test_instance_alone(db, tmp_path, settings) -> None:
    settings.INSTANCE = "production"
    with pytest.raises(CommandError, match="ENTREDEUX_INSTANCE=test") as refused:
        export(tmp_path, catalogue=True)
    assert refused.value.returncode == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("what", [{"catalogue": True}, {"sets": 1}])
def test_the_truth_is_written_when_asked_for(faits, tmp_path, what) -> None:
    assert "n" not in columns_of(export(tmp_path, **what, with_truth=False))
    assert tuple(columns_of(export(tmp_path, **what))) == COLONNES


def columns_of(out) -> list[str]:
    return [name for name, *_ in duckdb.execute(f"DESCRIBE SELECT * FROM '{out}'").fetchall()]


def test_a_made_up_country_has_acts_and_people(db, tmp_path) -> None:
    """Each code of a definition stands for one of the country's: a set of two codes is still a set of two."""
    assert acts_of_instance() is None
    out = export(tmp_path, catalogue=True, seed=4)
    found = duckdb.execute(f"SELECT DISTINCT mesure FROM '{out}' ORDER BY 1").fetchall()
    assert found == [("actes",), ("personnes",)]
    filters = {said for (said,) in duckdb.execute(f"SELECT DISTINCT filtre FROM '{out}' WHERE filtre <> ''").fetchall()}
    assert {len(codes) for said in filters for codes in json.loads(said).values()} >= {1, 2, 3}


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_the_truth_lies_between_the_bounds_of_every_row(tmp_path_factory, data) -> None:
    """Whatever the facts: few or many, alone or in one case, each of one person or of forty."""
    size = data.draw(st.integers(1, 120))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    keys = rng.integers(0, 2**32, data.draw(st.integers(1, size)))
    acts = Actes(
        quartiers=(("R", "D", "E", "C", "Q0"), ("R", "D", "E", "C", "Q1")),
        mois=("2025-01", "2025-04"),
        themes={"domaine": ("a", "b", "c"), "age": ("x", "y")},
        colonnes={
            name: rng.integers(0, values, size)
            for name, values in (("qpv", 2), ("month", 2), ("domaine", 3), ("age", 2))
        },
        cles=rng.choice(keys, size),
        poids=rng.integers(1, data.draw(st.integers(2, 40)), size),
        versions=np.zeros(size, dtype=np.int64),
    )
    kept = {"domaine": ["a", "b"]} if data.draw(st.booleans()) else {}
    cuts = [
        Coupe(zone, when, themes, selection=Selection.of("personnes", kept))
        for zone in (PARTOUT, "qpv")
        for when in ("year", "month")
        for themes in ((), ("domaine",), ("domaine", "age"))
    ]
    out = tmp_path_factory.mktemp("cases") / "cells.parquet"
    count = write_cells({"personnes": acts}, cuts, out)
    asked = f"SELECT count(*), count(*) FILTER (lo <= n AND n <= hi), coalesce(min(value), 11) FROM '{out}'"
    (rows,) = duckdb.execute(asked).fetchall()
    assert rows[:2] == (count, count)
    assert rows[2] >= 11
