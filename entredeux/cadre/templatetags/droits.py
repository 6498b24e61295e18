from typing import Any

from django import template

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.droits import gisement
from entredeux.cadre.permissions import Permission

register = template.Library()


@register.inclusion_tag("cadre/blocs/demande_sur_cette_fiche.html", takes_context=True)
def demande_sur_cette_fiche(context: Any, sorte: str, fiche: Any) -> dict[str, Any]:
    """`{% demande_sur_cette_fiche "partie" partie %}`: the person is here and asks what concerns them."""
    by, kind = context.get("acteur"), gisement(sorte)
    if not isinstance(by, Acteur) or kind is None or by.structure is None or not by.peut(Permission.NOTER_DROITS):
        return {"fiche": None, "sorte": sorte}
    return {"fiche": kind.trouve(by.structure, fiche.pk), "sorte": sorte}
