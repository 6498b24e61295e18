from entredeux.reseau.models.annuaire import Intervenant, Organisation
from entredeux.reseau.models.ateliers import Amendement, Element, Feuille, Rapporteur, SuiviEngagement
from entredeux.reseau.models.evenements import Evenement, Prise, Sequence
from entredeux.reseau.models.inscriptions import (
    BesoinAccessibilite,
    ChoixAtelier,
    Contribution,
    EnvoiInscription,
    Inscription,
)
from entredeux.reseau.models.pages import Accueil, PageLibre, Rubrique, Serie
from entredeux.reseau.models.relecture import Relecture
from entredeux.reseau.models.syntheses import PassageSynthese, Synthese

__all__ = [
    "Accueil",
    "Amendement",
    "BesoinAccessibilite",
    "ChoixAtelier",
    "Contribution",
    "Element",
    "EnvoiInscription",
    "Evenement",
    "Feuille",
    "Inscription",
    "Intervenant",
    "Organisation",
    "PageLibre",
    "PassageSynthese",
    "Prise",
    "Rapporteur",
    "Relecture",
    "Rubrique",
    "Sequence",
    "Serie",
    "SuiviEngagement",
    "Synthese",
]
