from django import template

from entredeux.themes.queries import labels

register = template.Library()


@register.filter
def terme(code: str, vocabulaire: str) -> str:
    """`{{ public.role|terme:"roles_public" }}`: the label of a code, the code itself if it was withdrawn."""
    return labels(vocabulaire).get(code, code)
