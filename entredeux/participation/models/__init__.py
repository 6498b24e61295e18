from entredeux.participation.models.demarches import (
    ComptageRencontre,
    Demarche,
    PropositionDemarche,
    RencontreDemarche,
)
from entredeux.participation.models.paroles import GroupeParoles, Parole, RetourParole

__all__ = [
    "ComptageRencontre",
    "Demarche",
    "GroupeParoles",
    "Parole",
    "PropositionDemarche",
    "RencontreDemarche",
    "RetourParole",
]
