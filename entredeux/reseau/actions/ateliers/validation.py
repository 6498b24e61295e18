"""What makes an item acceptable, the same from a phone, from paper and in bulk."""

from collections.abc import Iterator
from datetime import date

from entredeux.reseau.enums import GenreElement
from entredeux.reseau.models.vocabulaires import THEMES
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.themes.queries import labels

TEXTE_MAX = 1200
QUI_MAX = 160
PREMIER_JOUR, DERNIER_JOUR = date(2000, 1, 1), date(2199, 12, 31)
Problem = tuple[str, str]


def check_saisie(saisie: SaisieElement) -> Iterator[Problem]:
    """(field, sentence) for each thing to correct, on an item already cleaned."""
    if saisie.genre not in GenreElement.values:
        yield "genre", "Choisissez de quoi il s'agit : question, constat, point débattu…"
    if not saisie.texte:
        yield "texte", "Écrivez ce qui a été dit, en une phrase ou deux."
    if len(saisie.texte) > TEXTE_MAX:
        yield "texte", f"Un élément compte au plus {TEXTE_MAX} caractères ; celui-ci en compte {len(saisie.texte)}."
    yield from _check_theme(saisie)
    yield from _check_citation(saisie)
    yield from _check_engagement(saisie)


def _check_theme(saisie: SaisieElement) -> Iterator[Problem]:
    """Any theme there ever was: an item keeps the word it was given, even once it is no longer proposed."""
    if saisie.theme and saisie.theme not in labels(THEMES):
        yield "theme", "Ce thème n'est pas de la liste : choisissez-en un autre, ou aucun."


def _check_citation(saisie: SaisieElement) -> Iterator[Problem]:
    if saisie.auteur_citation and not saisie.a_consenti:
        yield (
            "auteur_citation",
            "Le nom n'est gardé qu'avec l'accord de la personne : cochez l'accord, ou laissez le nom vide.",
        )
    if len(saisie.auteur_citation) > QUI_MAX:
        yield "auteur_citation", f"Au plus {QUI_MAX} caractères."


def _check_engagement(saisie: SaisieElement) -> Iterator[Problem]:
    if saisie.genre != GenreElement.ENGAGEMENT:
        return
    if not saisie.qui:
        yield "qui", "Dites qui s'engage : une organisation ou une fonction."
    if len(saisie.qui) > QUI_MAX:
        yield "qui", f"Au plus {QUI_MAX} caractères."
    if saisie.echeance and not PREMIER_JOUR <= saisie.echeance <= DERNIER_JOUR:
        yield "echeance", "Vérifiez l'année de cette date."
