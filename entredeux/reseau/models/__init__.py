from entredeux.reseau.models.annuaire import Intervenant, Organisation
from entredeux.reseau.models.evenements import Evenement, Prise, Sequence
from entredeux.reseau.models.pages import Accueil, PageLibre, Rubrique, Serie
from entredeux.reseau.models.relecture import Relecture

__all__ = [
    "Accueil",
    "Evenement",
    "Intervenant",
    "Organisation",
    "PageLibre",
    "Prise",
    "Relecture",
    "Rubrique",
    "Sequence",
    "Serie",
]
