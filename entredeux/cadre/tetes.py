"""Heads of the chains, signed and taken out of the server: what makes a cut tail or a rewritten chain visible.

A file of heads is exported every day, with each backup, and on demand (`entredeux journal tete`).
Deleting lines written after the last exported head is out of its reach; the command says so.
"""

import json
import os
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from entredeux.cadre.models import TeteJournal
from entredeux.cadre.signature import SignatureFausse, check_document, check_signature, sign, sign_document

FORMAT = 1


class FichierIllisible(Exception):
    """The file of heads cannot be used; `str()` is a French sentence that says why."""


@dataclass(frozen=True)
class Tete:
    structure: uuid.UUID
    numero: int
    empreinte: str
    instant: str


def canonical_head(tete: Tete) -> str:
    return f"entredeux-tete-1|{tete.structure}|{tete.numero}|{tete.empreinte}|{tete.instant}"


def build_heads() -> dict[str, Any]:
    """Every chain's last number and hash, each head signed and the whole list signed (none can be left out)."""
    instant = timezone.now().astimezone(UTC).isoformat(timespec="seconds")
    rows = TeteJournal.objects.filter(numero__gt=0).order_by("structure")
    heads = [Tete(row.structure, row.numero, row.empreinte, instant) for row in rows]
    return sign_document({"format": FORMAT, "instant": instant, "tetes": [_signed(head) for head in heads]})


def _signed(head: Tete) -> dict[str, Any]:
    return {
        "structure": str(head.structure),
        "numero": head.numero,
        "empreinte": head.empreinte,
        "instant": head.instant,
        "signature": sign(canonical_head(head)),
    }


def write_heads(path: Path) -> int:
    """Writes the file whole or not at all; returns the number of chains."""
    document = build_heads()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)
    return len(document["tetes"])


def read_heads(path: Path, key: str) -> list[Tete]:
    """The heads of a file, every signature checked under `key`. Raises FichierIllisible."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise FichierIllisible(f"Le fichier de têtes « {path} » ne peut pas être lu.") from None
    except ValueError:
        raise FichierIllisible(f"« {path} » n'est pas un fichier de têtes : ce n'est pas du JSON.") from None
    return parse_heads(document, key)


def parse_heads(document: Any, key: str) -> list[Tete]:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise FichierIllisible("Ce n'est pas un fichier de têtes de cette version d'Entre-deux.")
    try:
        check_document(document, key)
        return [_checked(row, key) for row in document["tetes"]]
    except SignatureFausse as error:
        raise FichierIllisible(f"Fichier de têtes refusé. {error}") from None
    except (KeyError, TypeError, ValueError):
        raise FichierIllisible("Ce fichier de têtes est incomplet.") from None


def _checked(row: dict[str, Any], key: str) -> Tete:
    head = Tete(uuid.UUID(row["structure"]), int(row["numero"]), str(row["empreinte"]), str(row["instant"]))
    datetime.fromisoformat(head.instant)
    check_signature(canonical_head(head), str(row["signature"]), key)
    return head
