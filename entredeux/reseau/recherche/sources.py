"""Who has something to be found. Each module of the network registers its own in `AppConfig.ready`:

    register_source("ressource", "Ressource", "Ressources", iterate=iterate_ressources, load=load_ressource)

`iterate()` yields every Document of that genre that may be found today; `load(identifiant)` gives one, or None when it
may no longer be found. What follows a change is one line in the action or the hook that makes it:

    follow_document.enqueue("ressource", str(ressource.pk))        # of taches_recherche, in the action's transaction
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from entredeux.reseau.recherche.documents import Document

Iterate = Callable[[], Iterable[Document]]
Load = Callable[[str], Document | None]


@dataclass(frozen=True)
class Source:
    """`libelle`: what the results call one document, « Événement »; `pluriel`, several."""

    genre: str
    libelle: str
    pluriel: str
    iterate: Iterate
    load: Load | None = None
    ordre: int = 50


_sources: dict[str, Source] = {}


def register_source(
    genre: str, libelle: str, pluriel: str, *, iterate: Iterate, load: Load | None = None, ordre: int = 50
) -> None:
    """Registering the same genre twice replaces it: `ready` may run twice."""
    _sources[genre] = Source(genre, libelle, pluriel, iterate, load, ordre)


def sources() -> list[Source]:
    return sorted(_sources.values(), key=lambda source: (source.ordre, source.genre))


def find_source(genre: str) -> Source | None:
    return _sources.get(genre)


def label_genre(genre: str) -> str:
    source = _sources.get(genre)
    return source.libelle if source else genre.capitalize()


def reference_of(genre: str, identifiant: object) -> str:
    return f"{genre}:{identifiant}"


def every_document() -> Iterator[Document]:
    for source in sources():
        yield from source.iterate()
