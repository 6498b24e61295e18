"""A closed month sent to the network's instance: what would leave is shown whole, then audited, signed and posted.

It holds what the register already says to everyone, for that month, and the exact quantities of our own work for the
periods that end with it. The address it is for is signed too: it is of no use elsewhere.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Structure
from entredeux.cadre.signature import sign_document
from entredeux.observatoire import entrepot
from entredeux.observatoire.access import check_can_send
from entredeux.observatoire.actions import CATALOGUE
from entredeux.observatoire.audit.sortie import TableSortie
from entredeux.observatoire.audit.union import attack_union
from entredeux.observatoire.coupes import PAR_GROUPE, check_closed, parse_coupe
from entredeux.observatoire.echange import CHEMIN, FORMAT, USAGE, digest
from entredeux.observatoire.enums import Audience, GenrePeriode
from entredeux.observatoire.models import EnvoiReseau, Publication
from entredeux.observatoire.periodes import Periode, parse_periode, quarter_of
from entredeux.observatoire.publication import available_periods, publish_table
from entredeux.observatoire.quantites import DEFINITIONS, Quantite
from entredeux.observatoire.travail import count_travail

SECONDES = 30
REPONSE_MAX = 100_000
LOCALES = {"127.0.0.1", "localhost"}


@dataclass(frozen=True)
class Apercu:
    """Exactly what would leave. `empreinte` is what whoever confirms has read."""

    document: dict[str, Any]
    empreinte: str

    @property
    def cellules(self) -> int:
        return sum(len(table["cellules"]) for table in self.document["tables"]) + len(self.document["quantites"])

    @property
    def montrees(self) -> int:
        return sum(cell[-1] is not None for table in self.document["tables"] for cell in table["cellules"])


def sendable_months(structure: Structure) -> list[Periode]:
    """Closed and taken, latest first."""
    periods = available_periods(structure, timezone.localdate())
    return [period for period in periods if period.genre == GenrePeriode.MOIS]


def prepare_envoi(*, mois: str, vers: str, by: Acteur) -> Apercu:
    """Raises Refus; ValidationError in French: not a month, not closed, not taken yet, an address that is not https."""
    check_can_send(by)
    assert by.structure is not None
    address, period = check_address(vers), parse_periode(mois)
    if period.genre != GenrePeriode.MOIS:
        raise ValidationError("Un envoi porte sur un mois, comme 2026-03.", code="mois")
    check_closed(period, timezone.localdate())
    if period not in sendable_months(by.structure):
        raise ValidationError(
            f"{period.libelle.capitalize()} n'est pas arrêté dans Entre-deux : il le sera cette nuit, ou avec "
            "« entredeux observatoire refresh ».",
            code="mois",
        )
    document = {
        "format": FORMAT,
        "structure": str(by.structure.pk),
        "nom": by.structure.nom,
        "vers": address,
        "mois": mois,
        "revision": _version_of(by.structure, mois),
        "tables": list(_tables(by.structure, period, by)),
        "quantites": list(_quantites(by.structure, period, by)),
    }
    return Apercu(document, digest(document))


def send_envoi(*, mois: str, vers: str, empreinte: str, by: Acteur) -> tuple[EnvoiReseau, bool]:
    """The sending, and whether it left now: the same month sent again to the same place posts nothing.

    `empreinte` is that of the preview: ValidationError when what would leave is no longer what was read, when the audit
    finds a hidden cell, or when the other instance refuses or does not answer. Nothing is then recorded.
    """
    preview = prepare_envoi(mois=mois, vers=vers, by=by)
    assert by.structure is not None
    if preview.empreinte != empreinte:
        raise ValidationError(
            "Le contenu a changé depuis que vous l'avez relu : rien n'est parti. Relisez-le, puis confirmez.",
            code="empreinte",
        )
    said = {"structure": by.structure, "mois": mois, "empreinte": empreinte, "vers": preview.document["vers"]}
    former = EnvoiReseau.objects.filter(**said).first()
    if former:
        return former, False
    _check_audit(by.structure, mois[:4])
    _post(preview.document["vers"] + CHEMIN, sign_document(preview.document, USAGE))
    with transaction.atomic():
        envoi, _ = EnvoiReseau.objects.get_or_create(
            **said, defaults={"cellules": preview.cellules, "envoye_par": by.compte}
        )
        record_write(by, "observatoire.envoi.parti", envoi, nombre=preview.cellules, condense=empreinte)
    return envoi, True


def check_address(vers: str) -> str:
    """The instance's address without its last slash. https, unless this very machine on a test or demo instance."""
    try:
        parts = urlsplit(vers.strip())
    except ValueError:
        parts = urlsplit("")
    local = parts.hostname in LOCALES and settings.INSTANCE in {"test", "demo"}
    if not parts.hostname or parts.query or parts.fragment or parts.username or parts.scheme not in {"https", "http"}:
        raise ValidationError("Donnez l'adresse de l'instance du réseau, comme https://reseau.example", code="adresse")
    if parts.scheme == "http" and not local:
        raise ValidationError("L'adresse de l'instance du réseau commence par https:// ; rien ne part.", code="adresse")
    return vers.strip().rstrip("/")


