"""The values a theme may take, in order, with their labels. A registre still without its confirmed label says so."""

from datetime import date

from entredeux.observatoire.enums import Axe
from entredeux.themes.models import Terme
from entredeux.themes.queries import terms

VOCABULAIRES = {
    Axe.REGISTRE: "registres",
    Axe.DOMAINE: "domaines",
    Axe.MOTIF: "motifs",
    Axe.LIEU: "types_lieux",
    Axe.PUBLIC: "roles_public",
    Axe.AGE: "ages",
    Axe.ISSUE: "issues",
    Axe.SAISINE: "modes_saisine",
}


def slugs_of(axe: Axe, on: date) -> list[str]:
    """The vocabulary as it was that day: a table keeps its columns when the words change later."""
    return [terme.code for terme in terms_of(axe, on)]


def terms_of(axe: Axe, on: date) -> list[Terme]:
    return terms(VOCABULAIRES[axe], on)
