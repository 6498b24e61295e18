"""Attendance in figures, and the events where someone welcomes."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from entredeux.reseau.enums import PrecisionDate, StatutInscription
from entredeux.reseau.models import Evenement, Inscription


@dataclass(frozen=True)
class Bilan:
    """Counts of rows the reader may open: no name, no cut about people."""

    inscrites: int
    presentes: int
    sur_place: int
    minutes: int
    attestations: int
    envoyees: int

    @property
    def minutes_moyennes(self) -> int:
        return round(self.minutes / self.presentes) if self.presentes else 0


def load_bilan(evenement: Evenement) -> Bilan:
    kept = Inscription.objects.filter(evenement=evenement).exclude(statut=StatutInscription.ANNULEE)
    found = kept.aggregate(
        inscrites=Count("pk"),
        presentes=Count("pk", filter=Q(est_presente=True)),
        sur_place=Count("pk", filter=Q(est_sur_place=True)),
        minutes=Coalesce(Sum("minutes_presence"), 0),
    )
    sent = evenement.attestations.aggregate(
        attestations=Count("pk"), envoyees=Count("pk", filter=Q(envoyee_le__isnull=False))
    )
    return Bilan(**found, **sent)


@dataclass(frozen=True)
class EvenementsAccueillis:
    aujourd_hui: list[Evenement]
    a_venir: list[Evenement]
    passes: QuerySet[Evenement]


A_VENIR_MONTRES = 30


def evenements_accueillis(visibles: QuerySet[Evenement]) -> EvenementsAccueillis:
    """Published, not cancelled, on a confirmed day."""
    today = timezone.localdate()
    dated = (
        visibles.filter(live=True, precision_date=PrecisionDate.JOUR, est_annule=False)
        .annotate(fin=Coalesce("date_fin", "date_debut"))
        .select_related("region")
    )
    return EvenementsAccueillis(
        list(dated.filter(date_debut__lte=today, fin__gte=today).order_by("date_debut", "pk")),
        list(dated.filter(date_debut__gt=today).order_by("date_debut", "pk")[:A_VENIR_MONTRES]),
        dated.filter(fin__lt=today).order_by("-date_debut", "pk"),
    )
