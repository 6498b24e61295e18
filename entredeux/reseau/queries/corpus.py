"""Reading the corpus: every validated item of every published workshop, by theme, region, year, type and event."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Sequence as Suite
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_elements
from entredeux.reseau.enums import EtatEngagement, GenreElement
from entredeux.reseau.models import Element, Evenement, Point, Rattachement
from entredeux.reseau.models.champs import porte
from entredeux.socle.pliage import fold
from entredeux.territoires.models import Region

EVENEMENT = "feuille__sequence__evenement"
# What a card and an export say of an item's origin, in one query.
ORIGINE = ("feuille__sequence", f"{EVENEMENT}__region")
ORDRE = (f"-{EVENEMENT}__date_debut", EVENEMENT, "feuille__sequence__sort_order", "ordre", "cree_le", "pk")
SANS_REGION = "national"


@dataclass(frozen=True)
class Filtre:
    """What is asked of the corpus, as it stands in an address. Empty: everything."""

    theme: str = ""
    region: str = ""  # a code, or SANS_REGION
    annee: str = ""
    genre: str = ""
    evenement: str = ""  # a slug
    etat: str = ""  # of a commitment
    ouverts: str = ""  # "1": obstacles that nothing answers yet

    def as_query(self) -> dict[str, str]:
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}


def list_corpus(filtre: Filtre, by: Acteur) -> QuerySet[Element]:
    """The items, the latest event first, in the order of each sheet."""
    return filter_corpus(visible_elements(by), filtre).select_related(*ORIGINE).order_by(*ORDRE)


def filter_corpus(elements: QuerySet[Element], filtre: Filtre) -> QuerySet[Element]:
    if filtre.theme:
        elements = elements.filter(about(filtre.theme))
    if filtre.region == SANS_REGION:
        elements = elements.filter(**{f"{EVENEMENT}__region": None})
    elif filtre.region:
        elements = elements.filter(**{f"{EVENEMENT}__region": filtre.region})
    if filtre.annee:
        elements = elements.filter(**{f"{EVENEMENT}__date_debut__year": int(filtre.annee)})
    if filtre.genre:
        elements = elements.filter(genre=filtre.genre)
    if filtre.evenement:
        elements = elements.filter(**{f"{EVENEMENT}__slug": filtre.evenement})
    if filtre.etat:
        elements = elements.filter(genre=GenreElement.ENGAGEMENT, etat=filtre.etat)
    return elements.filter(is_open_obstacle()) if filtre.ouverts else elements


def about(theme: str) -> Q:
    """The item's own theme; when its sheet gave none, its workshop's; when that has none, its event's."""
    sequence, held = "feuille__sequence__themes", porte(theme)
    return (
        Q(theme=theme)
        | Q(theme="", **{f"{sequence}__contains": held})
        | Q(theme="", **{sequence: "", f"{EVENEMENT}__themes__contains": held})
    )


def themes_of(element: Element) -> list[str]:
    """The same rule as `about`, for one item."""
    sequence = element.feuille.sequence
    return [element.theme] if element.theme else [*(sequence.themes or sequence.evenement.themes)]


def is_open_obstacle() -> Q:
    """An obstacle is open while no proposition, and no commitment kept, stands behind a point it stands behind."""
    answers = visible_elements(Acteur.public()).filter(
        Q(genre=GenreElement.PROPOSITION) | Q(genre=GenreElement.ENGAGEMENT, etat=EtatEngagement.TENU)
    )
    answered = Rattachement.objects.filter(
        Exists(answers.filter(pk=OuterRef("element"))), point__rattachements__element=OuterRef("pk")
    )
    return Q(~Exists(answered), genre=GenreElement.OBSTACLE)


# --- what can be chosen


@dataclass(frozen=True)
class Offre:
    """The regions, years, themes and events that the corpus holds today, for the filters."""

    themes: list[str]
    regions: list[tuple[str, str]]
    annees: list[str]
    evenements: list[tuple[str, str]]


def read_offre(by: Acteur) -> Offre:
    """Two queries, whatever the corpus holds."""
    rows = (
        visible_elements(by)
        .order_by()
        .values_list(
            "theme",
            "feuille__sequence__themes",
            f"{EVENEMENT}__themes",
            f"{EVENEMENT}__region",
            f"{EVENEMENT}__date_debut",
            f"{EVENEMENT}__slug",
            f"{EVENEMENT}__title",
        )
        .distinct()
    )
    found = list(rows)
    themes = {code for row in found for code in ([row[0]] if row[0] else row[1] or row[2])}
    named = dict(Region.objects.filter(pk__in={row[3] for row in found}).values_list("code", "nom"))
    regions = sorted(named.items(), key=lambda pair: fold(pair[1]))
    if any(row[3] is None for row in found):
        regions.append((SANS_REGION, "Sans région (national, en ligne)"))
    events = {row[5]: (row[4], row[6]) for row in found}
    latest = sorted(events, key=lambda slug: events[slug], reverse=True)
    return Offre(
        themes=sorted(themes),
        regions=regions,
        annees=sorted({str(row[4].year) for row in found}, reverse=True),
        evenements=[(slug, f"{events[slug][1]} ({events[slug][0].year})") for slug in latest],
    )


