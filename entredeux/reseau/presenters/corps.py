"""The blocks an editor wrote, grouped as they are read: a run of sources is one line, a run of messages one list."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from entredeux.reseau.enums import GenreSequence
from entredeux.reseau.models import Evenement, Sequence
from entredeux.reseau.presenters.cartes import say_organisation

# Heading of a run of blocks that are lists by nature.
LISTES = {
    "message": "Ce qui a été retenu",
    "suite": "Les suites annoncées",
    "question": "Questions posées",
    "idee": "Idées clés",
    "pratique": "Pratiques",
    "temoin": "Qui a témoigné",
}


@dataclass(frozen=True)
class Morceau:
    """`genre`: "liste", or the block's own type. `valeurs`: what the run holds, in order."""

    genre: str
    titre: str
    valeurs: list[Any]


def present_corps(blocs: Iterable[Any]) -> list[Morceau]:
    return [_morceau(genre, [bloc.value for bloc in run]) for genre, run in groupby(blocs, lambda b: b.block_type)]


def _morceau(genre: str, valeurs: list[Any]) -> Morceau:
    if genre in LISTES:
        return Morceau("liste", LISTES[genre], valeurs)
    return Morceau(genre, "", valeurs)


@dataclass(frozen=True)
class MomentsForts:
    """A session at a glance: the question posed, what to keep of it, what is done somewhere, who said so."""

    questions: list[str] = field(default_factory=list)
    idees: list[str] = field(default_factory=list)
    pratiques: list[str] = field(default_factory=list)
    citations: list[Any] = field(default_factory=list)
    sources: list[Any] = field(default_factory=list)
    temoins: list[str] = field(default_factory=list)
    sont_ecrits: bool = False


def present_moments(evenement: Evenement, sequences: Iterable[Sequence]) -> MomentsForts:
    """What the editor wrote; who testified comes from the programme when the editor named nobody."""
    found: dict[str, list[Any]] = {}
    for bloc in evenement.moments_forts:
        found.setdefault(bloc.block_type, []).append(bloc.value)
    return MomentsForts(
        questions=found.get("question", []),
        idees=found.get("idee", []),
        pratiques=found.get("pratique", []),
        citations=found.get("citation", []),
        sources=found.get("source", []) or [bloc.value for bloc in evenement.sources],
        temoins=found.get("temoin", []) or list(name_temoins(sequences)),
        sont_ecrits=bool(evenement.moments_forts),
    )


def name_temoins(sequences: Iterable[Sequence]) -> Iterable[str]:
    """« Rachid Boubekeur, Optima (Rennes) »: each voice of the testimonies and local initiatives."""
    for sequence in sequences:
        if sequence.genre in (GenreSequence.TEMOIGNAGE, GenreSequence.INITIATIVE):
            for prise in sequence.prises.all():
                name = prise.intervenant.nom if prise.intervenant else ""
                if said := ", ".join(part for part in (name, say_organisation(prise) or prise.fonction) if part):
                    yield said
