"""Situations followed over time: the team's; the direction knows that they exist."""

from datetime import date
from typing import Any

from entredeux.cadre import access as cadre
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import record_relecture
from entredeux.cadre.enums import Portee
from entredeux.cadre.models import Consentement
from entredeux.situations import access as situations
from entredeux.situations.actions import (
    NouvellePartie,
    hand_over_to_phare,
    open_situation,
    record_engagement,
    record_propos,
)
from entredeux.themes import access as themes
from entredeux.themes.actions import open_theme
from tests.cadre.regles.base import EQUIPE, TERRAIN, Regle, allowed, can, visible

SUIVENT = EQUIPE | {"Claire"}

REGLES = (
    Regle("voir la situation", visible(situations.visible_situations, "situation"), TERRAIN),
    Regle("voir une partie", visible(situations.visible_parties, "partie"), SUIVENT),
    Regle("voir un propos", visible(situations.visible_propos, "propos"), SUIVENT),
    Regle("voir un engagement", visible(situations.visible_engagements, "engagement"), SUIVENT),
    Regle("voir une étape", visible(situations.visible_etapes, "etape"), TERRAIN),
    Regle("suivre une partie", allowed(situations.check_can_follow_partie, "partie"), SUIVENT),
    Regle("voir l'ouverture d'un thème", visible(themes.visible_ouvertures, "ouverture_theme"), TERRAIN),
    Regle("ouvrir un thème sensible", allowed(themes.check_can_open_theme), {"Hélène"}),
    Regle("voir un accord", visible(cadre.visible_consentements, "consentement"), SUIVENT),
    Regle("voir une relecture de texte", visible(cadre.visible_relectures_textes, "relecture_texte"), TERRAIN),
    Regle("voir une transmission pHARe", visible(situations.visible_transmissions_phare, "transmission"), TERRAIN),
    Regle("suivre la situation", can(situations.can_follow_situation, "situation"), SUIVENT),
)


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    situation = open_situation(
        theme="voisinage", parties=[NouvellePartie(role="habitant")], lieux=[monde["lieu"]], by=gens["Samira"]
    )
    partie = situation.parties.get()
    ouverture = open_theme(theme="ecole", signee_le=date(2026, 1, 5), reference="AIPD 2026-1", by=gens["Hélène"])
    eleve = open_situation(theme="ecole", by=gens["Samira"])
    return {
        "transmission": hand_over_to_phare(situation=eleve, by=gens["Samira"]),
        "situation": situation,
        "partie": partie,
        "etape": situation.etapes.get(),
        "propos": record_propos(partie=partie, texte="Le bruit dure.", by=gens["Samira"]),
        "engagement": record_engagement(partie=partie, quoi="Baisser le son.", by=gens["Samira"]),
        "ouverture_theme": ouverture,
        "relecture_texte": record_relecture(code="suivi", langue="ar", qualite="Interprète", by=gens["Claire"]),
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
