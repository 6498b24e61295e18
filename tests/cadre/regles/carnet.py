"""What the notebook could not record, and its phones, are the coordination's: entries hold notes."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.carnet import access as carnet
from entredeux.carnet import actions
from entredeux.carnet.models import Enveloppe, JetonCarnet
from tests.cadre.regles.base import EQUIPE, Regle, allowed, can, visible

REGLES = (
    Regle("préparer un téléphone", lambda by, m: _enrols(by, m), EQUIPE | {"Claire"}),
    Regle("voir le téléphone", visible(carnet.visible_telephones, "telephone"), {"Claire"}),
    Regle("voir la saisie du carnet", visible(carnet.visible_enveloppes, "enveloppe"), {"Claire"}),
    Regle("examiner la saisie du carnet", can(carnet.can_manage_carnet, "enveloppe"), {"Claire"}),
)


def _enrols(by: Acteur, monde: dict[str, Any]) -> bool:
    """In the structure of the phone: Nadia, who mediates elsewhere, prepares hers."""
    return allowed(carnet.check_can_enrol)(by, monde) and by.structure == monde["telephone"].structure


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    samira = gens["Samira"]
    telephone = actions.enrol_compte(nom="Téléphone du binôme", by=samira).telephone
    jeton = JetonCarnet.objects.get(telephone=telephone)
    enveloppe = Enveloppe.objects.create(
        structure=samira.structure,
        cree_par=samira.compte,
        entree=telephone.pk,
        sorte="passage",
        cle=telephone.pk,
        jeton=jeton,
        empreinte="0" * 64,
    )
    return {"telephone": telephone, "enveloppe": enveloppe}
