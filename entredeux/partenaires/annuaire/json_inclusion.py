"""data·inclusion in JSON: structures, services, or both in one file, laid flat as the table every import reads."""

import csv
import json
from pathlib import Path
from typing import Any

from entredeux.socle.lecture.erreurs import FichierRefuse

COLONNES = (
    *("id", "nom", "siret", "adresse", "complement_adresse", "code_postal", "commune", "code_insee", "latitude"),
    *("longitude", "telephone", "courriel", "site_web", "horaires_accueil", "reseaux_porteurs", "thematiques"),
    *("publics", "date_maj"),
)


def unfold_json(path: Path, folder: Path) -> Path:
    """The same file when it is not JSON; else a CSV in `folder`. Raises FichierRefuse with a sentence."""
    if path.suffix.lower() != ".json":
        return path
    try:
        written = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError, UnicodeDecodeError):
        raise FichierRefuse("Ce fichier JSON ne se lit pas : rien n'a été importé. Vérifiez l'export.") from None
    structures, services = _split(written)
    if not structures:
        raise FichierRefuse("Ce fichier JSON ne contient aucune structure : rien n'a été importé.")
    target = folder / f"{path.stem}.csv"
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLONNES, extrasaction="ignore")
        writer.writeheader()
        for structure in structures:
            writer.writerow(_flatten(structure, services.get(str(structure.get("id")), [])))
    return target


def _split(written: Any) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    given = written if isinstance(written, dict) else {"structures": written}
    structures = [each for each in _list(given.get("structures")) if isinstance(each, dict)]
    services: dict[str, list[dict[str, Any]]] = {}
    for each in _list(given.get("services")):
        if isinstance(each, dict):
            services.setdefault(str(each.get("structure_id")), []).append(each)
    return structures, services


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _flatten(structure: dict[str, Any], services: list[dict[str, Any]]) -> dict[str, str]:
    row = {name: _cell(structure.get(name)) for name in COLONNES}
    for name in ("thematiques", "publics"):
        found = [str(each) for service in services for each in _list(service.get(name))]
        row[name] = "|".join(dict.fromkeys(found)) or row[name]
    return row


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    return "" if value is None else " ".join(str(value).split())
