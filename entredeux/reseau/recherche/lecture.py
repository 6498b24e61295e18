"""A whole answer, for a page: the documents of one page in order, how many there are, what they can be sorted by.

About ten queries, whatever is asked and however many documents answer.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from entredeux.reseau.models import DocumentIndexe
from entredeux.reseau.recherche.extraits import Extrait, show_extraits
from entredeux.reseau.recherche.moteur import Pointage, count_documents, read_postings, rerank
from entredeux.reseau.recherche.recette import CANDIDATS, PAR_PAGE, RESULTATS
from entredeux.reseau.recherche.requete import read_places
from entredeux.reseau.recherche.synonymes import Synonymes, trade_synonyms

FACETTES = ("genre", "theme", "region", "annee")
FILTRES_PARMI = 3000  # documents among which a filter chooses


@dataclass(frozen=True)
class Filtres:
    """What the reader keeps; empty keeps all. Same names as in the page's address."""

    genre: str = ""
    theme: str = ""
    region: str = ""
    annee: int | None = None

    def accepts(self, row: "Trait", but: str = "") -> bool:
        """`but`: the one not to look at, so that its own choices stay countable."""
        return (
            (but == "genre" or not self.genre or row.genre == self.genre)
            and (but == "theme" or not self.theme or self.theme in row.themes)
            and (but == "region" or not self.region or row.region == self.region)
            and (but == "annee" or self.annee is None or row.annee == self.annee)
        )

    def __bool__(self) -> bool:
        return bool(self.genre or self.theme or self.region or self.annee is not None)


@dataclass(frozen=True)
class Trait:
    """What a document is counted by."""

    numero: int
    genre: str
    themes: tuple[str, ...]
    region: str
    annee: int | None


@dataclass(frozen=True)
class Resultat:
    document: DocumentIndexe
    extrait: Extrait


@dataclass(frozen=True)
class Reponse:
    """`nombre`: how many documents answer and pass the filters; `est_plein` when more were left out.
    `facettes`: for each of FACETTES, (value, number) pairs. `corrections`: (typed, read) pairs."""

    numeros: list[int] = field(default_factory=list)
    resultats: list[Resultat] = field(default_factory=list)
    est_plein: bool = False
    facettes: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    corrections: list[tuple[str, str]] = field(default_factory=list)
    raretes: dict[str, int] = field(default_factory=dict)

    @property
    def nombre(self) -> int:
        return len(self.numeros)


def search(
    question: str,
    *,
    audiences: Collection[str],
    filtres: Filtres = Filtres(),
    page: int = 1,
    synonymes: Synonymes | None = None,
) -> Reponse:
    """Only documents of these audiences, whatever is asked."""
    places = read_places(question, audiences, trade_synonyms() if synonymes is None else synonymes)
    if not places:
        return browse(audiences=audiences, filtres=filtres, page=page) if not question.strip() else Reponse()
    pointage = Pointage(places, read_postings(places, audiences), count_documents(audiences))
    found = pointage.best(FILTRES_PARMI if filtres else RESULTATS)
    traits = read_traits([number for _, number in found], audiences)
    kept = [pair for pair in found if pair[1] in traits and filtres.accepts(traits[pair[1]])][:RESULTATS]
    rows = _read_rows([number for _, number in kept[:CANDIDATS]], audiences)
    ordered = rerank(pointage, kept, rows)
    raretes = _raretes(pointage)
    return Reponse(
        numeros=ordered,
        resultats=_show_page(ordered, page, rows, raretes, audiences),
        est_plein=len(found) >= RESULTATS,
        facettes=count_facettes(traits.values(), filtres),
        corrections=[(place.mot.forme, place.correction) for place in places if place.correction],
        raretes=raretes,
    )


def browse(*, audiences: Collection[str], filtres: Filtres, page: int) -> Reponse:
    """Without a question: what the filters keep, the latest years first. Nothing at all without a filter."""
    if not filtres:
        return Reponse()
    query = DocumentIndexe.objects.filter(audience__in=audiences)
    query = query.order_by(F("annee").desc(nulls_last=True), "reference")
    traits = _traits_of(query[:FILTRES_PARMI])
    kept = [number for number, trait in traits.items() if filtres.accepts(trait)][:RESULTATS]
    return Reponse(
        numeros=kept,
        resultats=_show_page(kept, page, {}, {}, audiences),
        est_plein=len(traits) >= FILTRES_PARMI,
        facettes=count_facettes(traits.values(), filtres),
    )


def read_traits(numbers: Sequence[int], audiences: Collection[str]) -> dict[int, Trait]:
    """The second wall: a number of another audience is not there."""
    return _traits_of(DocumentIndexe.objects.filter(pk__in=numbers, audience__in=audiences).order_by())


def _traits_of(query: QuerySet[DocumentIndexe]) -> dict[int, Trait]:
    return {
        number: Trait(number, genre, tuple(themes), region, year)
        for number, genre, themes, region, year in query.values_list("pk", "genre", "themes", "region", "annee")
    }


def count_facettes(traits: Collection[Trait], filtres: Filtres) -> dict[str, list[tuple[str, int]]]:
    """Each list counts what its own values would give, the other filters kept: most frequent first, years downwards."""
    values = {
        "genre": lambda trait: (trait.genre,),
        "theme": lambda trait: trait.themes,
        "region": lambda trait: (trait.region,),
        "annee": lambda trait: (str(trait.annee or ""),),
    }
    listed = {}
    for name, values_of in values.items():
        seen = [trait for trait in traits if filtres.accepts(trait, but=name)] if filtres else traits
        counts = Counter(value for trait in seen for value in values_of(trait) if value)
        listed[name] = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    listed["annee"].sort(reverse=True)
    return listed


def _read_rows(numbers: Sequence[int], audiences: Collection[str]) -> dict[int, DocumentIndexe]:
    return DocumentIndexe.objects.filter(audience__in=audiences).in_bulk(numbers)


def _show_page(
    ordered: Sequence[int],
    page: int,
    rows: Mapping[int, DocumentIndexe],
    raretes: Mapping[str, int],
    audiences: Collection[str],
) -> list[Resultat]:
    """The documents of one page with the passage that answers; those past the closer look are read now."""
    numbers = ordered[(page - 1) * PAR_PAGE : page * PAR_PAGE]
    missing = [number for number in numbers if number not in rows]
    known = {**rows, **(_read_rows(missing, audiences) if missing else {})}
    shown = [known[number] for number in numbers if number in known]
    extraits = show_extraits(shown, raretes)
    return [Resultat(row, extraits[row.pk]) for row in shown]


def _raretes(pointage: Pointage) -> dict[str, int]:
    """What each word that may be marked is worth when a passage is chosen."""
    found: dict[str, int] = {}
    for pesee in pointage.pesees:
        for stems, worth in pesee.place.autres.items():
            for stem in stems:
                found[stem] = max(round(worth * pesee.rarete), found.get(stem, 0))
    return found
