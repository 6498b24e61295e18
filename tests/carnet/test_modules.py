"""The notebook's pure modules, run by node where it exists; the browser tests use the same files."""

import shutil
import subprocess

import pytest
from django.conf import settings


@pytest.mark.skipif(shutil.which("node") is None, reason="pas de node sur cette machine : le navigateur fait l'essai")
def test_the_rules_of_the_outbox_hold_without_a_browser():
    done = subprocess.run(
        ["node", "--test", "tests/carnet/carnet.test.mjs"],
        cwd=settings.RACINE.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
