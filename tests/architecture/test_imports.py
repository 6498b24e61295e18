"""The layers of ARCHITECTURE.md, held by import-linter on .importlinter."""

import configparser
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from importlinter.api import read_configuration

from tests.architecture.sources import RACINE


def lint(config: Path) -> subprocess.CompletedProcess:
    code = (
        "import sys; from importlinter.cli import lint_imports; "
        "sys.exit(lint_imports(config_filename=sys.argv[1], no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(config)],
        cwd=RACINE,
        env=os.environ | {"PYTHONPATH": str(RACINE)},
        capture_output=True,
        text=True,
        check=False,
    )


def layers_of_apps() -> list[str]:
    """Names of the apps, highest layer first; apps of one layer stand together, in one string."""
    contracts = read_configuration(str(RACINE / ".importlinter"))["contracts_options"]
    return next(contract["layers"] for contract in contracts if contract["id"] == "applications")


def test_every_contract_is_kept():
    result = lint(RACINE / ".importlinter")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


def test_a_reversed_order_is_refused(tmp_path):
    """The negative control: the linter does read our code, and does break on a wrong arrow."""
    config = configparser.ConfigParser()
    config["importlinter"] = {"root_package": "entredeux"}
    config["importlinter:contract:renverse"] = {
        "name": "Renversé",
        "type": "layers",
        "containers": "entredeux",
        "layers": "\nsocle\ncadre\nconfig",
    }
    path = tmp_path / ".importlinter"
    with path.open("w") as file:
        config.write(file)
    result = lint(path)
    assert result.returncode == 1
    assert "1 broken" in result.stdout


def test_settings_list_the_apps_from_the_lowest_layer():
    ranks = {app.strip(): rank for rank, layer in enumerate(layers_of_apps()) for app in layer.split("|")}
    listed = [ranks[name.rpartition(".")[2]] for name in settings.APPLICATIONS]
    assert listed == sorted(listed, reverse=True)