def count_genres(elements: QuerySet[Element]) -> dict[str, int]:
    """How many of each type, those without any left out."""
    counted = dict(elements.order_by().values_list("genre").annotate(nombre=Count("pk")))
    return {genre: counted[genre] for genre in GenreElement.values if genre in counted}


# --- who is behind


@dataclass(frozen=True)
class Origine:
    """Where an item was said: a workshop of an event."""

    sequence: int
    uid: str
    atelier: str
    evenement: str
    slug: str
    lieu: str
    jour: Any
    precision: str
    region: str
    region_nom: str

    @property
    def annee(self) -> int:
        year: int = self.jour.year
        return year

    @property
    def adresse(self) -> str:
        return f"/evenements/{self.slug}/ateliers/{self.uid}/"


@dataclass(frozen=True)
class Derriere:
    """The workshops, regions and years behind some items: each once, in the order of time then of names."""

    ateliers: tuple[Origine, ...] = ()
    regions: tuple[str, ...] = ()
    annees: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ateliers)


def origine_of(element: Element) -> Origine:
    sequence = element.feuille.sequence
    evenement: Evenement = sequence.evenement
    return Origine(
        sequence=sequence.pk,
        uid=str(sequence.uid),
        atelier=str(sequence),
        evenement=evenement.title,
        slug=evenement.slug,
        lieu=evenement.lieu,
        jour=sequence.jour,
        precision=evenement.precision_date,
        region=evenement.region_de_page,
        region_nom=evenement.region.nom if evenement.region else "",
    )


def behind(origines: Iterable[Origine]) -> Derriere:
    """An item without a region (a national event, a webinar) counts for its workshop and its year only."""
    once = {origine.sequence: origine for origine in origines}.values()
    return Derriere(
        ateliers=tuple(sorted(once, key=lambda each: (each.jour, each.atelier, each.sequence))),
        regions=tuple(sorted({each.region_nom for each in once if each.region_nom}, key=fold)),
        annees=tuple(sorted({each.annee for each in once})),
    )


# --- what comes back


@dataclass(frozen=True)
class PointSuivi:
    point: Point
    elements: tuple[Element, ...]
    derriere: Derriere

    @property
    def revient(self) -> bool:
        """Said in two workshops at least: before that, it is said, it does not come back."""
        return len(self.derriere.ateliers) > 1


def follow_points(points: Iterable[Point], by: Acteur, filtre: Filtre | None = None) -> list[PointSuivi]:
    """Each point with its items (those of the filter), the most shared first. One query beside that of the points."""
    points = list(points)
    items = elements_behind([point.pk for point in points], by, filtre)
    followed = [follow_point(point, items.get(point.pk, [])) for point in points]
    return sorted(followed, key=lambda each: (-len(each.derriere.ateliers), -len(each.elements), each.point.titre))


def follow_point(point: Point, elements: list[Element]) -> PointSuivi:
    return PointSuivi(point, tuple(elements), behind(map(origine_of, elements)))


def elements_behind(points: Suite[Any], by: Acteur, filtre: Filtre | None = None) -> dict[Any, list[Element]]:
    """Point → its items, in the order of the corpus. One query."""
    shown = filter_corpus(visible_elements(by), filtre or Filtre())
    rows = (
        Rattachement.objects.filter(point__in=points, element__in=shown)
        .select_related(*(f"element__{path}" for path in ORIGINE))
        .order_by(*(f"{'-' * path.startswith('-')}element__{path.lstrip('-')}" for path in ORDRE))
    )
    found: dict[Any, list[Element]] = defaultdict(list)
    for row in rows:
        found[row.point_id].append(row.element)
    return found


def points_of(elements: Iterable[Element]) -> dict[Any, list[Point]]:
    """Item → the points it stands behind, by title."""
    rows = Rattachement.objects.filter(element__in=list(elements)).select_related("point").order_by("point__titre")
    found: dict[Any, list[Point]] = defaultdict(list)
    for row in rows:
        found[row.element_id].append(row.point)
    return found
