"""The auditor: it breaks simple hiding, does not break ours, and is broken itself by no planted fault it should see."""

import re
from io import StringIO

import duckdb
import numpy as np
import pytest
from django.core.management import CommandError, call_command

from entredeux.observatoire import secret
from entredeux.observatoire.audit import bilan as modele
from entredeux.observatoire.audit import bornes, moyennes
from entredeux.observatoire.audit.actes import Grille
from entredeux.observatoire.audit.bilan import Bilan, run_audit
from entredeux.observatoire.audit.export import COLONNES, catalogue_cuts, cuts_of_sets, write_cells
from entredeux.observatoire.audit.jeux import PLANCHER, Tableau, build_set, draw_set
from entredeux.observatoire.audit.sources import acts_of_instance
from entredeux.observatoire.audit.synthetique import make_acts
from tests.observatoire.fabrique import write_year


@pytest.fixture(scope="module")
def pays():
    return make_acts(3, epcis=3, sizes=(1500,))


@pytest.fixture(autouse=True)
def _small_catalogues(monkeypatch) -> None:
    """Averaging over two grids of 2,000 atoms: the command at full size is for bench/secret.py."""
    monkeypatch.setattr(modele, "ATOMES_PAR_CATALOGUE", 2000)
    monkeypatch.setattr(modele, "CATALOGUES", 2)


def test_a_lone_hidden_cell_is_one_subtraction_away() -> None:
    """30 acts in all, 25 in the first half: the second half is 5, and the program says so."""
    atoms = [np.array([0, 1]), np.array([0]), np.array([1])]
    low, high = bornes.naive_bounds(np.array([30, 25, 5]))
    found = bornes.bound_sums(atoms, np.zeros(3, dtype=np.int64), 2, low, high, [2])
    assert (found.bas.tolist(), found.haut.tolist(), found.exacts) == ([5], [5], 1)


def test_noise_keeps_that_cell_wide() -> None:
    atoms = [np.array([0, 1]), np.array([0]), np.array([1])]
    low, high = bornes.published_bounds(np.array([31, 23, -1]), np.array([1, 1, 1]))
    found = bornes.bound_sums(atoms, np.zeros(3, dtype=np.int64), 2, low, high, [2])
    assert (found.bas.tolist(), found.haut.tolist()) == ([0], [15])


def test_late_acts_only_add_so_an_older_version_is_a_floor() -> None:
    """Twelve acts at first, at most thirteen afterwards: the two versions are read together."""
    atoms = [np.array([0]), np.array([0])]
    found = bornes.bound_sums(atoms, np.array([0, 1]), 1, np.array([12, 0]), np.array([20, 13]), [1])
    assert (found.bas.tolist(), found.haut.tolist()) == ([12], [13])


def test_bounds_that_no_table_can_meet_are_refused() -> None:
    atoms = [np.array([0, 1]), np.array([0])]
    with pytest.raises(ValueError, match="aucun tableau"):
        bornes.bound_sums(atoms, np.zeros(2, dtype=np.int64), 2, np.array([3, 9]), np.array([3, 9]), [0])


@pytest.mark.parametrize(("unions", "versions"), [(False, 1), (True, 1), (True, 3)])
def test_the_truth_lies_within_every_bound_found(pays, unions: bool, versions: int) -> None:
    jeu = draw_set(pays, np.random.default_rng(5), unions=unions, versions=versions)
    n = jeu.exact.n
    low, high = bornes.published_bounds(jeu.montre, jeu.exact.top)
    assert ((low <= n) & (n <= high)).all()
    targets = np.flatnonzero(jeu.caches)[::40]
    found = bornes.attack(jeu, low, high, targets)
    assert ((found.bas <= n[targets]) & (n[targets] <= found.haut)).all()


def test_one_cell_has_one_value_in_every_set(pays) -> None:
    """Cells met in two sets, through other tables and another order, are protected alike."""
    local = pays.of_epci("E0")
    tables = [
        Tableau(zone, when, themes)
        for zone in ("qpv", "epci")
        for when in ("year", "month")
        for themes in (("lieu",), ("lieu", "public"), ())
    ]
    grid = Grille(local, ("lieu", "public"))
    seen: dict[bytes, int] = {}
    for order in (tables, tables[::-1], tables[3:]):
        jeu = build_set(grid, order)
        for atoms, shown in zip(jeu.atomes, jeu.montre.tolist(), strict=True):
            assert seen.setdefault(atoms.tobytes(), shown) == shown
    assert len(seen) > 1000


