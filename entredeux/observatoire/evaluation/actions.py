"""Declaring an action on halls: which, since when, against which, and which are next door."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.observatoire.access import check_can_declare_action, check_can_see_action
from entredeux.observatoire.enums import PlaceHall
from entredeux.observatoire.models import ActionHall, HallSuivi
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.models import Lieu


@transaction.atomic
def declare_action(
    *,
    nom: str,
    debuts: Mapping[Lieu, date],
    comparaison: Iterable[Lieu],
    adjacents: Iterable[Lieu] = (),
    equipe_changee: bool = False,
    by: Acteur,
) -> ActionHall:
    """Raises ValidationError: no hall, a hall in two places, a start to come, a hall of another structure."""
    check_can_declare_action(by)
    placed = [
        *((lieu, PlaceHall.ACTION, start) for lieu, start in debuts.items()),
        *((lieu, PlaceHall.COMPARAISON, None) for lieu in comparaison),
        *((lieu, PlaceHall.ADJACENT, None) for lieu in adjacents),
    ]
    _check_halls(placed, by)
    assert by.structure is not None
    action = ActionHall.objects.create(
        structure=by.structure, nom=nom.strip(), equipe_changee=equipe_changee, cree_par=by.compte
    )
    HallSuivi.objects.bulk_create(
        HallSuivi(action=action, lieu=lieu, place=place, debut=start) for lieu, place, start in placed
    )
    record_write(by, "observatoire.action.declaree", action, nombre=len(placed))
    return action


def _check_halls(placed: list[tuple[Lieu, PlaceHall, date | None]], by: Acteur) -> None:
    halls = [lieu.pk for lieu, _, _ in placed]
    if not any(place == PlaceHall.ACTION for _, place, _ in placed):
        raise ValidationError("Indiquez au moins un hall où l'action est menée, et son début.", code="sans_hall")
    if len(set(halls)) < len(halls):
        raise ValidationError("Un hall ne peut tenir qu'une place dans la comparaison.", code="hall_double")
    if visible_lieux(by).filter(pk__in=halls).count() < len(halls):
        raise ValidationError("Un de ces halls n'est pas de votre structure.", code="hall_inconnu")
    late = [start for _, _, start in placed if start and start > timezone.localdate()]
    if late:
        raise ValidationError(
            f"Le {late[0]:%d/%m/%Y} est à venir : une action se déclare quand elle a commencé.", code="debut_futur"
        )


@transaction.atomic
def withdraw_action(action: ActionHall, *, by: Acteur) -> None:
    """The declaration goes; the rounds it read stay."""
    check_can_see_action(by, action)
    record_write(by, "observatoire.action.retiree", action)
    action.delete()
