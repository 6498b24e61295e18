"""A backup: the database without its keys, the files, the signed heads; the wrapped keys apart.

    DIR/2026-11-22T020000Z/   base.sqlite3 or base.dump, fichiers.tar, tetes.json, effacees.json, manifeste.json
    DIR/cles/2026-11-22T020000Z.jsonl     the wrapped keys, kept 35 days at most
    DIR/effacees.json                     the newest list of erased keys, applied again by every restore

The folder of keys goes to another place than the rest (docs/exploitation): one without the other reveals nothing.
Keys are read after the database: a text whose key would be missing is worse than a key without a text.
"""

import base64
import hashlib
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from entredeux.cadre.models import Cle, CleEffacee
from entredeux.cadre.signature import sign_document
from entredeux.cadre.tetes import write_heads
from entredeux.socle.copie import archive_files, dump_database, engine, name_of_dump, sha256_of
from entredeux.socle.taches import SAUVEGARDE, mark_tic

FORMAT = 1
CONSERVATION_CLES = timedelta(days=35)
# Rows that never leave with the database: keys, and what would let the holder of a backup sign in.
SANS_LIGNES = (Cle._meta.db_table, "django_session", "cache_partage")
MANIFESTE, TETES, EFFACEES, FICHIERS = "manifeste.json", "tetes.json", "effacees.json", "fichiers.tar"


def make_backup(folder: Path, now: datetime | None = None) -> Path:
    """Writes a whole backup or nothing. Returns its folder. Raises OSError or CopieImpossible."""
    now = now or timezone.now()
    name = f"{now.astimezone(UTC):%Y-%m-%dT%H%M%SZ}"
    final, draft, keys = folder / name, folder / f".{name}", folder / "cles" / f"{name}.jsonl"
    previous = os.umask(0o077)
    try:
        draft.mkdir(parents=True)
        _write_content(draft, keys, now)
        draft.rename(final)
        _replace(folder / EFFACEES, (final / EFFACEES).read_text(encoding="utf-8"))
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        keys.unlink(missing_ok=True)
        raise
    finally:
        os.umask(previous)
    remove_old_keys(folder, now)
    mark_tic(SAUVEGARDE)
    return final


def _write_content(draft: Path, keys: Path, now: datetime) -> None:
    write_heads(draft / TETES)  # before the dump, which then holds at least these lines
    dump_database(draft / name_of_dump(), without_rows_of=SANS_LIGNES)
    files = archive_files(Path(settings.MEDIA_ROOT), draft / FICHIERS)
    write_keys(keys, now)
    (draft / EFFACEES).write_text(json.dumps(list_of_erased(), indent=1) + "\n", encoding="utf-8")
    manifest = sign_document(
        {
            "format": FORMAT,
            "cree_le": now.astimezone(UTC).isoformat(timespec="seconds"),
            "moteur": engine(),
            "nombre_fichiers": files,
            "cles": {"nom": keys.name, "sha256": sha256_of(keys)},
            "fichiers": {
                path.name: {"octets": path.stat().st_size, "sha256": sha256_of(path)}
                for path in sorted(draft.iterdir())
            },
        }
    )
    (draft / MANIFESTE).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def write_keys(path: Path, now: datetime) -> None:
    """One wrapped key a line between a header and a footer, which holds the hash of all that precedes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest, count = hashlib.sha256(), 0
    with path.open("w", encoding="utf-8") as file:

        def write(line: dict[str, Any]) -> None:
            text = json.dumps(line, sort_keys=True) + "\n"
            digest.update(text.encode())
            file.write(text)

        write({"format": FORMAT, "cree_le": now.astimezone(UTC).isoformat(timespec="seconds")})
        for key in Cle.objects.order_by("pk").iterator(chunk_size=2000):
            write(_line_of(key))
            count += 1
        file.write(json.dumps({"nombre": count, "sha256": digest.hexdigest()}) + "\n")


def _line_of(key: Cle) -> dict[str, Any]:
    return {
        "id": str(key.pk),
        "genre": key.genre,
        "usage": key.usage,
        "structure": str(key.structure) if key.structure else None,
        "enveloppe": base64.b64encode(bytes(key.enveloppe)).decode(),
        "cree_le": key.cree_le.astimezone(UTC).isoformat(),
    }


def list_of_erased() -> list[dict[str, str]]:
    rows = CleEffacee.objects.order_by("effacee_le", "pk")
    return [{"id": str(row.pk), "effacee_le": row.effacee_le.astimezone(UTC).isoformat()} for row in rows]


def remove_old_keys(folder: Path, now: datetime) -> int:
    """Beyond 35 days no dump of keys remains: what was erased before is unreadable everywhere."""
    limit, removed = now - CONSERVATION_CLES, 0
    for path in (folder / "cles").glob("*.jsonl"):
        made = datetime.strptime(path.stem, "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
        if made < limit:
            path.unlink()
            removed += 1
    return removed


def _replace(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
