"""What the day itself leaves, and until when.

1 day     a list of joinings that nobody applied: the file and its key
30 days   after it was received, the report of a list applied; after its day, a volunteer's link
6 months  after the event, with the registration's own words: taps, stays in the room
5 years   after the event: certificates, whose code then answers nothing
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.connexions import give_up_connexions
from entredeux.reseau.enums import StatutImportConnexions
from entredeux.reseau.models import Attestation, Connexion, ImportConnexions, LienAccueil, Pointage

FICHIERS = timedelta(days=1)
RAPPORTS = timedelta(days=30)
ATTESTATIONS = timedelta(days=5 * 365 + 2)
EFFETS = {
    "fichiers": "fichiers de connexions, clé et contenu",
    "rapports": "comptes rendus de connexions",
    "passages": "heures de connexion ; reste la durée",
    "attestations": "attestations",
}


def forget_jour(today: date | None = None) -> dict[str, int]:
    """Applies every clock as of `today`; idempotent. Returns what each clock touched."""
    day = today or timezone.localdate()
    return {
        "fichiers": _give_up_files(day),
        "rapports": _forget_reports(day),
        "passages": _forget_hours(),
        "attestations": _forget_attestations(day),
    }


def _give_up_files(day: date) -> int:
    waiting = ImportConnexions.objects.filter(
        statut=StatutImportConnexions.RECU, cree_le__date__lte=day - FICHIERS
    ).select_related("evenement")
    rows = list(waiting)
    for record in rows:
        give_up_connexions(record=record, by=Acteur.systeme())
    return len(rows)


@transaction.atomic
def _forget_reports(day: date) -> int:
    old = ImportConnexions.objects.exclude(statut=StatutImportConnexions.RECU).filter(cree_le__date__lte=day - RAPPORTS)
    links = LienAccueil.objects.filter(jour__lte=day - RAPPORTS)
    return _delete("reseau.connexions.oubliees", old) + _delete("reseau.lien_accueil.oublie", links)


@transaction.atomic
def _forget_hours() -> int:
    """Once nobody knows whose they were (retention.py), the hours go too: what stays is a number of minutes."""
    gone = {"inscription__anonymisee_le__isnull": False}
    return _delete("reseau.pointages.oublies", Pointage.objects.filter(**gone)) + _delete(
        "reseau.connexions.heures_oubliees", Connexion.objects.filter(**gone)
    )


@transaction.atomic
def _forget_attestations(day: date) -> int:
    ended = Attestation.objects.annotate(dernier_jour=Coalesce("evenement__date_fin", "evenement__date_debut"))
    old = Attestation.objects.filter(pk__in=ended.filter(dernier_jour__lt=day - ATTESTATIONS).values("pk"))
    return _delete("reseau.attestations.oubliees", old)


def _delete(evenement: str, rows) -> int:  # type: ignore[no-untyped-def]
    count: int = rows.count()
    if count:
        rows.delete()
        journal.record_write(Acteur.systeme(), evenement, nombre=count)
    return count
