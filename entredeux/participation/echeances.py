"""The clock of words and démarches, looking forward: what goes soon, what is still kept."""

from datetime import date

from entredeux.cadre.horloges import AVenir, Garde, Horloge
from entredeux.cadre.models import Structure
from entredeux.participation.enums import EtatRetour
from entredeux.participation.models import Demarche, GroupeParoles, Parole, RetourParole
from entredeux.participation.retention import (
    EFFETS,
    demarche_erased_on,
    ended,
    forget_participation,
    groupe_erased_on,
    parole_erased_on,
    retour_erased_on,
)
from entredeux.participation.retention import TEXTES as DOUZE_MOIS

EVENEMENTS = {
    "participation.auteur.detache": "Paroles et démarches détachées de qui les a saisies",
    "participation.retour.oublies": "Personnes qu'on ne cherche plus : de quoi les retrouver est effacé",
    "participation.parole.retiree": "Paroles retirées par la personne, effacées aussitôt",
    "participation.parole.effacee_sur_demande": "Paroles effacées à la demande de la personne",
    "participation.parole.oubliees": "Paroles et numéros de reçu effacés ; restent le domaine et le mois",
    "participation.groupe.oublies": "Réponses à des paroles effacées ; restent l'objet, la décision et le délai",
    "participation.demarche.oubliees": "Propositions de démarches effacées ; restent les nombres et les suites",
}


def _paroles(structure: Structure) -> list[tuple[Parole, date]]:
    rows = Parole.objects.filter(structure=structure, est_oubliee=False, retiree_le__isnull=True)
    dated = ((row, parole_erased_on(row)) for row in rows.select_related("groupe").defer("texte"))
    return [(row, day) for row, day in dated if day]


def _demarches(structure: Structure) -> list[tuple[Demarche, date]]:
    rows = ended(Demarche.objects.filter(structure=structure, est_oubliee=False))
    return [(row, row.dernier + DOUZE_MOIS) for row in rows]


def _groupes(structure: Structure) -> list[tuple[GroupeParoles, date]]:
    rows = GroupeParoles.objects.filter(structure=structure, est_oublie=False)
    dated = ((row, groupe_erased_on(row)) for row in rows.defer("reponse"))
    return [(row, day) for row, day in dated if day]


def coming_participation(structure: Structure, du: date, au: date) -> list[AVenir]:
    found = [AVenir(f"Texte de la {row}", day, "participation:parole", row.pk) for row, day in _paroles(structure)]
    found += [AVenir(f"Réponse à « {row} »", day, "participation:groupe", row.pk) for row, day in _groupes(structure)]
    found += [
        AVenir(f"Propositions de « {row} »", day, "participation:demarche", row.pk)
        for row, day in _demarches(structure)
    ]
    return [item for item in found if du <= item.le <= au]


def kept_participation(structure: Structure) -> list[Garde]:
    words = [day for _, day in _paroles(structure)]
    demarches = [day for _, day in _demarches(structure)]
    looking = RetourParole.objects.filter(structure=structure, etat__in=(EtatRetour.ATTENTE, EtatRetour.A_REDIRE))
    return [
        Garde(f"Paroles (dont {looking.count()} à redire un jour)", len(words), min(words, default=None)),
        Garde("Démarches avec leurs propositions", len(demarches), min(demarches, default=None)),
    ]


SUIT_LA_DEMARCHE = "Suit la démarche : personne n'y est nommé, et qui l'a saisie est détaché à trois mois."

HORLOGE = Horloge(
    "participation",
    "Paroles d'habitants et démarches",
    forget_participation,
    EFFETS,
    modeles={
        "participation.Parole": parole_erased_on,
        "participation.RetourParole": retour_erased_on,
        "participation.GroupeParoles": groupe_erased_on,
        "participation.Demarche": demarche_erased_on,
        "participation.RencontreDemarche": SUIT_LA_DEMARCHE,
        "participation.PropositionDemarche": "Suit la démarche : chaque texte a sa clé, détruite le même jour.",
    },
    evenements=EVENEMENTS,
    a_venir=coming_participation,
    garde=kept_participation,
)
