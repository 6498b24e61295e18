import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from entredeux.reseau.encarts import draw_encarts
from entredeux.reseau.models import Evenement

register = template.Library()
# What could end the script or start an entity; the same signs as Django's json_script.
SIGNES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


@register.simple_tag(takes_context=True)
def encarts(context: template.Context, place: str, evenement: Evenement) -> SafeString:
    """`{% encarts "inscription" page %}`: what other modules show there (reseau/encarts.py)."""
    return draw_encarts(place, evenement, context["request"])


@register.simple_tag(takes_context=True)
def encarts_du_theme(context: template.Context, code: str) -> SafeString:
    """`{% encarts_du_theme "bailleurs" %}`: resources, items of the corpus on a theme."""
    return draw_encarts("theme", code, context["request"])


@register.filter
def json_ld(donnees: dict[str, Any]) -> SafeString:
    """A data block a browser never runs, that no text of an editor can leave."""
    return mark_safe(json.dumps(donnees, ensure_ascii=False, separators=(",", ":")).translate(SIGNES))
