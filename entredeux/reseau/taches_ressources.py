"""What happens by itself around resources, every night."""

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.ressources import flag_overdue_notes
from entredeux.reseau.actions.usages import ask_usages, forget_usages
from entredeux.socle.taches import register_nightly


@register_nightly
def flag_notes() -> None:
    """Legal notes whose check-by date has passed."""
    flag_overdue_notes(by=Acteur.systeme())


@register_nightly
def ask_then_forget_usages() -> None:
    """The question after sixty days; then what no longer serves is forgotten."""
    ask_usages(by=Acteur.systeme())
    forget_usages(by=Acteur.systeme())
