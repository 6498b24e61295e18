"""A command badly typed is answered in French, and ends with 2."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["import", "interventions"], "il manque : fichier"),
        (["territoires", "locate", "points.csv", "--lon"], "--lon : une valeur est attendue"),
        (["serve", "--port", "abc"], "--port : 'abc' ne convient pas"),
    ],
)
def test_missing_word_is_asked_for_in_french(words, sentence, tmp_path):
    script = "from entredeux.config.cli import main; main()"
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "ENTREDEUX_DOSSIER_TESTS": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script, *words], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
