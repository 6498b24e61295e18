"""A resident's word, noted without network: on a paper card, whose printed number is its receipt. The tool cannot draw
a number there and show it once; a card carries it already."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import FormeAccord
from entredeux.cadre.permissions import Permission
from entredeux.carnet.enums import Geste
from entredeux.carnet.paquet import describe_champ
from entredeux.carnet.sortes import Champ, Entree, FicheAbsente, Sorte
from entredeux.participation.actions import record_parole
from entredeux.participation.actions.paroles import REPERE_MAX
from entredeux.participation.enums import Origine
from entredeux.territoires.access import visible_lieux
from entredeux.themes.queries import choices, labels


class ContenuParole(BaseModel):
    model_config = ConfigDict(extra="forbid")

    texte: str = Field(max_length=2000)
    domaine: str
    forme: str
    numero: str = Field(max_length=40)
    lieu: uuid.UUID | None = None
    repere: str = Field(default="", max_length=1000)


def formulaire(by: Acteur) -> dict[str, Any] | None:
    if not by.peut(Permission.NOTER_PAROLE):
        return None
    assert by.structure is not None
    return {
        "titre": "Parole d'habitant",
        "icone": "intervention",
        "champs": [
            describe_champ("texte", "Ce qu'elle ou il a dit", "texte", obligatoire=True, maximum=600),
            describe_champ(
                "domaine", "Sur quoi", "choix", obligatoire=True, options=choices("domaines", timezone.localdate())
            ),
            describe_champ(
                "forme",
                "Comment l'accord a été donné",
                "choix",
                obligatoire=True,
                options=FormeAccord.choices,
                aide="Que sa parole soit portée, sans son nom, à qui doit répondre.",
            ),
            describe_champ(
                "numero",
                "Numéro de la carte remise",
                "code",
                obligatoire=True,
                aide="Imprimé sur la carte que la personne garde : c'est son reçu.",
            ),
            describe_champ("lieu", "Où lui redire la réponse", "lieu"),
            describe_champ("repere", "Comment la retrouver : un endroit, un moment", "texte", maximum=REPERE_MAX),
        ],
    }


def _apply(entree: Entree, by: Acteur) -> int:
    if entree.geste != Geste.CREER:
        raise ValidationError("Une parole se retire au bureau, ou par son reçu.")
    said: ContenuParole = entree.contenu
    lieu = visible_lieux(by).filter(pk=said.lieu).first() if said.lieu else None
    if said.lieu and lieu is None:
        raise FicheAbsente
    assert by.structure is not None
    word, _ = record_parole(
        by=by,
        texte=said.texte,
        domaine=said.domaine,
        forme=said.forme,
        origine=Origine.CARTE,
        dite_le=entree.instant.astimezone(by.structure.zone).date(),
        lieu=lieu,
        repere=said.repere,
        numero=said.numero,
        id=entree.fiche,
    )
    return word.version


def _present(values: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    """Without the card's number: it is the person's."""
    domain = str(values.get("domaine", ""))
    return [("Sur quoi", labels("domaines").get(domain, domain)), ("Parole", str(values.get("texte", "")))]


PAROLE = Sorte(
    "parole",
    1,
    "Parole d'habitant",
    schema=ContenuParole,
    check=lambda contenu, by: None,
    apply=_apply,
    current=lambda fiche, by: None,
    present=_present,
    fields={"texte": Champ("Parole"), "domaine": Champ("Sur quoi", "domaines"), "numero": Champ("Numéro de la carte")},
)
