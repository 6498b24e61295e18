"""Searching the directory as one team sees it: what it merged shows once, what left its source is said apart."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.partenaires.access import visible_fiches, visible_notes, visible_paires, visible_rapprochements
from entredeux.partenaires.annuaire.distance import box_around, metres
from entredeux.partenaires.annuaire.horaires import read_horaires, say_moment
from entredeux.partenaires.enums import DecisionPaire
from entredeux.partenaires.models import FicheAnnuaire, PaireAnnuaire, StructurePartenaire
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


def search_fiches(by: Acteur, criteres: Criteres, now: datetime | None = None) -> list[tuple[int, float | None]]:
    """(id, metres) in the order to show: the nearest first, else by commune and name. One query, whatever the size."""
    rows = filter_fiches(by, criteres).values_list("pk", "latitude", "longitude", "horaires_accueil", "code_insee")
    point = criteres.repere.point if criteres.repere else None
    found = []
    for pk, lat, lon, hours, insee in rows:
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
        rows = rows.filter(recherche__contains=f" {word}")
    if criteres.besoin:
        rows = rows.filter(besoins__contains=f" {criteres.besoin} ")
    if criteres.repere and criteres.repere.point:
        south, north, west, east = box_around(criteres.repere.point, criteres.rayon)
        rows = rows.filter(latitude__range=(south, north), longitude__range=(west, east))
    return rows.order_by("commune", "nom", "pk")


def merged_away(by: Acteur) -> QuerySet:
    """Ids of the sheets that this structure sees under another one."""
    return visible_rapprochements(by).filter(decision=DecisionPaire.FUSIONNEES).values("ecartee")


def fiches_in_order(by: Acteur, ids: list[int]) -> list[FicheAnnuaire]:
    by_id = visible_fiches(by).in_bulk(ids)
    return [by_id[pk] for pk in ids if pk in by_id]


def noted_among(by: Acteur, ids: list[int]) -> set[int]:
    """Which of these sheets bear a note of the team. Its words are not read."""
    return set(visible_notes(by).filter(fiche__in=ids).values_list("fiche", flat=True))


def partners_among(by: Acteur, ids: list[int]) -> dict[int, StructurePartenaire]:
    rows = StructurePartenaire.objects.filter(structure=by.structure, fiche__in=ids)
    return {row.fiche_id: row for row in rows if row.fiche_id}


def same_as(by: Acteur, fiche: FicheAnnuaire) -> list[FicheAnnuaire]:
    """The other sheets this structure merged into this one, directly or through another."""
    pairs = visible_rapprochements(by).filter(decision=DecisionPaire.FUSIONNEES).values_list("gardee", "ecartee")
    under: dict[int, list[int]] = {}
    for kept, left in pairs:
        under.setdefault(kept, []).append(left)
    found: list[int] = []
    waiting = [fiche.pk]
    while waiting:
        more = under.get(waiting.pop(), [])
        found += more
        waiting += more
    return fiches_in_order(by, sorted(found))


def kept_instead_of(by: Acteur, fiche: FicheAnnuaire) -> FicheAnnuaire | None:
    """The sheet that shows in the lists in its place, if this structure merged it away."""
    row = visible_rapprochements(by).filter(decision=DecisionPaire.FUSIONNEES, ecartee=fiche).first()
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
