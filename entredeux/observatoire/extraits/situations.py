"""What is followed over time, as facts: opened, closed, whether what was agreed held, told to a school's own team.

All of one situation share its key. A situation has no zone of its own: it is where the acts made for it were, as they
keep it for ever, else where its places are, as long as it has them.
"""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from entredeux.observatoire.entrepot.colonnes import CLOTURE, ENGAGEMENT, INCONNU, RELAIS, SITUATION
from entredeux.observatoire.extraits.sources import MoisExtrait, Source, months_of, most_of, register_source
from entredeux.observatoire.periodes import month_of
from entredeux.situations.models import EngagementPartie, EtapeSituation, Situation, TransmissionPhare
from entredeux.terrain.models import Intervention
from entredeux.territoires.enums import GenreZone

# The step that says a review was held, the field that says what it found, the code of the fact.
REVUES = {"suivi_1_mois": ("tenue_1_mois", "un_mois"), "suivi_3_mois": ("tenue_3_mois", "trois_mois")}


class ZonesDesSituations:
    """Of some situations, on the day of the fact: all read at once."""

    def __init__(self, mois: MoisExtrait, situations: Collection[uuid.UUID]) -> None:
        self._mois = mois
        self._actes: dict[uuid.UUID, list[dict[str, Any]]] = defaultdict(list)
        self._lieux: dict[uuid.UUID, list[tuple[uuid.UUID, str]]] = defaultdict(list)
        acts = Intervention.objects.filter(situation__in=situations).order_by()
        for act in acts.values("situation_id", "qpv", "commune", "lieu_id", "type_lieu"):
            self._actes[act["situation_id"]].append(dict(act))
        places = Situation.lieux.through.objects.filter(situation__in=situations).order_by()
        for situation, place, kind in places.values_list("situation_id", "lieu_id", "lieu__type_lieu"):
            self._lieux[situation].append((place, kind))

    def of(self, situation: uuid.UUID | None, day: date) -> dict[str, str]:
        if situation is None:
            return {}
        acts, places = self._actes[situation], self._lieux[situation]
        known = [act["lieu_id"] for act in acts if act["lieu_id"]] or [place for place, _ in places]
        return {
            "qpv": _most([act["qpv"] for act in acts]) or self._zone(known, GenreZone.QPV_2024, day, ""),
            "commune": _most([act["commune"] for act in acts]) or self._zone(known, GenreZone.COMMUNE, day, ""),
            "qpv_2015": self._zone(known, GenreZone.QPV_2015, day, INCONNU),
            "contrat": self._zone(known, GenreZone.CONTRAT_VILLE, day, INCONNU),
            "lieu": _most([act["type_lieu"] for act in acts]) or _most([kind for _, kind in places]),
        }

    def _zone(self, places: list[uuid.UUID], genre: GenreZone, day: date, unknown: str) -> str:
        codes = [self._mois.zones.code(place, genre, day) for place in places]
        told = [code for code in codes if code != INCONNU]
        return most_of(told) if told else unknown


def _most(codes: list[str]) -> str:
    return most_of(code for code in codes if code)


# --- opened, closed


def rows_of_openings(mois: MoisExtrait) -> Iterator[tuple]:
    yield from _rows_of_situations(mois, SITUATION, "ouverte_le")


def rows_of_closings(mois: MoisExtrait) -> Iterator[tuple]:
    """With how they ended: an opening says nothing of it, so that its month does not wait."""
    yield from _rows_of_situations(mois, CLOTURE, "close_le")


def _rows_of_situations(mois: MoisExtrait, genre: str, field: str) -> Iterator[tuple]:
    found = Situation.objects.filter(structure_id=mois.structure, **{f"{field}__range": mois.jours}).order_by()
    rows = list(found.values("pk", "unite", "theme", "motif", "mode_saisine", "issue", field))
    zones = ZonesDesSituations(mois, [row["pk"] for row in rows])
    for row in rows:
        yield mois.row(
            genre=genre,
            unite=row["unite"],
            cas=True,
            jour=row[field],
            motif=row["motif"],
            public=row["theme"],
            saisine=row["mode_saisine"],
            issue=row["issue"] if genre == CLOTURE else "",
            **zones.of(row["pk"], row[field]),
        )


