"""An item of the corpus as a page and a file say it: what, under which theme, where it was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import formats

from entredeux.reseau.enums import EtatEngagement, GenreElement, PrecisionDate
from entredeux.reseau.models import Element, Point
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.queries.corpus import (
    Derriere,
    Origine,
    behind,
    list_corpus,
    origine_of,
    points_of,
    themes_of,
)
from entredeux.ui.templatetags.ui import jour, pluriel

ICONES = {
    GenreElement.QUESTION: "info",
    GenreElement.CONSTAT: "lire",
    GenreElement.DEBAT: "relais",
    GenreElement.PROPOSITION: "lampe",
    GenreElement.OBSTACLE: "attention",
    GenreElement.CITATION: "intervention",
    GenreElement.ENGAGEMENT: "calendrier",
}
ALLURE_DE_L_ETAT = {
    EtatEngagement.EN_COURS: ("info", "attente"),
    EtatEngagement.TENU: ("calme", "calme"),
    EtatEngagement.ABANDONNE: ("neutre", "neutre"),
}
PLURIELS = {
    GenreElement.QUESTION: "Questions posées",
    GenreElement.CONSTAT: "Constats",
    GenreElement.DEBAT: "Points débattus",
    GenreElement.PROPOSITION: "Propositions",
    GenreElement.OBSTACLE: "Obstacles",
    GenreElement.CITATION: "Paroles citées",
    GenreElement.ENGAGEMENT: "Engagements",
}
LICENCE = "Licence Ouverte 2.0 (Etalab)"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@dataclass(frozen=True)
class Carte:
    """One item."""

    element: Element
    genre: str
    icone: str
    themes: list[tuple[str, str]]
    etat: tuple[str, str] | None  # of a commitment: its look and its icon
    origine: Origine
    points: list[Point]
    peut_rattacher: bool = False

    @property
    def adresse(self) -> str:
        return adresse_of(self.element, self.origine)

    @property
    def ou(self) -> str:
        return say_origine(self.origine)


def adresse_of(element: Element, origine: Origine | None = None) -> str:
    """Where one clicks to go back to the workshop."""
    return f"{(origine or origine_of(element)).adresse}#element-{element.pk}"


def say_origine(origine: Origine) -> str:
    """« Le local de médiation, Liévin, jeudi 5 décembre 2019 »."""
    parts = (origine.atelier, origine.lieu, say_day(origine.jour, origine.precision))
    return ", ".join(part for part in parts if part)


def say_day(day: date, precision: str) -> str:
    return formats.date_format(day, "F Y") if precision == PrecisionDate.MOIS else jour(day)


def present_elements(elements: Iterable[Element], writable: Any = None) -> list[Carte]:
    """`writable(element)`: whether the reader may put this item behind a point. One query beside the items'."""
    elements = list(elements)
    points = points_of(elements)
    return [present_element(element, points[element.pk], writable) for element in elements]


def present_element(element: Element, points: list[Point], writable: Any = None) -> Carte:
    return Carte(
        element=element,
        genre=GenreElement(element.genre).label,
        icone=ICONES[GenreElement(element.genre)],
        themes=label_themes(themes_of(element)),
        etat=ALLURE_DE_L_ETAT[EtatEngagement(element.etat)] if element.etat else None,
        origine=origine_of(element),
        points=points,
        peut_rattacher=bool(writable and writable(element)),
    )


def say_derriere(derriere: Derriere) -> str:
    """« 3 ateliers, 2 régions, 2 années ». An event without a region counts for none, and none is not said."""
    counted = (
        (len(derriere.ateliers), "atelier", "s"),
        (len(derriere.regions), "région", "s"),
        (len(derriere.annees), "année", "s"),
    )
    return ", ".join(f"{n} {nom}{pluriel(n, ',' + s)}" for n, nom, s in counted if n)


# --- two sides


@dataclass(frozen=True)
class Groupe:
    """The items of one type on one side: the first of them, and how many there are."""

    code: str
    titre: str
    cartes: list[Carte]
    total: int


@dataclass(frozen=True)
class Cote:
    titre: str
    filtre: Any
    total: int
    derriere: Derriere
    groupes: list[Groupe]
    points: frozenset[Any]


PAR_GROUPE = 12


def present_cote(titre: str, filtre: Any, by: Any) -> Cote:
    """One side of a comparison: two queries and one of its points."""
    elements = list(list_corpus(filtre, by))
    shown: dict[str, list[Element]] = {genre: [] for genre in GenreElement.values}
    for element in elements:
        shown[element.genre].append(element)
    points = points_of(elements)
    groupes = [
        Groupe(
            genre,
            PLURIELS[GenreElement(genre)],
            [present_element(element, points[element.pk]) for element in found[:PAR_GROUPE]],
            len(found),
        )
        for genre, found in shown.items()
        if found
    ]
    return Cote(
        titre=titre,
        filtre=filtre,
        total=len(elements),
        derriere=behind(map(origine_of, elements)),
        groupes=groupes,
        points=frozenset(point.pk for found in points.values() for point in found),
    )


# --- files


COLONNES = (
    *("type", "texte", "themes", "qui", "echeance", "etat", "raison", "points"),
    *("atelier", "evenement", "date", "lieu", "region", "adresse", "licence"),
)


def rows_of(cartes: Iterable[Carte]) -> Iterable[list[Any]]:
    """One line an item. Who is quoted stays on the page, where they agreed to be: a file travels further."""
    for carte in cartes:
        element, origine = carte.element, carte.origine
        yield [
            carte.genre,
            element.texte,
            ", ".join(label for _, label in carte.themes),
            element.qui,
            element.echeance,
            element.get_etat_display() if element.etat else "",
            element.raison,
            " ; ".join(point.titre for point in carte.points),
            origine.atelier,
            origine.evenement,
            f"{origine.jour:%Y-%m}" if origine.precision == PrecisionDate.MOIS else origine.jour,
            origine.lieu,
            origine.region_nom,
            f"{settings.ADRESSE}{carte.adresse}",
            LICENCE,
        ]
