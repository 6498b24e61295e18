import uuid

from django import template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from entredeux.reseau.forms.ateliers import ICONES
from entredeux.reseau.models import Element, Rapporteur
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.ui.templatetags.ui import icone

register = template.Library()


@register.simple_tag
def icone_element(element: Element) -> SafeString:
    """The drawing of the item's type; its word stands beside it."""
    return icone(ICONES.get(element.genre, "info"))  # type: ignore[call-overload]


@register.filter
def libelle_theme(code: str) -> str:
    label = label_themes([code])[0][1] if code else ""
    return label[:1].upper() + label[1:]


@register.filter
def nom_de(rapporteur: Rapporteur, noms: dict[uuid.UUID, str]) -> str:
    """The name the view has read, and journaled."""
    return noms.get(rapporteur.pk) or "sans nom"


@register.simple_tag
def champ_numerote(champ: BoundField, numero: int) -> SafeString:
    """The same form several times on a page: each field keeps an id of its own."""
    champ.form.auto_id = f"id_{numero}_%s"
    champ.__dict__.pop("auto_id", None)
    return champ.as_field_group()
