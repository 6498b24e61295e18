from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from entredeux.reseau.enums import EtatEngagement
from entredeux.reseau.models import Collectif, EngagementCollectif, MembreCollectif, Rencontre


def current_membres(collectif: Collectif) -> QuerySet[MembreCollectif]:
    return MembreCollectif.objects.filter(collectif=collectif, jusqua=None).select_related("compte")


def open_engagements(collectif: Collectif, avant: date | None = None) -> QuerySet[EngagementCollectif]:
    """What was promised at a meeting before this day and is neither kept nor dropped, the oldest first."""
    rows = EngagementCollectif.objects.filter(rencontre__collectif=collectif, etat=EtatEngagement.EN_COURS)
    if avant is not None:
        rows = rows.filter(rencontre__date__lt=avant)
    return rows.select_related("rencontre").order_by("rencontre__date", "cree_le")


def next_rencontre(collectif: Collectif) -> Rencontre | None:
    return Rencontre.objects.filter(collectif=collectif, date__gte=timezone.localdate()).order_by("date").first()


def expected_rencontre(collectif: Collectif) -> date | None:
    """When the rhythm would have the circle meet next, after its last meeting; None when it never met."""
    last = Rencontre.objects.filter(collectif=collectif).order_by("-date").first()
    if last is None:
        return None
    month = last.date.month - 1 + collectif.rythme_mois
    return date(last.date.year + month // 12, month % 12 + 1, min(last.date.day, 28))
