"""Searching the directory as one team sees it: what it merged shows once, what left its source is said apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, FloatField, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.partenaires.access import (
    visible_fiches,
    visible_notes,
    visible_paires,
    visible_partenaires,
    visible_rapprochements,
)
from entredeux.partenaires.annuaire.distance import box_around, metres
from entredeux.partenaires.annuaire.horaires import read_horaires, say_moment
from entredeux.partenaires.enums import DecisionPaire
from entredeux.partenaires.models import (
    FicheAnnuaire,
    PaireAnnuaire,
    RapprochementAnnuaire,
    StructurePartenaire,
)
from entredeux.partenaires.queries.reperes import Repere
from entredeux.socle.pliage import fold

# Hours are those of the place. Communes overseas begin with these three figures.
FUSEAUX = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/Guadeloupe",
    "978": "America/Guadeloupe",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}


@dataclass(frozen=True)
class Criteres:
    """What the address of the page says. `besoin`: a category or a thématique of data·inclusion."""

    texte: str = ""
    besoin: str = ""
    repere: Repere | None = None
    rayon: int = 10_000
    ouvertes: bool = False
    disparues: bool = False


Trouvees = Sequence[tuple[int, float | None]] | QuerySet[Any, tuple[int, float | None]]


def search_fiches(by: Acteur, criteres: Criteres, now: datetime | None = None) -> Trouvees:
    """(id, metres) in the order to show: the nearest first, else by commune and name.

    Without distance nor hours the rows stay in the database, which counts and cuts them; else one query reads the few
    columns that decide, whatever the size.
    """
    point = criteres.repere.point if criteres.repere else None
    rows = filter_fiches(by, criteres)
    if not point and not criteres.ouvertes:
        return rows.annotate(metres=Value(None, output_field=FloatField())).values_list("pk", "metres")
    found = []
    for pk, lat, lon, hours, insee in rows.values_list("pk", "latitude", "longitude", "horaires_accueil", "code_insee"):
        distance = metres(point, (lat, lon)) if point and lat is not None and lon is not None else None
        if point and (distance is None or distance > criteres.rayon):
            continue
        if criteres.ouvertes and not is_open(hours, insee, now):
            continue
        found.append((pk, distance))
    return sorted(found, key=lambda one: one[1]) if point else found  # type: ignore[arg-type, return-value]


def filter_fiches(by: Acteur, criteres: Criteres) -> QuerySet[FicheAnnuaire]:
    rows = visible_fiches(by).filter(disparue_le__isnull=not criteres.disparues)
    rows = rows.exclude(pk__in=merged_away(by))
    for word in fold(criteres.texte).split():
        rows = rows.filter(_says(by, "recherche", f" {word}"))
    if criteres.besoin:
        rows = rows.filter(_says(by, "besoins", f" {criteres.besoin} "))
    if criteres.repere and criteres.repere.point:
        south, north, west, east = box_around(criteres.repere.point, criteres.rayon)
        rows = rows.filter(latitude__range=(south, north), longitude__range=(west, east))
    return rows.order_by("commune", "nom", "pk")


def _says(by: Acteur, field: str, text: str) -> Q:
    """The sheet says so, or one merged into it: a place is found by each of its names."""
    merged = _merges(by).filter(**{f"ecartee__{field}__contains": text})
    return Q(**{f"{field}__contains": text}) | Q(pk__in=merged.values("gardee"))


def merged_away(by: Acteur) -> QuerySet:
    """Ids of the sheets that this structure sees under another one, as long as that one is still in its source."""
    return _merges(by).filter(gardee__disparue_le=None).values("ecartee")


def _merges(by: Acteur) -> QuerySet[RapprochementAnnuaire]:
    return visible_rapprochements(by).filter(decision=DecisionPaire.FUSIONNEES)


def under(by: Acteur, ids: Iterable[int]) -> dict[int, int]:
    """Each of these sheets, and all that this structure merged into them -> the one of them that shows. One query."""
    children: dict[int, list[int]] = {}
    for kept, left in _merges(by).values_list("gardee", "ecartee"):
        children.setdefault(kept, []).append(left)
    found = {}
    for pk in ids:
        waiting = [pk]
        while waiting:
            one = waiting.pop()
            found[one] = pk
            waiting += children.get(one, [])
    return found


def fiches_in_order(by: Acteur, ids: list[int]) -> list[FicheAnnuaire]:
    by_id = visible_fiches(by).in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]


def noted_among(by: Acteur, shown: dict[int, int]) -> set[int]:
    """Which sheets bear a note of the team, on themselves or on one merged into them. Its words are not read."""
    return {shown[pk] for pk in visible_notes(by).filter(fiche__in=list(shown)).values_list("fiche", flat=True)}


def partners_among(by: Acteur, shown: dict[int, int]) -> dict[int, StructurePartenaire]:
    """The partner that each sheet is, itself or by one merged into it. `shown`: see `under`."""
    rows = visible_partenaires(by).filter(fiche__in=list(shown))
    return {shown[row.fiche_id]: row for row in rows if row.fiche_id}


def same_as(by: Acteur, fiche: FicheAnnuaire) -> list[FicheAnnuaire]:
    """The other sheets this structure merged into this one, directly or through another."""
    return fiches_in_order(by, sorted(set(under(by, [fiche.pk])) - {fiche.pk}))


def kept_instead_of(by: Acteur, fiche: FicheAnnuaire) -> FicheAnnuaire | None:
    """The sheet that shows in the lists in its place, if this structure merged it away."""
    row = _merges(by).filter(ecartee=fiche).select_related("gardee").first()
    return row.gardee if row else None


def paires_to_decide(by: Acteur, texte: str = "") -> QuerySet[PaireAnnuaire]:
    """Likely pairs on which this structure has said nothing, both sheets still shown to it."""
    hidden = merged_away(by)
    decided = visible_rapprochements(by).filter(decision=DecisionPaire.DISTINCTES)
    rows = visible_paires(by).filter(une__disparue_le=None, autre__disparue_le=None)
    rows = rows.exclude(une__in=hidden).exclude(autre__in=hidden)
    decided = decided.filter(gardee=OuterRef("une"), ecartee=OuterRef("autre"))
    for word in fold(texte).split():
        rows = rows.filter(une__recherche__contains=f" {word}")
    return rows.exclude(Exists(decided)).select_related("une", "autre")


def local_now(code_insee: str, now: datetime | None = None) -> datetime:
    zone = ZoneInfo(FUSEAUX.get(code_insee[:3], "Europe/Paris"))
    return (now or timezone.now()).astimezone(zone)


def is_open(hours: str, code_insee: str, now: datetime | None = None) -> bool:
    found = read_horaires(hours)
    return found is not None and say_moment(found, local_now(code_insee, now)).est_ouvert