def _version_of(structure: Structure, mois: str) -> int:
    return next(month.version for month in entrepot.months_of(structure.pk) if month.mois == mois)


def _tables(structure: Structure, period: Periode, by: Acteur) -> Iterator[dict[str, Any]]:
    """The register's tables of the month for the public, the last of each cut; the page's are there in any case."""
    today = timezone.localdate()
    for axes in CATALOGUE:
        publish_table(parse_coupe(structure=structure.pk, periode=period.code, axes=axes, today=today), by=by)
    rows = Publication.objects.filter(
        structure=structure, audience=Audience.PUBLIC, coupe__contains=f'"periode":"{period.code}"'
    ).exclude(coupe__contains=PAR_GROUPE)
    latest = {row.coupe: row for row in rows.order_by("instant", "pk")}
    for coupe in sorted(latest):
        row, said = latest[coupe], json.loads(coupe)
        if TableSortie.of(row).exacte:
            continue
        yield {
            "axes": said["axes"],
            "mesure": TableSortie.of(row).mesure,
            "parmi": said.get("parmi", {}),
            "version_definition": row.version_definition,
            "empreinte": row.empreinte,
            "cellules": row.cellules,
        }


def _quantites(structure: Structure, month: Periode, by: Acteur) -> Iterator[dict[str, Any]]:
    """Totals of the month where the team rule lets it be shown, of its quarter and year when it ends them."""
    for period in (month, *_ended_with(month)):
        for quantite, said in DEFINITIONS.items():
            if period.genre in said.periodes:
                yield from _quantite(quantite, structure, period, by)


def _quantite(quantite: Quantite, structure: Structure, period: Periode, by: Acteur) -> Iterator[dict[str, Any]]:
    try:
        _, _, publication = count_travail(quantite, structure=structure, periode=period.code, by=by)
    except ValidationError:
        return  # not declared, or a month that would say one person's hours
    yield {"mesure": str(quantite), "periode": period.code, "valeur": publication.cellules[0][-1]}


def _ended_with(month: Periode) -> list[Periode]:
    quarter, year = quarter_of(month.code), parse_periode(month.code[:4])
    return [period for period in (quarter, year) if period.fin == month.fin]


def _check_audit(structure: Structure, annee: str) -> None:
    """Over all that is out for the year, as before any release."""
    out = Publication.objects.filter(structure=structure, coupe__contains=f'"periode":"{annee}').order_by(
        "instant", "pk"
    )
    found = attack_union(list(out))
    if not found.passe:
        raise ValidationError(
            f"L'audit refuse cet envoi : sur {found.cibles} cases cachées, {found.exactes} se retrouvent exactement et "
            f"{found.etroites} à deux unités près. Rien n'est parti. Prévenez qui tient l'instance.",
            code="audit",
        )


class _SansRedirection(urllib.request.HTTPRedirectHandler):
    """A signed month goes where it was sent, and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def _post(address: str, document: dict[str, Any]) -> None:
    """Raises ValidationError with what the other instance said, or that it did not answer."""
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}
    request = urllib.request.Request(address, data=body, headers=headers, method="POST")
    try:
        with urllib.request.build_opener(_SansRedirection).open(request, timeout=SECONDES) as answer:
            answer.read(REPONSE_MAX)
    except urllib.error.HTTPError as refusal:
        with refusal:
            said = _message_of(refusal.read(REPONSE_MAX)) or f"réponse {refusal.code}, sans explication"
        raise ValidationError(f"L'instance du réseau a refusé l'envoi : {said}", code="refus") from None
    except (urllib.error.URLError, TimeoutError, OSError):
        raise ValidationError(
            "L'instance du réseau ne répond pas. Rien n'est noté comme envoyé ; réessayez plus tard : un mois déjà "
            "reçu n'est pas pris deux fois.",
            code="injoignable",
        ) from None


def _message_of(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    return str(said.get("message", ""))[:500] if isinstance(said, dict) else ""
