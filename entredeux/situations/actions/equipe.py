"""Who may follow a situation, alone or as a pair."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from entredeux.cadre.acteur import members_with
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.situations.models import Situation


def check_team(situation: Situation, people: Sequence[Compte], *, field: str) -> None:
    """All of the structure's mediation team today, and none with a declared link to this situation."""
    wanted = {compte.pk for compte in people}
    if not wanted:
        return
    team = members_with(Permission.SUIVRE_SITUATION, situation.structure)
    if team.filter(pk__in=wanted).count() != len(wanted):
        raise ValidationError({field: "Choisissez des personnes de l'équipe de médiation."})
    if situation.recusations.filter(compte__in=wanted, levee_le__isnull=True).exists():
        raise ValidationError({field: "Une de ces personnes a déclaré un lien d'intérêt avec cette situation."})