def test_the_audit_holds_every_bar_and_breaks_simple_hiding(pays) -> None:
    bilan = run_audit(pays, sets=6, seed=2)
    assert bilan.failures(targets_min=60) == []
    assert (bilan.cibles, bilan.exactes, bilan.etroites) == (72, 0, 0)
    assert bilan.control_exact_pct >= 20
    assert bilan.temoin_devinettes.justes > bilan.devinettes.justes
    assert bilan.failures() == ["72 cases attaquées, il en faut au moins 500"]


def test_without_noise_the_audit_fails(pays, monkeypatch) -> None:
    """The floor alone is simple hiding with one more digit: the auditor must see it."""
    monkeypatch.setattr(secret, "noise_of", lambda n, draw: np.zeros_like(n))
    monkeypatch.setattr(bornes, "ECART_MAX", 0)
    bilan = run_audit(pays, sets=6, seed=2)
    assert any("retrouvées exactement" in failure for failure in bilan.failures(targets_min=60))


def test_an_attacker_who_breaks_nothing_voids_the_audit() -> None:
    failures = Bilan(cibles=600, temoin_cibles=600, temoin_exactes=30).failures()
    assert failures == ["témoin négatif : 5 % seulement du simple masquage percé ; essai nul"]


def test_to_be_sure_he_needs_nine_cells_in_ten_alike() -> None:
    truth = np.array([4] * 400)
    assert moyennes.count_sure(np.linspace(3, 5, 400), truth) == 200
    assert moyennes.count_sure(np.linspace(3, 5, 400), np.array([4, 5] * 200)) == 0
    assert moyennes.count_sure(np.linspace(0, 1, 400), np.zeros(400, dtype=np.int64)) == 0  # empty, not a known cell


# --- the commands


def test_audit_command_ends_with_its_line() -> None:
    out = StringIO()
    call_command("observatoire_audit", sets=3, seed=4, stdout=out)
    last = out.getvalue().splitlines()[-1]
    assert re.fullmatch(r"targets=36 exact=0 narrow_pct=0\.00 sure90_pct=0\.\d\d control_exact_pct=\d+\.\d", last)


def test_audit_command_reads_the_facts_of_the_instance(structure) -> None:
    with pytest.raises(CommandError, match="Moins de 500 actes"):
        call_command("observatoire_audit", sets=1, faits=True)
    write_year(structure, 2025, ["QN06201M", "QN06202M", ""], acts_per_month=100)
    acts = acts_of_instance()
    assert acts is not None
    assert int(acts.poids.sum()) == 1200
    assert tuple(acts.themes) == ("registre", "domaine", "motif", "lieu", "public", "issue", "saisine")
    assert acts.themes["domaine"] == ("droits", "ecole", "espace_public", "habitat", "numerique", "sante")


def test_cells_go_out_with_their_truth_on_a_test_instance_alone(db, tmp_path, settings) -> None:
    out = tmp_path / "cells.parquet"
    settings.INSTANCE = "production"
    with pytest.raises(CommandError, match="ENTREDEUX_INSTANCE=test"):
        call_command("observatoire_export_cells", sets=1, with_truth=True, out=str(out))
    assert not out.exists()
    settings.INSTANCE = "test"
    call_command("observatoire_export_cells", sets=2, seed=7, with_truth=True, out=str(out), stdout=StringIO())
    assert out.exists()


def test_exported_cells_say_what_the_rule_says(tmp_path, pays) -> None:
    out = tmp_path / "cells.parquet"
    count = write_cells(pays, cuts_of_sets(pays, 3, seed=1), out)
    base = duckdb.connect()
    rows = base.execute(f"SELECT * FROM '{out}'")
    assert tuple(column[0] for column in rows.description) == COLONNES
    cells = rows.fetchnumpy()
    assert len(cells["n"]) == count
    shown = ~np.ma.getmaskarray(cells["value"])
    assert 0 < shown.sum() < count
    assert cells["value"][shown].min() >= PLANCHER
    assert ((cells["lo"] <= cells["n"]) & (cells["n"] <= cells["hi"])).all()
    distinct = ", ".join((*COLONNES[:15], *COLONNES[20:]))
    assert base.execute(f"SELECT count(*) FROM (SELECT DISTINCT {distinct} FROM '{out}')").fetchone() == (count,)


def test_whole_catalogue_crosses_at_most_two_themes(pays) -> None:
    cuts = catalogue_cuts(pays)
    assert len(cuts) == len(set(cuts)) == 5 * 3 * (1 + 7 + 21)
    assert max(len(cut.themes) for cut in cuts) == 2
