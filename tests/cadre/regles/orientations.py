"""Referrals are the team's; the matrix and the protocols are read by the direction too, and written above the team."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.orientations import access as orientations
from entredeux.orientations import actions
from entredeux.partenaires.actions import create_partenaire
from tests.cadre.regles.base import EQUIPE, TERRAIN, Regle, allowed, can, visible

ORIENTENT = EQUIPE | {"Claire"}

REGLES = (
    Regle("voir l'orientation", visible(orientations.visible_orientations, "orientation"), ORIENTENT),
    Regle("voir l'envoi", visible(orientations.visible_envois, "envoi"), ORIENTENT),
    Regle("mener l'orientation", can(orientations.can_lead_orientation, "orientation"), ORIENTENT),
    Regle("voir la demande reçue", visible(orientations.visible_demandes, "demande"), ORIENTENT),
    Regle("traiter la demande reçue", can(orientations.can_treat_demande, "demande"), ORIENTENT),
    Regle("voir la matrice", visible(orientations.visible_matrices, "matrice"), TERRAIN),
    Regle("voir le protocole", visible(orientations.visible_protocoles, "protocole"), TERRAIN),
    Regle("voir la présence commune", visible(orientations.visible_presences_conjointes, "presence_commune"), TERRAIN),
    Regle("écrire un protocole de la structure", lambda by, m: _writes(by, m), {"Claire", "Hélène"}),
)


def _writes(by: Acteur, monde: dict[str, Any]) -> bool:
    """In the structure of the protocol: Marion, who coordinates elsewhere, writes hers."""
    return allowed(orientations.check_can_manage_protocoles)(by, monde) and by.structure == monde["protocole"].structure


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    samira, claire = gens["Samira"], gens["Claire"]
    assert samira.structure is not None
    partenaire = create_partenaire(by=claire, nom="Club de prévention", genre="ville")
    orientation, envoi = actions.propose_and_prepare(
        by=samira, besoin="logement", partenaire=partenaire, profession="social", degre="rien"
    )
    demande, _ = actions.receive_demande(
        structure=samira.structure, origine="habitant", besoin="voisinage", texte="Du bruit.", by=Acteur.public()
    )
    return {
        "orientation": orientation,
        "envoi": envoi,
        "matrice": orientation.matrice,
        "demande": demande,
        "protocole": actions.write_protocole(
            partenaire=partenaire,
            equipe_fait="Fait le lien.",
            partenaire_fait="Accompagne.",
            jamais="Un nom.",
            revue_le=timezone.localdate() + timedelta(days=90),
            by=claire,
        ),
        "presence_commune": actions.record_presence_conjointe(
            partenaire=partenaire, jour=timezone.localdate(), moment="soir", by=samira
        ),
    }
