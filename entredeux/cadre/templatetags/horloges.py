from typing import Any

from django import template

from entredeux.cadre.horloges import next_date

register = template.Library()


@register.inclusion_tag("cadre/blocs/echeance.html")
def echeance(fiche: Any, quoi: str = "Ses textes s'effacent") -> dict[str, Any]:
    """`{% echeance fiche "Sa note s'efface" %}`: the day its clock runs; nothing when it has none."""
    return {"quoi": quoi, "le": next_date(fiche)}
