"""From where a distance is counted: a commune or a place the team already knows. Never where somebody stands."""

import uuid
from dataclasses import dataclass

from entredeux.cadre.acteur import Acteur
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.models import Commune, Lieu
from entredeux.territoires.queries import find_communes, search_communes, search_lieux

PROPOSES = 8


@dataclass(frozen=True)
class Repere:
    """`code`: what the address of the page keeps, a commune's code or a place's id. `point`: latitude, longitude."""

    code: str
    nom: str
    point: tuple[float, float] | None


def find_repere(by: Acteur, code: str) -> Repere | None:
    """None: no such commune, or no such place for this team."""
    try:
        place = uuid.UUID(code)
    except ValueError:
        commune = Commune.objects.filter(pk=code[:5]).first() if len(code) == 5 and code.isalnum() else None
        return repere_of_commune(commune) if commune else None
    lieu = visible_lieux(by).select_related("commune").filter(pk=place).first()
    return repere_of_lieu(lieu) if lieu else None


def repere_of_commune(commune: Commune) -> Repere:
    known = commune.lat is not None and commune.lon is not None
    return Repere(commune.pk, commune.nom, (commune.lat, commune.lon) if known else None)  # type: ignore[arg-type]


def repere_of_lieu(lieu: Lieu) -> Repere:
    """A place without a point (somebody's home has none) counts from its commune."""
    if lieu.lat is not None and lieu.lon is not None:
        return Repere(str(lieu.pk), str(lieu), (lieu.lat, lieu.lon))
    return Repere(str(lieu.pk), str(lieu), repere_of_commune(lieu.commune).point if lieu.commune else None)


def search_reperes(by: Acteur, text: str) -> list[tuple[Repere, str]]:
    """What a typed text may mean, each with what tells it apart.

    A single commune of that very name comes alone: the team's places there bear its name too, and are found by theirs.
    """
    communes = find_communes(text)[:PROPOSES]
    lieux = [] if len(communes) == 1 else list(search_lieux(by, text)[:PROPOSES])
    if not communes and not lieux:
        communes = list(search_communes(text)[:PROPOSES])
    found = [(repere_of_commune(each), f"commune, {each.departement}") for each in communes]
    return found + [(repere_of_lieu(each), f"lieu de l'équipe, {each.commune or 'sans commune'}") for each in lieux]


def reperes_of_team(by: Acteur) -> list[Repere]:
    """The communes where this team has places, to start from in one tap."""
    communes = visible_lieux(by).filter(est_actif=True, commune__isnull=False).values("commune").distinct()
    return [repere_of_commune(each) for each in Commune.objects.filter(pk__in=communes).order_by("nom")[:PROPOSES]]