# --- whether it held


@dataclass(frozen=True)
class Revue:
    """One undertaking reviewed, the day the review's step was taken."""

    jour: date
    situation: uuid.UUID
    unite: uuid.UUID
    theme: str
    echeance: str
    resultat: str


def rows_of_reviews(mois: MoisExtrait) -> Iterator[tuple]:
    first, last = mois.jours
    reviews = [review for review in read_reviews(mois.structure, mois.jours) if first <= review.jour <= last]
    zones = ZonesDesSituations(mois, {review.situation for review in reviews})
    for review in reviews:
        yield mois.row(
            genre=ENGAGEMENT,
            unite=review.unite,
            cas=True,
            jour=review.jour,
            motif=review.echeance,
            issue=review.resultat,
            public=review.theme,
            **zones.of(review.situation, review.jour),
        )


def read_reviews(structure: uuid.UUID, jours: tuple[date, date] | None = None) -> Iterator[Revue]:
    """Each undertaking, at each review that was held and said something of it. Dated by the first such step recorded
    after it: the step keeps its month when the clock cuts the dates, thirty days after an undertaking would not.
    """
    taken = EtapeSituation.objects.filter(structure_id=structure, code__in=REVUES)
    if jours:
        taken = taken.filter(situation__in=taken.filter(le__range=jours).values("situation"))
    steps: dict[tuple[uuid.UUID, str], list[tuple[datetime, date]]] = defaultdict(list)
    for situation, code, recorded, day in taken.order_by("rang").values_list("situation_id", "code", "cree_le", "le"):
        steps[situation, code].append((recorded, day))
    columns = ("situation_id", "unite", "situation__theme", "cree_le", "tenue_1_mois", "tenue_3_mois")
    told = EngagementPartie.objects.filter(situation__in={situation for situation, _ in steps}).order_by()
    for row in told.values(*columns):
        for code, (field, echeance) in REVUES.items():
            days = [day for recorded, day in steps[row["situation_id"], code] if recorded >= row["cree_le"]]
            if days and row[field]:
                yield Revue(days[0], row["situation_id"], row["unite"], row["situation__theme"], echeance, row[field])


# --- told to a school's own team


def rows_of_relays(mois: MoisExtrait) -> Iterator[tuple]:
    told = TransmissionPhare.objects.filter(structure_id=mois.structure, transmise_le__range=mois.jours).order_by()
    rows = list(told.values("situation_id", "unite", "transmise_le", "exclusion"))
    zones = ZonesDesSituations(mois, {row["situation_id"] for row in rows})
    for row in rows:
        yield mois.row(
            genre=RELAIS,
            unite=row["unite"],
            cas=True,
            jour=row["transmise_le"],
            issue=row["exclusion"],
            **zones.of(row["situation_id"], row["transmise_le"]),
        )


def register() -> None:
    situations, phare = Situation.objects, TransmissionPhare.objects
    for code, field, rows in (
        ("situations", "ouverte_le", rows_of_openings),
        ("clotures", "close_le", rows_of_closings),
    ):
        register_source(Source(code, _months_of(situations, field), rows))
    register_source(Source("engagements", _months_of_reviews, rows_of_reviews))
    register_source(Source("relais", _months_of(phare, "transmise_le"), rows_of_relays))


def _months_of(manager: Any, field: str) -> Any:
    return lambda structure: months_of(manager.filter(structure_id=structure), field)


def _months_of_reviews(structure: uuid.UUID) -> set[str]:
    return {month_of(review.jour) for review in read_reviews(structure)}
