"""The queue's rules, by node where it exists; tests/functional/test_accueil.py uses them in a browser."""

import shutil
import subprocess
from pathlib import Path

import pytest

ESSAIS = Path(__file__).with_name("accueil.test.mjs")


@pytest.mark.skipif(shutil.which("node") is None, reason="pas de node sur cette machine : le navigateur fait l'essai")
def test_the_rules_of_the_queue():
    done = subprocess.run(
        [str(shutil.which("node")), "--test", str(ESSAIS)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": str(Path(shutil.which("node") or "").parent), "NODE_NO_WARNINGS": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout
