"""One line of a list of events."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse

from entredeux.reseau.models import Evenement, Prise, Serie
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.presenters.dates import iso_of, say_hours, split_date
from entredeux.reseau.queries.programme import Voix, read_voix


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
    """In their order. A page with several lists asks once for all of them: `present_by_key`."""
    return list(present_by_key(evenements).values())


def present_by_key(evenements: Iterable[Evenement]) -> dict[int, Carte]:
    rows = list(evenements)
    voix = read_voix(row.pk for row in rows)
    return {row.pk: present_carte(row, voix[row.pk]) for row in rows}


def present_carte(evenement: Evenement, voix: Voix) -> Carte:
    day, month = split_date(evenement)
    titre, accroche = split_titre(evenement.title)
    return Carte(
        adresse=evenement.chemin,
        date=iso_of(evenement),
        jour=day,
        mois=month,
        titre=titre,
        accroche=accroche,
        ligne=" · ".join(say_line(evenement, voix)),
        est_annule=evenement.est_annule,
        marques=["moments forts"] if evenement.moments_forts else [],
        themes=[label for _, label in label_themes(evenement.themes[:3])],
    )


def split_titre(titre: str) -> tuple[str, str]:
    """The subject, then what was asked of it: many titles hold both around « : » or a first « ? »."""
    head, mark, rest = re.match(r"(.*?)( :| \?|$)\s*(.*)", titre).groups()  # type: ignore[union-attr]
    return head + (mark if mark == " ?" else ""), rest[:1].upper() + rest[1:]


def say_line(evenement: Evenement, voix: Voix) -> Iterable[str]:
    yield evenement.get_genre_display()
    if hours := say_hours(evenement):
        yield hours
    if evenement.lieu:
        yield evenement.lieu
    if evenement.region:
        yield evenement.region.nom
    if evenement.participants:
        yield f"{evenement.participants} participants"
    if voix.ateliers:
        yield f"{voix.ateliers} atelier{'s' if voix.ateliers > 1 else ''}"
    if voices := [f"{nom} ({lieu})" if lieu else nom for nom, lieu in voix.organisations]:
        yield "avec " + ", ".join(voices[:4]) + (" et d'autres" if len(voices) > 4 else "")


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


def present_serie(serie: Serie, cartes: list[Carte], total: int) -> SerieMontree:
    return SerieMontree(
        serie=serie,
        adresse=serie.chemin,
        organisateurs=", ".join(serie.organisateurs.splitlines()),
        forme=", ".join(serie.forme.splitlines()),
        cartes=cartes,
        reste=total - len(cartes),
    )
