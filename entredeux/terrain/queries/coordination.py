"""What the coordination reads: the day, the week, the list, the load by mission. Never a named person's places."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.attentes import Attente, registered_attentes
from entredeux.terrain.access import (
    visible_dysfonctionnements,
    visible_incidents,
    visible_interventions,
    visible_missions,
    visible_passages,
    visible_presences,
)
from entredeux.terrain.enums import EtatDysfonctionnement
from entredeux.terrain.models import CorrectionIntervention, Intervention, Mission, Passage, Presence
from entredeux.terrain.temps import service_date

SANS_REPONSE = timedelta(days=7)


def today_of(by: Acteur) -> date:
    assert by.structure is not None
    return service_date(by.structure, timezone.now())


def running_presences(by: Acteur) -> QuerySet[Presence]:
    """Who is out now, for their safety: names and mission, no place (product.md, property 10)."""
    return (
        visible_presences(by)
        .filter(fin_le__isnull=True)
        .select_related("mission")
        .prefetch_related("equipe")
        .order_by("debut_le")
    )


def presences_of_day(by: Acteur, day: date) -> QuerySet[Presence]:
    """Running first, with their places and without names: nobody's places are listed."""
    return (
        visible_presences(by)
        .filter(date_service=day)
        .select_related("mission")
        .prefetch_related(Prefetch("passages", Passage.objects.select_related("lieu").order_by("ordre")))
        .annotate(nombre_interventions=Count("interventions"))
        .order_by("fin_le", "-debut_le")
    )


def what_waits(by: Acteur, day: date) -> list[Attente]:
    """« What needs me now? » : what other apps registered, then defects to send or without an answer, incidents to
    follow, rounds left open."""
    defects = visible_dysfonctionnements(by)
    counts = defects.aggregate(
        a_envoyer=Count("pk", filter=Q(etat=EtatDysfonctionnement.A_ENVOYER)),
        muets=Count("pk", filter=Q(etat=EtatDysfonctionnement.ENVOYE, date_service__lt=day - SANS_REPONSE)),
    )
    incidents = visible_incidents(by).filter(est_suivi=False).count()
    left_open = visible_presences(by).filter(fin_le__isnull=True, date_service__lt=day).count()
    waiting = [
        (incidents, "incident à suivre", "incidents à suivre", "ce que l'équipe a subi", "terrain:incidents", ""),
        (
            counts["a_envoyer"],
            "dysfonctionnement à envoyer",
            "dysfonctionnements à envoyer",
            "sans service destinataire",
            "terrain:dysfonctionnements",
            "?etat=a_envoyer",
        ),
        (
            counts["muets"],
            "dysfonctionnement sans réponse",
            "dysfonctionnements sans réponse",
            "envoyés depuis plus de 7 jours",
            "terrain:dysfonctionnements",
            "?etat=envoye",
        ),
        (left_open, "présence restée ouverte", "présences restées ouvertes", "un jour passé", "terrain:semaine", ""),
    ]
    return registered_attentes(by, day) + [
        Attente(f"{count} {one if count == 1 else many}", detail, url, query)
        for count, one, many, detail, url, query in waiting
        if count
    ]


@dataclass(frozen=True)
class Filtres:
    """The list's filters, as they stand in the URL."""

    du: date | None = None
    au: date | None = None
    mission: str = ""
    domaine: str = ""
    registre: str = ""
    motif: str = ""
    issue: str = ""
    theme: str = ""
    lieu: str = ""

    def apply(self, interventions: QuerySet[Intervention]) -> QuerySet[Intervention]:
        wanted: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("mission", "domaine", "registre", "motif", "issue", "theme", "lieu")
            if getattr(self, name)
        }
        if self.du:
            wanted["date_service__gte"] = self.du
        if self.au:
            wanted["date_service__lte"] = self.au
        return interventions.filter(**wanted)


def list_interventions(by: Acteur, filtres: Filtres) -> QuerySet[Intervention]:
    """Newest first; no name of a mediator, no note (a list shows no secret field)."""
    corrected = CorrectionIntervention.objects.filter(intervention=OuterRef("pk"))
    return (
        filtres.apply(visible_interventions(by))
        .select_related("mission", "lieu")
        .defer("note", "reponses")
        .annotate(est_corrigee=Exists(corrected))
        .order_by("-date_service", "-cree_le", "pk")
    )


@dataclass(frozen=True)
class ChargeMission:
    mission: Mission
    presences: int
    heures: float
    passages: int
    interventions: int


def workload(by: Acteur, du: date, au: date) -> list[ChargeMission]:
    """Presences, hours, passages and acts by mission between two days. By mission, never by person."""
    period = {"date_service__gte": du, "date_service__lte": au}
    presences = _by_mission(visible_presences(by).filter(**period), minutes=Sum("duree_minutes"))
    passages = _by_mission(visible_passages(by).filter(est_visite=True, **period), through="presence__mission")
    acts = _by_mission(visible_interventions(by).filter(**period))
    return [
        ChargeMission(
            mission,
            presences.get(mission.pk, {}).get("nombre", 0),
            (presences.get(mission.pk, {}).get("minutes") or 0) / 60,
            passages.get(mission.pk, {}).get("nombre", 0),
            acts.get(mission.pk, {}).get("nombre", 0),
        )
        for mission in visible_missions(by).filter(est_active=True)
    ]


def _by_mission(rows: QuerySet[Any], *, through: str = "mission", **sums: Any) -> dict[Any, dict[str, Any]]:
    grouped = rows.order_by().values(through).annotate(nombre=Count("pk"), **sums)
    return {row[through]: row for row in grouped}


@dataclass(frozen=True)
class Jour:
    jour: date
    presences: int
    passages: int
    interventions: int


def week_of(by: Acteur, monday: date) -> list[Jour]:
    """Seven days from this Monday, counted in three queries."""
    days = [monday + timedelta(days=n) for n in range(7)]
    period = {"date_service__gte": days[0], "date_service__lte": days[-1]}
    presences = _by_day(visible_presences(by).filter(**period))
    passages = _by_day(visible_passages(by).filter(est_visite=True, **period))
    acts = _by_day(visible_interventions(by).filter(**period))
    return [Jour(day, presences.get(day, 0), passages.get(day, 0), acts.get(day, 0)) for day in days]


def _by_day(rows: QuerySet[Any]) -> dict[date, int]:
    return dict(rows.order_by().values_list("date_service").annotate(Count("pk")))
