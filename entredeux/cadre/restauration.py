"""Restoring a backup: everything is read and verified first, then one transaction replaces the database.

The keys that were erased since the backup stay erased: the lists found in the backup, beside it, in the
database being replaced and given on the command line are applied together, whatever the keys' dump holds.
"""

import base64
import hashlib
import json
import shutil
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import forget_cached_secrets, read_master
from entredeux.cadre.enums import GenreCle
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Cle, CleEffacee, Compte, Structure
from entredeux.cadre.sauvegarde import EFFACEES, FICHIERS, FORMAT, MANIFESTE, TETES, list_of_erased
from entredeux.cadre.signature import SignatureFausse, check_document, public_key
from entredeux.cadre.tetes import FichierIllisible, read_heads
from entredeux.cadre.verification import Rapport, verify_chains
from entredeux.socle.copie import (
    CopieImpossible,
    Ordre,
    engine,
    extract_files,
    name_of_dump,
    restore_database,
    sha256_of,
    swap_folder,
)


class RestaurationRefusee(Exception):
    """Nothing was changed; `str()` is a French sentence that says why and what to do."""


@dataclass
class Sauvegarde:
    """A backup read and verified, ready to be applied."""

    folder: Path
    manifest: dict[str, Any]
    keys: list[dict[str, Any]]
    keys_file: Path
    erased: dict[uuid.UUID, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Bilan:
    cles: int
    effacees: int
    fichiers: int
    rapports: list[Rapport]


def restore(
    folder: Path, *, replace: bool, keys: Path | None = None, erased: Path | None = None, public: str = ""
) -> Bilan:
    """Raises RestaurationRefusee or CopieImpossible, with nothing changed."""
    backup = read_backup(folder, keys, erased, public)
    if not replace:
        _refuse_non_empty()
    media = Path(settings.MEDIA_ROOT)
    fresh, files = swap_folder(media, lambda new: extract_files(folder / FICHIERS, new))
    try:
        restore_database(folder / name_of_dump(), list(_orders(backup)))
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _put_in_place(fresh, media)
    forget_cached_secrets()
    call_command("migrate", interactive=False, verbosity=0)  # an older backup; and the triggers, in any case
    record_write(Acteur.systeme(), "cadre.base.restauree", nombre=len(backup.keys))
    heads = read_heads(folder / TETES, public_key())
    return Bilan(Cle.objects.count(), len(backup.erased), files, verify_chains(public_key(), heads))


# --- reading and verifying


def read_backup(folder: Path, keys: Path | None, erased: Path | None, public: str) -> Sauvegarde:
    manifest = _read_manifest(folder, public)
    for name, expected in manifest["fichiers"].items():
        _check_file(folder / name, expected["sha256"])
    keys_file = keys or _find_keys(folder, manifest["cles"]["nom"])
    if keys_file.name == manifest["cles"]["nom"]:
        _check_file(keys_file, manifest["cles"]["sha256"])
    rows = read_keys(keys_file)
    _check_master_opens(rows)
    lists = [folder / EFFACEES, folder.parent / EFFACEES, *([erased] if erased else [])]
    found: dict[uuid.UUID, str] = {}
    for path in lists:
        if path.exists() or path == erased:
            found |= read_erased(path)
    if _has_table(CleEffacee._meta.db_table):
        found |= {uuid.UUID(row["id"]): row["effacee_le"] for row in list_of_erased()}
    return Sauvegarde(folder, manifest, rows, keys_file, found)


def _read_manifest(folder: Path, public: str) -> dict[str, Any]:
    manifest = _read_json(folder / MANIFESTE)
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise RestaurationRefusee(f"{folder} n'est pas une sauvegarde de cette version d'Entre-deux.")
    try:
        check_document(manifest, public or str(manifest.get("cle_publique")))
        names = {name_of_dump(), FICHIERS, TETES, EFFACEES}
        if manifest["moteur"] != engine():
            raise RestaurationRefusee(
                f"Cette sauvegarde vient de {manifest['moteur']} ; la base en place est {engine()}. "
                "Changez ENTREDEUX_BASE pour une base du même moteur."
            )
        if set(manifest["fichiers"]) != names or Path(manifest["cles"]["nom"]).name != manifest["cles"]["nom"]:
            raise KeyError
    except SignatureFausse as error:
        raise RestaurationRefusee(f"Le manifeste de la sauvegarde est refusé. {error}") from None
    except (KeyError, TypeError):
        raise RestaurationRefusee("Le manifeste de la sauvegarde est incomplet.") from None
    return manifest


def _check_file(path: Path, expected: str) -> None:
    try:
        same = sha256_of(path) == expected
    except OSError:
        raise RestaurationRefusee(f"Il manque {path.name} à la sauvegarde, ou il est illisible.") from None
    if not same:
        raise RestaurationRefusee(f"{path.name} a été abîmé ou changé depuis la sauvegarde : son empreinte diffère.")


def _find_keys(folder: Path, name: str) -> Path:
    """The dump made with the backup, else (older than 35 days) the newest: it holds every key still alive."""
    own = folder.parent / "cles" / name
    others = sorted((folder.parent / "cles").glob("*.jsonl"))
    if not own.exists() and not (others and others[-1].name > name):
        raise RestaurationRefusee(
            "Aucun dépôt de clés à côté de la sauvegarde (dossier « cles »). Indiquez-le avec --cles FICHIER."
        )
    return own if own.exists() else others[-1]


def read_keys(path: Path) -> list[dict[str, Any]]:
    """Every line of a dump of keys, its own hash checked."""
    try:
        lines = path.read_bytes().splitlines(keepends=True)
        header, footer = json.loads(lines[0]), json.loads(lines[-1])
        digest = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
        if header["format"] != FORMAT or footer != {"nombre": len(lines) - 2, "sha256": digest}:
            raise ValueError
        return [_checked_key(json.loads(line)) for line in lines[1:-1]]
    except OSError:
        raise RestaurationRefusee(f"Le dépôt de clés {path} ne peut pas être lu.") from None
    except (ValueError, KeyError, TypeError, IndexError):
        raise RestaurationRefusee(f"Le dépôt de clés {path.name} est abîmé ou coupé.") from None


def _checked_key(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": uuid.UUID(row["id"]),
        "genre": GenreCle(row["genre"]).value,
        "usage": str(row["usage"])[:60],
        "structure": uuid.UUID(row["structure"]) if row["structure"] else None,
        "enveloppe": base64.b64decode(row["enveloppe"], validate=True),
        "cree_le": datetime.fromisoformat(row["cree_le"]),
    }


def read_erased(path: Path) -> dict[uuid.UUID, str]:
    rows = _read_json(path)
    try:
        return {uuid.UUID(row["id"]): datetime.fromisoformat(row["effacee_le"]).isoformat() for row in rows}
    except (KeyError, TypeError, ValueError):
        raise RestaurationRefusee(f"{path} n'est pas une liste de clés effacées.") from None


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise RestaurationRefusee(f"{path} ne peut pas être lu.") from None
    except ValueError:
        raise RestaurationRefusee(f"{path} est abîmé : ce n'est pas du JSON.") from None


def _check_master_opens(rows: list[dict[str, Any]]) -> None:
    wrapped = [row["enveloppe"] for row in rows if row["genre"] != GenreCle.UNITE]
    for value in filter(None, (settings.CLE_MAITRE, settings.CLE_MAITRE_PRECEDENTE)):
        try:
            for envelope in wrapped:
                aes_key_unwrap(read_master(value), envelope)
            return
        except (InvalidUnwrap, ValueError):
            continue
    raise RestaurationRefusee(
        "La clé maîtresse en place n'ouvre pas les clés de cette sauvegarde. Mettez dans ENTREDEUX_CLE_MAITRE celle "
        "du jour de la sauvegarde (enveloppe scellée)."
    )


def _refuse_non_empty() -> None:
    media = Path(settings.MEDIA_ROOT)
    people = any(
        _has_table(model._meta.db_table) and model.objects.exists()  # type: ignore[attr-defined]
        for model in (Structure, Compte)
    )
    if people or (media.is_dir() and any(media.iterdir())):
        raise RestaurationRefusee(
            "La base ou le dossier des fichiers en place n'est pas vide. Rien n'a été changé. "
            "Pour tout remplacer par la sauvegarde, ajoutez --remplacer."
        )


def _has_table(name: str) -> bool:
    return name in connection.introspection.table_names()


# --- applying


def _orders(backup: Sauvegarde) -> Iterable[Ordre]:
    """Plain SQL: these rows go in before any migration, in the transaction of the database itself."""
    as_id = (lambda value: value.hex) if engine() == "sqlite" else str
    as_date = _sqlite_date if engine() == "sqlite" else str
    for row in backup.keys:
        if row["id"] not in backup.erased:
            structure = as_id(row["structure"]) if row["structure"] else None
            yield (
                "INSERT INTO cadre_cle (id, genre, usage, structure, enveloppe, cree_le) VALUES (?, ?, ?, ?, ?, ?)",
                (as_id(row["id"]), row["genre"], row["usage"], structure, row["enveloppe"], as_date(row["cree_le"])),
            )
    for unite, moment in backup.erased.items():
        yield (
            "INSERT INTO cadre_cleeffacee (id, effacee_le) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
            (as_id(unite), as_date(datetime.fromisoformat(moment))),
        )


def _sqlite_date(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def _put_in_place(fresh: Path, media: Path) -> None:
    """Renames, so that no reader meets half a folder; what was there before goes."""
    before = media.with_name(f".{media.name}-avant")
    shutil.rmtree(before, ignore_errors=True)
    if media.exists():
        media.rename(before)
    fresh.chmod(0o755)
    fresh.rename(media)
    shutil.rmtree(before, ignore_errors=True)


__all__ = ["Bilan", "CopieImpossible", "FichierIllisible", "RestaurationRefusee", "restore"]
