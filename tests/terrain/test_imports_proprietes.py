"""Whatever the bytes, a log is read or refused with a sentence; whatever the rows, none is lost or doubled."""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entredeux.socle.lecture import open_tableau
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.terrain.imports import execution
from entredeux.terrain.imports.champs import NOMS_CONNUS
from entredeux.terrain.imports.conversion import canonical
from entredeux.terrain.imports.coordonnees import split_cell
from entredeux.terrain.imports.correspondance import parse_correspondance
from entredeux.terrain.imports.erreurs import CorrespondanceRefusee
from entredeux.terrain.imports.nomenclature import Nomenclature
from entredeux.terrain.imports.preparation import open_file
from entredeux.terrain.imports.profil import profile
from entredeux.terrain.imports.proposition import propose
from entredeux.terrain.imports.territoire import read_adresse, read_qpv
from entredeux.terrain.imports.valeurs import read_count, read_date, read_duree, read_hour
from tests.terrain.fichiers import text_of

CELLULE = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["date", "motif", "05/03/2024", "2024-03", "46,2", "1h30", '"', ";", "\n", "\x00", "=1+1", "é", "QN"]
    ),
)
FICHIER = st.one_of(
    st.binary(max_size=400),
    st.lists(st.lists(CELLULE, max_size=6), max_size=12).map(lambda rows: text_of(rows).encode("utf-8", "replace")),
    st.lists(st.lists(CELLULE, max_size=6), max_size=12).map(
        lambda rows: text_of(rows, ",").encode("cp1252", "replace")
    ),
)
VOCABULAIRES = ("registres", "domaines", "motifs", "modes_saisine", "issues", "types_lieux", "roles_public", "ages")
MOTS = Nomenclature({name: {"conflits": "Conflits", "autre": "Autre"} for name in VOCABULAIRES})


@settings(max_examples=150, deadline=None)
@given(FICHIER)
def test_any_bytes_are_read_or_refused(content):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "journal.csv"
        path.write_bytes(content)
        try:
            tableau = open_tableau(path, path.name, Path(folder), NOMS_CONNUS)
            rows = list(tableau.lignes())
        except FichierRefuse:
            return
        assert len(set(tableau.colonnes)) == len(tableau.colonnes)
        assert all(row.erreur or len(row.cellules) == len(tableau.colonnes) for row in rows)
        assert [row.numero for row in rows] == sorted(row.numero for row in rows)
        propose(profile(tableau.colonnes, rows), MOTS, {}).as_yaml()


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_no_reader_of_values_ever_raises(text):
    for read in (read_date, read_hour, read_duree, read_count, split_cell, read_adresse, read_qpv):
        read(text)
    canonical(text, "jma")


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_mapping_or_is_refused(text):
    with suppress(CorrespondanceRefusee):
        parse_correspondance(text)


JOURS = st.sampled_from(["05/03/2024", "06/03/2024", "07/03/2024", "hier"])
LIGNES = st.lists(st.tuples(JOURS, st.sampled_from(["autre", "regroupement", "inconnu"])), max_size=12)
CORRESPONDANCE = "date: date\nregistre: {constante: conflits}\ndomaine: {constante: habitat}\nmotif: motif\n"


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=LIGNES, second=LIGNES)
def test_two_overlapping_files_hold_the_larger_count_of_each_row(claire, first, second):
    """Stored in the end: for each distinct valid row, the larger of its two counts. Twice changes nothing."""
    from collections import Counter

    from entredeux.terrain.models import Intervention

    Intervention.objects.all().delete()
    mapping = parse_correspondance(CORRESPONDANCE)
    for rows in (first, second, second, first):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "journal.csv"
            path.write_text(text_of([("date", "motif"), *rows]), encoding="utf-8")
            bilan = execution.run(
                open_file(path, path.name, Path(folder)),
                mapping,
                by=claire,
                est_essai=False,
                on_rejets=lambda rows: None,
            )
            assert bilan.lues == len(rows) == bilan.acceptees + bilan.doublons + bilan.rejetees
    valid = [Counter(row for row in rows if "hier" not in row and "inconnu" not in row) for rows in (first, second)]
    assert Intervention.objects.count() == (valid[0] | valid[1]).total()
