"""Situations followed over time: the team's; the direction knows that they exist."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import Portee
from entredeux.cadre.models import Consentement
from entredeux.situations import access as situations
from entredeux.situations.actions import NouvellePartie, open_situation
from tests.cadre.regles.base import EQUIPE, TERRAIN, Regle, can, visible

SUIVENT = EQUIPE | {"Claire"}

REGLES = (
    Regle("voir la situation", visible(situations.visible_situations, "situation"), TERRAIN),
    Regle("voir une partie", visible(situations.visible_parties, "partie"), SUIVENT),
    Regle("suivre la situation", can(situations.can_follow_situation, "situation"), SUIVENT),
)


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    situation = open_situation(
        theme="voisinage", parties=[NouvellePartie(role="habitant")], lieux=[monde["lieu"]], by=gens["Samira"]
    )
    partie = situation.parties.get()
    return {
        "situation": situation,
        "partie": partie,
        "consentement": Consentement.objects.create(
            structure=situation.structure,
            unite=situation.unite,
            sujet=partie.pk,
            portee=Portee.SUIVI,
            texte_code="suivi",
            texte_version=1,
            texte_empreinte="0" * 64,
            forme="oral",
            jusqua=situation.ouverte_le,
        ),
    }
