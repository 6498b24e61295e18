"""What the notebook may write of a referral: the need, kept. Nothing leaves until it is addressed at the office, where
the matrix and the person's agreement are checked."""

from typing import Any

from django.core.exceptions import ValidationError
from pydantic import BaseModel, ConfigDict, Field

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.carnet.enums import Geste
from entredeux.carnet.paquet import describe_champ
from entredeux.carnet.sortes import Champ, Entree, Sorte
from entredeux.orientations.actions import propose_orientation
from entredeux.orientations.enums import Besoin


class ContenuOrientation(BaseModel):
    model_config = ConfigDict(extra="forbid")

    besoin: str
    precisions: str = Field(default="", max_length=1000)


def formulaire(by: Acteur) -> dict[str, Any] | None:
    if not by.peut(Permission.ORIENTER):
        return None
    return {
        "titre": "Besoin à orienter",
        "icone": "orientations",
        "champs": [
            describe_champ("besoin", "Quel besoin", "choix", obligatoire=True, options=Besoin.choices),
            describe_champ(
                "precisions",
                "Ce qui aide à comprendre le besoin",
                "texte",
                maximum=500,
                aide="Sans nom ni contact : le service et l'accord de la personne se choisissent au bureau.",
            ),
        ],
    }


def _apply(entree: Entree, by: Acteur) -> int:
    if entree.geste != Geste.CREER:
        raise ValidationError("Une orientation se reprend au bureau.")
    said: ContenuOrientation = entree.contenu
    return propose_orientation(by=by, besoin=said.besoin, precisions=said.precisions, id=entree.fiche).version


def _present(values: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    need = str(values.get("besoin", ""))
    said = [("Besoin", dict(Besoin.choices).get(need, need))]
    return [*said, *([("Précisions", str(values["precisions"]))] if values.get("precisions") else [])]


ORIENTATION = Sorte(
    "orientation",
    1,
    "Besoin à orienter",
    schema=ContenuOrientation,
    check=lambda contenu, by: None,
    apply=_apply,
    current=lambda fiche, by: None,
    present=_present,
    fields={"besoin": Champ("Besoin"), "precisions": Champ("Précisions")},
)
