"""Anonymous surveys: the team reads what may be read, coordination and direction open and close them."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.themes import access as themes
from entredeux.themes.actions import open_vague
from tests.cadre.regles.base import EQUIPE, TERRAIN, Regle, allowed, can, visible

MENENT = {"Claire", "Hélène"}

REGLES = (
    Regle("voir une vague d'enquête", visible(themes.visible_vagues, "vague"), TERRAIN),
    Regle("ouvrir une vague chez soi", allowed(themes.check_can_open_vague), MENENT | {"Marion"}),
    Regle("clore la vague", can(themes.can_lead_vague, "vague"), MENENT),
    Regle("saisir une feuille d'enquête", can(themes.can_type_papier, "vague"), EQUIPE | {"Claire"}),
)


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    """After the lines of situations, which open the theme."""
    vague = open_vague(
        theme="ecole",
        etablissement="Collège Lavoisier",
        invites={"eleves": 120},
        jusqua=timezone.localdate() + timedelta(days=14),
        by=gens["Claire"],
    )
    return {"vague": vague}
