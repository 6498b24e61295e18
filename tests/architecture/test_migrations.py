"""A model and its migration leave together."""

import os
import subprocess
import sys

from tests.architecture.sources import RACINE


def test_no_model_waits_for_its_migration():
    """In a process of its own: the suite may run without migrations, and would then see none missing."""
    result = subprocess.run(
        [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
        cwd=RACINE,
        env=os.environ | {"PYTHONPATH": str(RACINE), "DJANGO_SETTINGS_MODULE": "entredeux.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
