from django import template
from django.utils.safestring import SafeString

from entredeux.reseau.encarts import draw_encarts
from entredeux.reseau.models import Evenement

register = template.Library()


@register.simple_tag(takes_context=True)
def encarts(context: template.Context, place: str, evenement: Evenement) -> SafeString:
    """`{% encarts "inscription" page %}`: what other modules show there (reseau/encarts.py)."""
    return draw_encarts(place, evenement, context["request"])
