"""Reads a chain from its first line to its last, in constant memory, and says what was touched.

What it sees by itself: a line changed, removed, moved or inserted, a reading emptied too early, a head or a
monthly close that disagrees. Against an exported signed head: a tail cut together with its head, and a
chain rewritten from end to end. What it cannot see: lines removed after the last exported head.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from entredeux.cadre.acteur import CHAINE_INSTANCE
from entredeux.cadre.enums import GenreEntree
from entredeux.cadre.journal import chain_hash, hash_content
from entredeux.cadre.models import ClotureMensuelle, EntreeJournal, Structure, TeteJournal
from entredeux.cadre.retention import canonical_close, last_emptiable_number, limit_of_emptying
from entredeux.cadre.signature import SignatureFausse, check_signature
from entredeux.cadre.tetes import Tete

COLONNES = (
    *("structure", "numero", "genre", "instant", "evenement", "objet", "acteur", "role"),
    *("champs", "nombre", "condense", "sel", "contenu", "empreinte"),
)
LISTEES = 20

EXPLICATIONS = {
    "modifiee": "ligne modifiée : son contenu ne correspond plus à son empreinte",
    "supprimee": "ligne supprimée",
    "deplacee": "ligne déplacée ou insérée : elle ne suit pas celle qui la précède",
    "videe": "lecture effacée avant ses douze mois, ou sans clôture signée qui le permette",
    "ecriture_videe": "écriture effacée : seules les lectures peuvent l'être",
    "tete": "la tête de la chaîne ne correspond pas à cette ligne",
    "queue": "fin de la chaîne coupée",
    "reecrite": "chaîne réécrite : la tête signée et exportée dit autre chose",
    "cloture": "la clôture mensuelle signée ne correspond pas à cette ligne",
    "signature": "signature de clôture mensuelle fausse",
}


@dataclass(frozen=True)
class Anomalie:
    """What was found at a line. `sorte` is a key of EXPLICATIONS; `precision` a few words, never content."""

    numero: int
    sorte: str
    precision: str = ""

    def __str__(self) -> str:
        return f"n° {self.numero} : {EXPLICATIONS[self.sorte]}{f' ({self.precision})' if self.precision else ''}"


@dataclass
class Rapport:
    """One chain. `anomalies` keeps the first LISTEES; `nombre_anomalies` counts them all."""

    structure: uuid.UUID
    nom: str
    lignes: int = 0
    videes: int = 0
    clotures: int = 0
    nombre_anomalies: int = 0
    anomalies: list[Anomalie] = field(default_factory=list)

    @property
    def est_intacte(self) -> bool:
        return self.nombre_anomalies == 0

    def report(self, numero: int, sorte: str, precision: str = "") -> None:
        self.nombre_anomalies += 1
        if len(self.anomalies) < LISTEES:
            self.anomalies.append(Anomalie(numero, sorte, precision))


@dataclass
class _Attendu:
    """A hash that some trusted place says a number must have."""

    sorte: str
    empreinte: str


def verify_chains(key: str, heads: Iterable[Tete] = (), structure: uuid.UUID | None = None) -> list[Rapport]:
    """Every chain, or one. `key` is the public key closes are checked under; `heads` come from `read_heads`."""
    exported: dict[uuid.UUID, list[Tete]] = defaultdict(list)
    for head in heads:
        exported[head.structure].append(head)
    known = set(TeteJournal.objects.values_list("structure", flat=True)) | set(exported)
    known |= set(EntreeJournal.objects.order_by().values_list("structure", flat=True).distinct())
    names = {row.pk: row.nom for row in Structure.objects.all()} | {CHAINE_INSTANCE: "Instance"}
    chosen = sorted(known, key=lambda chain: (names.get(chain, ""), str(chain)))
    return [
        verify_chain(chain, names.get(chain, f"structure {chain}"), key, exported[chain])
        for chain in chosen
        if structure in (None, chain)
    ]


def verify_chain(chain: uuid.UUID, name: str, key: str, exported: list[Tete]) -> Rapport:
    report, now = Rapport(chain, name), timezone.now()
    head = TeteJournal.objects.filter(pk=chain).first()
    closes = _checked_closes(chain, key, report)
    expected = _expectations(head, closes, exported)
    limits = (last_emptiable_number(closes, now), limit_of_emptying(now))
    last = _walk(chain, expected, limits, report)
    _check_end(chain, last, expected, report)
    return report


def _checked_closes(chain: uuid.UUID, key: str, report: Rapport) -> list[ClotureMensuelle]:
    genuine = []
    for close in ClotureMensuelle.objects.filter(structure=chain):
        try:
            check_signature(canonical_close(chain, close.mois, close.numero, close.empreinte), close.signature, key)
            genuine.append(close)
        except SignatureFausse:
            report.report(close.numero, "signature", close.mois)
    report.clotures = len(genuine)
    return genuine


def _expectations(
    head: TeteJournal | None, closes: list[ClotureMensuelle], exported: list[Tete]
) -> dict[int, list[_Attendu]]:
    expected: dict[int, list[_Attendu]] = defaultdict(list)
    for tete in exported:
        expected[tete.numero].append(_Attendu("reecrite", tete.empreinte))
    for close in closes:
        expected[close.numero].append(_Attendu("cloture", close.empreinte))
    if head and head.numero:
        expected[head.numero].append(_Attendu("tete", head.empreinte))
    return expected


def _walk(chain: uuid.UUID, expected: dict[int, list[_Attendu]], limits: tuple[int, datetime], report: Rapport) -> int:
    """Follows the chain; after a break it goes on from the line as stored, so that one act is told once."""
    previous, last = "", 0
    rows = EntreeJournal.objects.filter(structure=chain).order_by("numero").values_list(*COLONNES, named=True)
    for row in rows.iterator(chunk_size=2000):
        if row.numero != last + 1:
            _report_gap(last + 1, row.numero - 1, report)
        elif chain_hash(previous, row.numero, row.contenu) != row.empreinte:
            report.report(row.numero, "deplacee")
        _check_content(row, limits, report)
        for attendu in expected.pop(row.numero, ()):
            if attendu.empreinte != row.empreinte:
                report.report(row.numero, attendu.sorte)
        previous, last = row.empreinte, row.numero
        report.lignes += 1
    return last


def _report_gap(first: int, last: int, report: Rapport) -> None:
    report.report(first, "supprimee", "" if first == last else f"et les suivantes jusqu'au n° {last}")


def _check_content(row: Any, limits: tuple[int, datetime], report: Rapport) -> None:
    """A full line must match its hash; an emptied one must have had the right to be."""
    if row.sel:
        if hash_content(row) != row.contenu:
            report.report(row.numero, "modifiee")
        return
    emptied = not any((row.evenement, row.objet, row.acteur, row.role, row.condense, row.champs, row.nombre))
    if not emptied:
        report.report(row.numero, "modifiee")
    elif row.genre != GenreEntree.LECTURE:
        report.report(row.numero, "ecriture_videe")
    elif row.numero > limits[0] or row.instant >= limits[1]:
        report.report(row.numero, "videe")
    else:
        report.videes += 1


def _check_end(chain: uuid.UUID, last: int, expected: dict[int, list[_Attendu]], report: Rapport) -> None:
    """What was expected beyond the last line, then the head as it is now: a writer may have come meanwhile."""
    sources = {"reecrite": "une tête exportée", "cloture": "une clôture signée", "tete": "la tête de la chaîne"}
    for numero, attendus in sorted(expected.items()):
        if numero > last:
            known = ", ".join(sorted({sources[attendu.sorte] for attendu in attendus}))
            report.report(last + 1, "queue", f"{known} va jusqu'au n° {numero}")
    head = TeteJournal.objects.filter(pk=chain).first()
    if last > (head.numero if head else 0):
        report.report(last, "tete", f"la tête s'arrête au n° {head.numero}" if head else "tête absente")
