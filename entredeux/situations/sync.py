"""What the notebook may write of a situation: the step it takes. The phone carries neither theme, place nor party."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from pydantic import BaseModel, ConfigDict

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.carnet.enums import Geste
from entredeux.carnet.paquet import describe_champ
from entredeux.carnet.sortes import Champ, Entree, FicheAbsente, Sorte
from entredeux.situations.access import visible_situations
from entredeux.situations.actions import advance_situation
from entredeux.situations.etapes import CLOSES, transitions_from
from entredeux.situations.models import Situation
from entredeux.themes.queries import labels

MENUES = 30


class ContenuEtape(BaseModel):
    model_config = ConfigDict(extra="forbid")

    situation: uuid.UUID
    vers: str


def followed(by: Acteur) -> list[Situation]:
    """The open ones this person follows, the most urgent first."""
    mine = visible_situations(by).exclude(etape__in=CLOSES)
    return list(mine.filter(referent=by.compte).order_by("prochaine_date")[:MENUES])


def formulaire(by: Acteur) -> dict[str, Any] | None:
    """A step that asks for a reason is taken at the office, where its parties are."""
    if not by.peut(Permission.SUIVRE_SITUATION):
        return None
    names = labels("etapes")
    rows = [(each, [t for t in transitions_from(each.etape) if not t.issues]) for each in followed(by)]
    rows = [(each, steps) for each, steps in rows if steps]
    if not rows:
        return None
    return {
        "titre": "Étape d'une situation",
        "icone": "suivi",
        "champs": [
            describe_champ(
                "situation",
                "Quelle situation",
                "choix",
                obligatoire=True,
                options=[(str(each.pk), say_short(each, names)) for each, _ in rows],
            ),
            describe_champ(
                "vers",
                "L'étape franchie",
                "choix",
                obligatoire=True,
                selon="situation",
                options_selon={
                    str(each.pk): [(t.vers, names.get(t.vers, t.vers)) for t in steps] for each, steps in rows
                },
            ),
        ],
    }


def say_short(situation: Situation, names: dict[str, str]) -> str:
    """« 3F9A2C, du 12/11, en navette »: enough for who follows it, nothing for who finds the phone."""
    step = names.get(situation.etape, situation.etape).lower()
    return f"{situation.pk.hex[:6].upper()}, du {situation.ouverte_le:%d/%m}, {step}"


def _apply(entree: Entree, by: Acteur) -> int:
    if entree.geste != Geste.CREER:
        raise ValidationError("Une étape s'annule au bureau, dans les 24 heures.")
    situation = visible_situations(by).filter(pk=entree.contenu.situation).first()
    if situation is None:
        raise FicheAbsente
    assert by.structure is not None
    day: date = entree.instant.astimezone(by.structure.zone).date()
    return advance_situation(situation=situation, vers=entree.contenu.vers, le=day, by=by).version


def _present(values: dict[str, Any], by: Acteur) -> list[tuple[str, str]]:
    names = labels("etapes")
    situation = visible_situations(by).filter(pk=str(values.get("situation"))).first()
    step = str(values.get("vers", ""))
    return [("Situation", say_short(situation, names) if situation else "inconnue"), ("Étape", names.get(step, step))]


ETAPE = Sorte(
    "etape_situation",
    1,
    "Étape d'une situation",
    schema=ContenuEtape,
    check=lambda contenu, by: None,
    apply=_apply,
    current=lambda fiche, by: None,
    present=_present,
    fields={"situation": Champ("Situation"), "vers": Champ("Étape", "etapes")},
)
