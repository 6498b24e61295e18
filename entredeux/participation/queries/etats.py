"""Where a word stands, read from its group, the answer and the return: what its page and its receipt say."""

from entredeux.participation.enums import EtatGroupe, EtatParole, EtatRetour
from entredeux.participation.models import Parole

_OF_GROUP = {
    EtatGroupe.OUVERT: EtatParole.GROUPEE,
    EtatGroupe.ENVOYE: EtatParole.ENVOYEE,
    EtatGroupe.REPONDU: EtatParole.REPONDUE,
    EtatGroupe.SANS_REPONSE: EtatParole.SANS_REPONSE,
}


def etat_of(parole: Parole) -> EtatParole:
    """`groupe` and `retour` should be fetched with it."""
    if parole.retiree_le:
        return EtatParole.RETIREE
    if parole.groupe is None:
        return EtatParole.RECUEILLIE
    retour = getattr(parole, "retour", None)
    if retour is not None and retour.etat == EtatRetour.REDITE:
        return EtatParole.REDITE
    return _OF_GROUP[EtatGroupe(parole.groupe.etat)]
