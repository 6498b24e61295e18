"""No name beside words: what the server refuses, whatever the page did."""

from django.core.exceptions import ValidationError

from entredeux.cadre.garde_note.formulaire import Usage, must_go
from entredeux.cadre.garde_note.moteur import find_alertes


def check_text(text: str, field: str, *, longueur: int, obligatoire: str = "") -> str:
    """The text without its edges. Raises ValidationError on what is missing, too long, or designates someone."""
    text = text.strip()
    if obligatoire and not text:
        raise ValidationError({field: obligatoire})
    if len(text) > longueur:
        raise ValidationError({field: f"{longueur} signes au plus ; il y en a {len(text)}."})
    found = [alerte.extrait for alerte in find_alertes(text) if must_go(alerte, Usage.PUBLICATION)]
    if found:
        cited = ", ".join(f"«\u00a0{extrait}\u00a0»" for extrait in found[:3])
        raise ValidationError({field: f"Retirez ce qui désigne quelqu'un : {cited}. Votre texte est gardé."})
    return text
