"""What is missing before a step is taken: sentences that a person may read, none when the way is open."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from entredeux.situations.enums import Exigence
from entredeux.situations.etapes import Transition, find_transition, steps_before
from entredeux.situations.models import EngagementPartie, Partie, Situation
from entredeux.situations.queries.accords import EtatAccord, accords_of
from entredeux.themes.queries import labels

E = Exigence


@dataclass(frozen=True)
class Etat:
    """The parties still there, where each stands, and what they undertook: read once for every question."""

    parties: list[Partie]
    accords: dict[uuid.UUID, EtatAccord]
    engagements: list[EngagementPartie]

    @classmethod
    def of(cls, situation: Situation) -> "Etat":
        present = [partie for partie in situation.parties.all() if partie.retiree_le is None]
        undertaken = [each for each in situation.engagements.select_related("partie")]
        return cls(present, accords_of(present), [each for each in undertaken if each.partie.retiree_le is None])

    def without_accord(self) -> list[Partie]:
        return [partie for partie in self.parties if not self.accords[partie.pk].est_donne]

    def without_role(self) -> list[Partie]:
        return [partie for partie in self.parties if partie.role_explique_le is None]


def missing_for(situation: Situation, vers: str, etat: Etat | None = None) -> list[str]:
    """Why the situation cannot pass to `vers` now, in French; empty when it can."""
    transition = find_transition(situation.etape, vers)
    if transition is None:
        return [_out_of_order(situation.etape, vers)]
    return missing_of(transition, etat or Etat.of(situation))


def missing_of(transition: Transition, etat: Etat) -> list[str]:
    return [sentence for asked in transition.exige if (sentence := MANQUES[asked](etat))]


def _out_of_order(depuis: str, vers: str) -> str:
    names = labels("etapes")
    before = [f"« {names.get(code, code)} »" for code in steps_before(vers)]
    said = f"La situation en est à « {names.get(depuis, depuis)} »"
    if not before:
        return f"{said} : elle ne passe pas à « {names.get(vers, vers)} » de là. Rien n'a été changé."
    return f"{said}. « {names.get(vers, vers)} » vient après {' ou '.join(before)} : notez d'abord cette étape."


def _names(parties: list[Partie]) -> str:
    return ", ".join(str(partie) for partie in parties)


def _one_partie(etat: Etat) -> str:
    return "" if etat.parties else E.UNE_PARTIE.label


def _role_explained(etat: Etat) -> str:
    is_said = not etat.parties or len(etat.without_role()) < len(etat.parties)
    return "" if is_said else E.ROLE_EXPLIQUE.label


def _role_to_each(etat: Etat) -> str:
    missing = etat.without_role()
    return f"Il reste à expliquer votre rôle et ses limites à : {_names(missing)}." if missing else ""


def _one_accord(etat: Etat) -> str:
    return "" if len(etat.without_accord()) < len(etat.parties) else E.UN_ACCORD.label


def _accord_of_each(etat: Etat) -> str:
    missing = etat.without_accord()
    if missing:
        return (
            f"Il manque l'accord de : {_names(missing)}. Demandez-le, ou notez un refus, qui n'arrête pas les autres."
        )
    return "" if etat.parties else E.UNE_PARTIE.label


def _two_parties(etat: Etat) -> str:
    return "" if len(etat.parties) >= 2 else E.DEUX_PARTIES.label


def _one_engagement(etat: Etat) -> str:
    return "" if etat.engagements else E.UN_ENGAGEMENT.label


def _held_at_1(etat: Etat) -> str:
    return "" if all(each.tenue_1_mois for each in etat.engagements) else E.TENUE_A_1_MOIS.label


def _held_at_3(etat: Etat) -> str:
    return "" if all(each.tenue_3_mois for each in etat.engagements) else E.TENUE_A_3_MOIS.label


MANQUES: dict[Exigence, Callable[[Etat], str]] = {
    E.UNE_PARTIE: _one_partie,
    E.ROLE_EXPLIQUE: _role_explained,
    E.ROLE_A_CHACUNE: _role_to_each,
    E.UN_ACCORD: _one_accord,
    E.ACCORD_DE_CHACUNE: _accord_of_each,
    E.DEUX_PARTIES: _two_parties,
    E.UN_ENGAGEMENT: _one_engagement,
    E.TENUE_A_1_MOIS: _held_at_1,
    E.TENUE_A_3_MOIS: _held_at_3,
}
