"""Which column says what, in French or in English, by the words of its header rather than by one exact title.

Exports seen: Zoom (meetings and webinars), Teams (a summary, then participants, then each joining), BigBlueButton's
dashboard, Google Meet, and tables made by hand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from entredeux.socle.lecture.mots import fold

DUREE = {"duree", "duration", "temps", "online", "minutes"}
ARRIVEE = {
    *("join", "joined", "arrivee", "arrive", "connexion", "entree", "entered", "rejoint", "rejoindre", "adhesion"),
    *("participation", "debut"),
}
DEPART = {"leave", "left", "exited", "exit", "depart", "deconnexion", "sortie", "quitte", "gauche", "parti", "fin"}
COURRIEL = {"email", "mail", "courriel", "electronique"}
NOM = {"name", "nom", "participant", "attendee"}
PREMIERS = {"first", "premier", "premiere", "last", "dernier", "derniere"}
# A meeting described on one line, above its participants, has an address and two hours too: its host's.
REUNION = {
    "meeting id",
    "id de reunion",
    "id de la reunion",
    "topic",
    "sujet",
    "participants",
    "nombre de participants",
}
AUTRES = {"talk", "webcam", "parole", "inscription", "registration", "approval", "approbation", "prise"}
PRENOM, NOM_SEUL = {"first name", "prenom"}, {"last name", "nom de famille", "surname"}


@dataclass(frozen=True)
class Colonnes:
    """Ranks of the columns; None when the export has none. `est_resumee`: first joining and last leaving, with what
    happened in between hidden."""

    nom: int | None
    prenom: int | None
    courriel: int | None
    arrivee: int | None
    depart: int | None
    duree: int | None
    est_utc: bool = False
    est_resumee: bool = False

    @property
    def has_hours(self) -> bool:
        return self.arrivee is not None and (self.depart is not None or self.duree is not None)

    @property
    def is_useful(self) -> bool:
        """Someone, and either two instants or a length of time."""
        return (self.courriel is not None or self.nom is not None) and (self.has_hours or self.duree is not None)

    def of(self, cells: Sequence[str], rank: int | None) -> str:
        """What the cell says; a row of dashes is how some rooms write nothing."""
        return cells[rank].strip(" -–") if rank is not None and rank < len(cells) else ""

    def full_name(self, cells: Sequence[str]) -> str:
        return " ".join(filter(None, (self.of(cells, self.prenom), self.of(cells, self.nom))))


def read_entete(cells: Sequence[str]) -> Colonnes | None:
    """The columns, when this record is a header of participants; None otherwise."""
    titles = [fold(cell) for cell in cells]
    words = [set(title.split()) for title in titles]
    if sum(map(bool, titles)) < 2 or any("@" in cell for cell in cells):
        return None
    hours = [rank for rank, said in enumerate(words) if not said & AUTRES and not said & DUREE]
    arrivee = _first(hours, lambda rank: bool(words[rank] & ARRIVEE))
    depart = _first(hours, lambda rank: bool(words[rank] & DEPART) and rank != arrivee)
    nom = _nom(titles, words)
    beside = nom is None or titles[nom] in NOM_SEUL | {"nom"}  # a first name completes a family name only
    found = Colonnes(
        nom=nom,
        prenom=_first(range(len(titles)), lambda rank: beside and titles[rank] in PRENOM),
        courriel=_courriel(words),
        arrivee=arrivee,
        depart=depart,
        duree=_first(range(len(words)), lambda rank: bool(words[rank] & DUREE) and not words[rank] & AUTRES),
        est_utc=any("utc" in said for said in words),
        est_resumee=arrivee is not None and bool(words[arrivee] & PREMIERS),
    )
    if not found.is_useful or (found.nom is None and set(titles) & REUNION):
        return None
    return found


def _nom(titles: list[str], words: list[set[str]]) -> int | None:
    """The whole name; else the family name, beside a first name."""
    whole = _first(
        range(len(titles)),
        lambda rank: (
            bool(words[rank] & NOM)
            and not words[rank] & (COURRIEL | AUTRES | {"id", "upn", "role", "nombre"})
            and titles[rank] not in PRENOM | NOM_SEUL
        ),
    )
    return whole if whole is not None else _first(range(len(titles)), lambda rank: titles[rank] in NOM_SEUL)


def _courriel(words: list[set[str]]) -> int | None:
    """The address given at registration rather than the account's, when both are there."""
    addresses = [rank for rank, said in enumerate(words) if said & COURRIEL or {"e", "mail"} <= said]
    given = [rank for rank in addresses if words[rank] & {"registration", "inscription"}]
    return next(iter([*given, *addresses]), None)


def _first(ranks, test) -> int | None:  # type: ignore[no-untyped-def]
    return next((rank for rank in ranks if test(rank)), None)
