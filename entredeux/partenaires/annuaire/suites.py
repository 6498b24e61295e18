"""What the apps above offer to do from a partner's sheet: a referral. Each registers its own in `ready`.

partenaires knows none of them (ARCHITECTURE.md): a follow-up is a word, the name of a page and a permission.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from entredeux.cadre.acteur import Acteur
from entredeux.partenaires.models import StructurePartenaire


@dataclass(frozen=True)
class Suite:
    """The page receives `partenaire` and, when it is known, `profession`."""

    libelle: str
    url_name: str
    permission: str
    icone: str = "suivant"


_suites: dict[str, Suite] = {}


def register_suite(suite: Suite) -> None:
    """Registering the same page twice replaces it: `ready` may run twice."""
    _suites[suite.url_name] = suite


def suites_for(partenaire: StructurePartenaire, by: Acteur) -> list[tuple[Suite, str]]:
    query = {"partenaire": str(partenaire.pk)}
    if partenaire.profession:
        query["profession"] = partenaire.profession
    return [
        (suite, f"{reverse(suite.url_name)}?{urlencode(query)}")
        for suite in _suites.values()
        if suite.permission in by.permissions
    ]
