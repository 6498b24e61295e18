"""A word is the team's; its group and its answer are seen by the direction too; sending is the coordination's."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.participation import access as participation
from entredeux.participation import actions
from tests.cadre.regles.base import EQUIPE, TERRAIN, Regle, allowed, can, visible
from tests.participation.fabrique import make_demarche, make_groupe, note

ECOUTENT = EQUIPE | {"Claire"}

REGLES = (
    Regle("voir la parole", visible(participation.visible_paroles, "parole"), ECOUTENT),
    Regle("garder ou retirer la parole", can(participation.can_keep_parole, "parole"), ECOUTENT),
    Regle("noter une parole chez soi", allowed(participation.check_can_note), ECOUTENT | {"Nadia", "Marion"}),
    Regle("voir la réponse à redire", visible(participation.visible_retours, "retour"), ECOUTENT),
    Regle("redire la réponse", can(participation.can_tell_retour, "retour"), ECOUTENT),
    Regle("voir le groupe de paroles", visible(participation.visible_groupes, "groupe"), TERRAIN),
    Regle("porter le groupe de paroles", can(participation.can_carry_groupe, "groupe"), {"Claire"}),
    Regle("porter des paroles chez soi", allowed(participation.check_can_carry), {"Claire", "Marion"}),
    Regle("voir la démarche", visible(participation.visible_demarches, "demarche"), TERRAIN),
    Regle("voir la rencontre d'une démarche", visible(participation.visible_rencontres, "rencontre_comptee"), TERRAIN),
    Regle("voir la proposition d'une démarche", visible(participation.visible_propositions, "proposee"), TERRAIN),
    Regle("tenir la démarche", can(participation.can_lead_demarche, "demarche"), ECOUTENT),
    Regle(
        "ouvrir une démarche chez soi",
        allowed(participation.check_can_open_demarche),
        ECOUTENT | {"Nadia", "Marion"},
    ),
)


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    samira, claire = gens["Samira"], gens["Claire"]
    parole, _ = note(samira)
    demarche = make_demarche(samira)
    return {
        "parole": parole,
        "retour": parole.retour,
        "groupe": make_groupe(claire, [parole]),
        "demarche": demarche,
        "rencontre_comptee": actions.record_rencontre(demarche=demarche, presents=12, premiere_fois=3, by=samira),
        "proposee": actions.record_proposition(demarche=demarche, texte="Un banc de plus.", by=samira),
    }
