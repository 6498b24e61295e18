"""Reading a restitution with what it rests on: a few queries, whatever the number of points."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_elements
from entredeux.reseau.models import Element, Restitution, VersionRestitution
from entredeux.reseau.queries.corpus import ORIGINE, Derriere, Origine, behind, elements_behind, origine_of


@dataclass(frozen=True)
class Retrait:
    """An item that was cited and is no longer in the corpus: its workshop, while that shows; never its words."""

    origine: Origine | None
    le: datetime | None


@dataclass(frozen=True)
class PointCite:
    titre: str
    texte: Any
    elements: tuple[Element, ...]
    derriere: Derriere
    retraits: tuple[Retrait, ...]


@dataclass(frozen=True)
class Lecture:
    """The restitution's body, its citations resolved today. `morceaux`: (type of block, value), in order; the value
    of a « point » is a PointCite, of a « citation_corpus » an Element or a Retrait."""

    morceaux: tuple[tuple[str, Any], ...]
    derriere: Derriere
    retraits: int
    corriges: tuple[Element, ...]

    @property
    def est_intacte(self) -> bool:
        """Whether what is cited reads as on the day of its publication."""
        return not self.retraits and not self.corriges


def read_restitution(page: Restitution, version: VersionRestitution | None = None) -> Lecture:
    """As `version` was published; without a version (a draft), as its points stand today. Three queries at most."""
    cites = version.cites if version else current_cites(page)
    wanted = {*cited_elements(page), *(each for found in cites.values() for each in found)}
    rows = visible_elements(Acteur.public()).filter(pk__in=wanted).select_related(*ORIGINE)
    shown = {str(row.pk): row for row in rows} if wanted else {}
    lecteur = _Lecteur(shown, find_retraits(wanted - shown.keys()), cites)
    morceaux = tuple(lecteur.read(bloc.block_type, bloc.value) for bloc in page.corps)
    return Lecture(
        morceaux=morceaux,
        derriere=behind(map(origine_of, lecteur.cites.values())),
        retraits=lecteur.retraits,
        corriges=tuple(each for each in lecteur.cites.values() if version and is_corrected(each, version.publiee_le)),
    )


def is_corrected(element: Element, since: datetime) -> bool:
    corrected: datetime | None = element.corrige_le
    return corrected is not None and corrected > since


def cited_elements(page: Restitution) -> list[str]:
    """The items that the body cites by themselves."""
    found: dict[str, None] = {}
    for bloc in page.corps:
        if bloc.block_type == "point":
            found |= dict.fromkeys(bloc.value["elements"])
        elif bloc.block_type == "citation_corpus":
            found |= dict.fromkeys(bloc.value)
    return list(found)


def cited_points(page: Restitution) -> list[str]:
    found = [identifiant for bloc in page.corps if bloc.block_type == "point" for identifiant in bloc.value["points"]]
    return list(dict.fromkeys(found))


def current_cites(page: Restitution) -> dict[str, list[str]]:
    """Each recurring point cited → the published items behind it today, in the order of the corpus."""
    points = cited_points(page)
    found = elements_behind(points, Acteur.public()) if points else {}
    return {str(point): [str(element.pk) for element in elements] for point, elements in found.items()}


def find_retraits(identifiants: Iterable[str]) -> dict[str, Retrait]:
    """What is known of items taken out: the workshop, when its event is still public, and the day."""
    wanted = list(identifiants)
    if not wanted:
        return {}
    rows = Element.objects.filter(pk__in=wanted, feuille__sequence__evenement__live=True).select_related(*ORIGINE)
    return {str(row.pk): Retrait(origine_of(row), row.ecarte_le) for row in rows}


class _Lecteur:
    """Resolves blocks one after the other, and remembers what was cited."""

    def __init__(self, shown: dict[str, Element], gone: dict[str, Retrait], cites: dict[str, list[str]]) -> None:
        self.shown, self.gone, self.points = shown, gone, cites
        self.cites: dict[str, Element] = {}
        self.perdus: set[str] = set()

    @property
    def retraits(self) -> int:
        return len(self.perdus)

    def read(self, genre: str, value: Any) -> tuple[str, Any]:
        if genre == "point":
            return genre, self._point(value)
        if genre == "citation_corpus":
            elements, retraits = self._resolve(value)
            return genre, (*elements, *retraits, Retrait(None, None))[0]
        return genre, value

    def _point(self, value: Any) -> PointCite:
        """Items chosen one by one first, in the editor's order, then those of the recurring points; each once."""
        shared = [identifiant for point in value["points"] for identifiant in self.points.get(point, ())]
        elements, retraits = self._resolve(dict.fromkeys((*value["elements"], *shared)))
        return PointCite(
            titre=value["titre"],
            texte=value["texte"],
            elements=elements,
            derriere=behind(map(origine_of, elements)),
            retraits=retraits,
        )

    def _resolve(self, identifiants: Iterable[str]) -> tuple[tuple[Element, ...], tuple[Retrait, ...]]:
        identifiants = list(identifiants)
        found = {each: self.shown[each] for each in identifiants if each in self.shown}
        lost = [each for each in identifiants if each not in self.shown]
        self.cites |= found
        self.perdus |= {*lost}
        return tuple(found.values()), tuple(self.gone.get(each, Retrait(None, None)) for each in lost)


def version_of(page: Restitution) -> VersionRestitution | None:
    """The version that the published page is."""
    return page.versions.filter(revision=page.live_revision_id).first() if page.live_revision_id else None


def live_restitutions() -> list[Restitution]:
    """The latest first."""
    rows = Restitution.objects.live().public().select_related("region")
    return list(rows.order_by("-first_published_at", "title"))
