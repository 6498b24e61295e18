"""What waits: for a person, for the entry before it, for the night."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.carnet.access import visible_enveloppes, visible_telephones
from entredeux.carnet.enums import A_APPLIQUER, A_EXAMINER, EtatEnveloppe
from entredeux.carnet.models import CleCarnet, Enveloppe, Telephone


@dataclass(frozen=True)
class Comptes:
    a_examiner: int
    en_attente: int
    plus_ancienne: datetime | None


def count_enveloppes(by: Acteur) -> Comptes:
    found = visible_enveloppes(by).aggregate(
        a_examiner=Count("id", filter=Q(etat__in=A_EXAMINER)),
        en_attente=Count("id", filter=Q(etat__in=A_APPLIQUER)),
        plus_ancienne=Min("cree_le", filter=Q(etat__in=A_EXAMINER)),
    )
    return Comptes(**found)


def enveloppes_to_examine(by: Acteur) -> QuerySet[Enveloppe]:
    """Oldest first: nothing here expires."""
    rows = visible_enveloppes(by).filter(etat__in=A_EXAMINER)
    return rows.select_related("cree_par", "jeton__telephone").order_by("cree_le")


def enveloppes_held(by: Acteur) -> QuerySet[Enveloppe]:
    rows = visible_enveloppes(by).filter(etat=EtatEnveloppe.EN_ATTENTE)
    return rows.select_related("cree_par", "jeton__telephone").order_by("cree_le")


def enveloppes_forced(by: Acteur) -> QuerySet[Enveloppe]:
    """Recorded without the entry they should have followed, in the last thirty days."""
    since = timezone.now() - timedelta(days=30)
    return visible_enveloppes(by).filter(est_forcee=True, cree_le__gte=since).select_related("cree_par")


def telephones_of(by: Acteur) -> QuerySet[Telephone]:
    return (
        visible_telephones(by)
        .annotate(
            a_examiner=Count("jetons__enveloppes", filter=Q(jetons__enveloppes__etat__in=A_EXAMINER)),
            decalage=Max("jetons__enveloppes__decalage_s"),
        )
        .prefetch_related("jetons__compte")
    )


def current_key(structure: Structure | None) -> CleCarnet | None:
    return CleCarnet.objects.filter(structure=structure, retiree_le__isnull=True).first()
