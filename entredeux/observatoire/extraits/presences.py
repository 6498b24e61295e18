"""Our own work as facts: presences held, and what tournées had planned. Nobody is in these rows, met or of the team."""

from collections.abc import Iterator

from django.db.models import F

from entredeux.observatoire.entrepot.colonnes import PRESENCE, PREVU
from entredeux.observatoire.extraits.sources import MoisExtrait, Source, register_source
from entredeux.observatoire.extraits.terrain import LOT, months_of_service, place_of, zones_of
from entredeux.terrain.models import Passage, Presence


def rows_of_presences(mois: MoisExtrait) -> Iterator[tuple]:
    """One row each, whatever the size of the team: its form, and its minutes once it is over."""
    presences = Presence.objects.filter(structure_id=mois.structure, date_service__range=mois.jours).order_by()
    columns = ("unite", "mission_id", "forme", "date_service", "duree_minutes")
    for presence in presences.values(*columns).iterator(chunk_size=LOT):
        yield mois.row(
            genre=PRESENCE,
            unite=presence["unite"],
            jour=presence["date_service"],
            mission=presence["mission_id"],
            motif=presence["forme"],
            minutes=presence["duree_minutes"],
        )


def rows_of_planned(mois: MoisExtrait) -> Iterator[tuple]:
    """Places that a tournée planned to see, and whether it did. What was seen there is a fact of another genre."""
    planned = Passage.objects.filter(structure_id=mois.structure, date_service__range=mois.jours, est_prevu=True)
    rows = planned.annotate(mission=F("presence__mission_id"), type_lieu=F("lieu__type_lieu")).order_by()
    columns = ("unite", "mission", "lieu_id", "type_lieu", "date_service", "est_visite")
    for passage in rows.values(*columns).iterator(chunk_size=LOT):
        yield mois.row(
            genre=PREVU,
            unite=passage["unite"],
            jour=passage["date_service"],
            mission=passage["mission"],
            lieu=passage["type_lieu"],
            issue="fait" if passage["est_visite"] else "non_fait",
            **zones_of(mois, passage),
            **place_of(mois, passage),
        )


def register() -> None:
    register_source(Source("presences", months_of_service(Presence), rows_of_presences))
    register_source(Source("passages_prevus", months_of_service(Passage, est_prevu=True), rows_of_planned))
