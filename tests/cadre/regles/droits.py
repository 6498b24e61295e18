"""Exceptional access: who opened and who is told. Requests about one's data: whoever answers."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from entredeux.cadre import access as cadre
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import AvisBris, BrisDeGlace, DemandeDroits
from tests.cadre.regles.base import TERRAIN, Regle, allowed, can, visible

REPONDENT = {"Claire", "Hélène"}

REGLES = (
    Regle("ouvrir exceptionnellement", allowed(cadre.check_can_break_glass), TERRAIN | {"Nadia", "Marion"}),
    Regle("voir l'ouverture exceptionnelle", visible(cadre.visible_bris, "bris"), {"Samira", "Inès", "Hélène"}),
    Regle("voir la demande sur ses données", visible(cadre.visible_demandes_droits, "demande_droits"), REPONDENT),
    Regle("voir celle de Karim", visible(cadre.visible_demandes_droits, "demande_karim"), REPONDENT | {"Karim"}),
    Regle("répondre à la demande", can(cadre.can_answer_droits, "demande_droits"), REPONDENT),
    Regle("répondre à celle de Claire", can(cadre.can_answer_droits, "demande_claire"), {"Hélène"}),
)


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    """Inès opened what Samira wrote."""
    today, structure = timezone.localdate(), monde["structure"]
    bris = BrisDeGlace.objects.create(
        structure=structure,
        cree_par=gens["Inès"].compte,
        sorte="note",
        fiche=monde["intervention"].pk,
        motif="releve",
        expire_le=timezone.now() + timedelta(hours=3),
    )
    AvisBris.objects.create(bris=bris, compte=gens["Samira"].compte)
    demande = {"structure": structure, "genre": "acces", "recue_le": today, "echeance": today + timedelta(days=30)}
    return {
        "bris": bris,
        "demande_droits": DemandeDroits.objects.create(origine="personne", **demande),
        "demande_karim": DemandeDroits.objects.create(origine="compte", compte=gens["Karim"].compte, **demande),
        "demande_claire": DemandeDroits.objects.create(origine="compte", compte=gens["Claire"].compte, **demande),
    }
