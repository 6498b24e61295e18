from django import template

from entredeux.themes.queries import labels, packs

register = template.Library()


@register.filter
def terme(code: str, vocabulaire: str) -> str:
    """`{{ public.role|terme:"roles_public" }}`: the label of a code, the code itself if it was withdrawn."""
    return labels(vocabulaire).get(code, code)


@register.filter
def nom_du_theme(code: str) -> str:
    """« Conflits de voisinage »; the code itself for a pack that is no longer there."""
    found = packs().get(code)
    return found.titre if found else code
