"""An item of a workshop's sheet, noted in the room without network by its rapporteur."""

import uuid
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from pydantic import BaseModel, ConfigDict, Field

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.carnet.enums import Geste
from entredeux.carnet.paquet import describe_champ
from entredeux.carnet.sortes import Champ, Entree, FicheAbsente, Sorte
from entredeux.reseau.access import can_write_feuille
from entredeux.reseau.actions.ateliers.feuilles import record_feuille
from entredeux.reseau.enums import GenreElement
from entredeux.reseau.models import Rapporteur, Sequence
from entredeux.reseau.presenters.ressources import present_epinglee
from entredeux.reseau.queries.ressources import epinglees_of
from entredeux.reseau.saisie_ateliers import SaisieElement

AUTOUR = timedelta(days=7)


class ContenuElement(BaseModel):
    model_config = ConfigDict(extra="forbid")

    atelier: uuid.UUID
    genre: str
    texte: str = Field(max_length=4000)
    qui: str = Field(default="", max_length=200)


def workshops_of(by: Acteur, day: date) -> list[Sequence]:
    """Those this account reports on, in the week around today."""
    roles = Rapporteur.objects.filter(compte=by.compte, retire_le=None).select_related("sequence__evenement")
    return [
        role.sequence
        for role in roles
        if abs(role.sequence.jour - day) <= AUTOUR and can_write_feuille(by, role.sequence)
    ]


def formulaire(by: Acteur) -> dict[str, Any] | None:
    found = workshops_of(by, timezone.localdate()) if by.compte else []
    if not found:
        return None
    options = [(str(each.uid), f"{each}, {each.jour:%d/%m}") for each in found]
    return {
        "titre": "Feuille d'atelier",
        "icone": "reseau",
        "champs": [
            describe_champ("atelier", "Quel atelier", "choix", obligatoire=True, options=options),
            describe_champ("genre", "Ce que c'est", "choix", obligatoire=True, options=OFFERTS),
            describe_champ("texte", "Ce qui a été dit", "texte", obligatoire=True, maximum=1000),
            describe_champ("qui", "Qui s'engage, pour un engagement", "mot"),
        ],
    }


def fiches(by: Acteur) -> list[dict[str, Any]]:
    """The resources this person pinned, whole, to be read without network."""
    return [present_epinglee(each) for each in epinglees_of(by)] if by.peut(Permission.ECHANGER_RESEAU) else []


# A quote needs its author's consent, asked and written at the sheet itself.
OFFERTS = [(code, label) for code, label in GenreElement.choices if code != GenreElement.CITATION]


def _apply(entree: Entree, by: Acteur) -> int:
    if entree.geste != Geste.CREER:
        raise ValidationError("Un élément se corrige sur la feuille.")
    said: ContenuElement = entree.contenu
    sequence = Sequence.objects.filter(uid=said.atelier).select_related("evenement").first()
    if sequence is None:
        raise FicheAbsente
    record_feuille(
        sequence=sequence,
        elements=[SaisieElement(genre=said.genre, texte=said.texte, qui=said.qui, id=entree.fiche)],
        by=by,
    )
    return 1


def _present(values: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    kind = str(values.get("genre", ""))
    return [
        ("Ce que c'est", dict(GenreElement.choices).get(kind, kind)),
        ("Ce qui a été dit", str(values.get("texte", ""))),
    ]


ELEMENT = Sorte(
    "element_atelier",
    1,
    "Feuille d'atelier",
    schema=ContenuElement,
    check=lambda contenu, by: None,
    apply=_apply,
    current=lambda fiche, by: None,
    present=_present,
    fields={"genre": Champ("Ce que c'est"), "texte": Champ("Ce qui a été dit"), "qui": Champ("Qui s'engage")},
)
