"""One line of a list of events."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from entredeux.reseau.enums import GenreSequence, RolePrise
from entredeux.reseau.models import Evenement, Prise, Serie
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.presenters.dates import iso_of, say_hours, split_date


@dataclass(frozen=True)
class Carte:
    adresse: str
    date: str
    jour: str
    mois: str
    titre: str
    accroche: str
    ligne: str
    est_annule: bool
    marques: list[str] = field(default_factory=list)
    themes: list[str] = field(default_factory=list)


def present_cartes(evenements: Iterable[Evenement]) -> list[Carte]:
    return [present_carte(evenement) for evenement in evenements]


def present_carte(evenement: Evenement) -> Carte:
    day, month = split_date(evenement)
    titre, accroche = split_titre(evenement.title)
    return Carte(
        adresse=evenement.chemin,
        date=iso_of(evenement),
        jour=day,
        mois=month,
        titre=titre,
        accroche=accroche,
        ligne=" · ".join(say_line(evenement)),
        est_annule=evenement.est_annule,
        marques=["moments forts"] if evenement.moments_forts else [],
        themes=[label for _, label in label_themes(evenement.themes[:3])],
    )


def split_titre(titre: str) -> tuple[str, str]:
    """The subject, then what was asked of it: many titles hold both around « : » or a first « ? »."""
    head, mark, rest = re.match(r"(.*?)( :| \?|$)\s*(.*)", titre).groups()  # type: ignore[union-attr]
    return head + (mark if mark == " ?" else ""), rest[:1].upper() + rest[1:]


def say_line(evenement: Evenement) -> Iterable[str]:
    yield evenement.get_genre_display()
    if hours := say_hours(evenement):
        yield hours
    if evenement.lieu:
        yield evenement.lieu
    if evenement.region:
        yield evenement.region.nom
    if evenement.participants:
        yield f"{evenement.participants} participants"
    if count := len(evenement.ateliers):
        yield f"{count} atelier{'s' if count > 1 else ''}"
    if voices := organisations_of(evenement):
        yield "avec " + ", ".join(voices[:4]) + (" et d'autres" if len(voices) > 4 else "")


def organisations_of(evenement: Evenement) -> list[str]:
    """Those that speak, outside the workshops, each once."""
    said = [
        say_organisation(prise)
        for sequence in evenement.sequences.all()
        if sequence.genre != GenreSequence.ATELIER
        for prise in sequence.prises.all()
        if prise.role == RolePrise.INTERVENTION
    ]
    return list(dict.fromkeys(voice for voice in said if voice))


def say_organisation(prise: Prise) -> str:
    """« Optima (Rennes) »."""
    if prise.organisation is None:
        return ""
    return f"{prise.organisation.nom} ({prise.lieu})" if prise.lieu else prise.organisation.nom


@dataclass(frozen=True)
class Lien:
    libelle: str
    adresse: str


def present_themes(codes: Iterable[str]) -> list[Lien]:
    return [Lien(label, reverse("theme_du_reseau", args=[code])) for code, label in label_themes(codes)]


@dataclass(frozen=True)
class SerieMontree:
    """A series with some of its sessions."""

    serie: Serie
    adresse: str
    organisateurs: str
    forme: str
    cartes: list[Carte]
    reste: int


def present_serie(serie: Serie, montres: list[Evenement], total: int) -> SerieMontree:
    return SerieMontree(
        serie=serie,
        adresse=serie.chemin,
        organisateurs=", ".join(serie.organisateurs.splitlines()),
        forme=", ".join(serie.forme.splitlines()),
        cartes=present_cartes(montres),
        reste=total - len(montres),
    )
