"""What a word holds about the one who spoke, for whoever asks for a copy or for its erasure."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import reverse

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import index_of_recu
from entredeux.cadre.droits import ENSEMBLE, SAUVEGARDES, Effet, Gisement, Rubrique
from entredeux.cadre.models import Structure
from entredeux.cadre.textes import read_texte
from entredeux.participation.access import can_keep_parole
from entredeux.participation.models import Parole
from entredeux.participation.queries.etats import etat_of
from entredeux.participation.retention import forget_these

COMPTE = "Le domaine et le mois, sans personne, parce qu'ils servent à compter."
CHEZ_LE_SERVICE = "Ce que le service a déjà lu, sans nom et avec d'autres, reste lu ; il n'en voit plus rien ici."


def _find(structure: Structure, pk: UUID) -> Parole | None:
    rows = Parole.objects.filter(structure=structure, est_oubliee=False)
    return rows.select_related("structure", "groupe__structure", "retour__structure").filter(pk=pk).first()


def _by_recu(structure: Structure, numero: str) -> list[UUID]:
    try:
        index = index_of_recu(numero)
    except ValidationError:
        return []
    rows = Parole.objects.filter(structure=structure, recu_index=index, est_oubliee=False)
    return list(rows.values_list("pk", flat=True))


def _copy(by: Acteur, parole: Parole) -> list[Rubrique]:
    retour, groupe = getattr(parole, "retour", None), parole.groupe
    repere = read_texte(retour, "repere", by=by) if retour else ""
    reponse = read_texte(groupe, "reponse", by=by) if groupe and groupe.repondu_le else ""
    return [
        Rubrique(
            "Votre parole",
            [
                f"Confiée le {parole.dite_le:%d/%m/%Y} : {etat_of(parole).label.lower()}.",
                read_texte(parole, "texte", by=by),
                f"Comment vous retrouver pour la réponse : {repere}" if repere else "",
                f"Réponse : {reponse}" if reponse else "",
            ],
        )
    ]


def _foresee(parole: Parole, etendue: str) -> Effet:
    gone = ["La parole, son accord, le numéro du reçu et de quoi retrouver la personne.", SAUVEGARDES]
    return Effet(gone, [COMPTE, CHEZ_LE_SERVICE] if parole.partie_le else [COMPTE])


def _erase(by: Acteur, parole: Parole, etendue: str) -> None:
    forget_these([parole])
    journal.record_write(by, "participation.parole.effacee_sur_demande", parole)


PAROLE = Gisement(
    code="parole",
    libelle="Une parole confiée à l'équipe",
    trouve=_find,
    par_recu=_by_recu,
    nomme=str,
    adresse=lambda row: reverse("participation:parole", args=[row.pk]),
    peut_lire=can_keep_parole,
    copie=_copy,
    etendues=lambda row: [(ENSEMBLE, "Toute la parole : son texte, son accord et de quoi retrouver la personne")],
    prevoit=_foresee,
    efface=_erase,
)
