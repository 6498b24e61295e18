"""A word is noted with the agreement that carries it, and taken back by the number its author holds."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import end_consentements_of, record_consentement
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.enums import Portee
from entredeux.cadre.models import Consentement, Structure
from entredeux.cadre.textes import seal_texte
from entredeux.participation.access import check_can_keep_parole, check_can_note
from entredeux.participation.enums import Origine
from entredeux.participation.garde import check_text
from entredeux.participation.models import Parole, RetourParole
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import check_term

PAROLE_MAX, REPERE_MAX = 600, 120
VIDE = "Écrivez la parole avec les mots de la personne."


@transaction.atomic
def record_parole(
    *,
    by: Acteur,
    texte: str,
    domaine: str,
    forme: str,
    origine: str = Origine.ORAL,
    dite_le: date | None = None,
    lieu: Lieu | None = None,
    repere: str = "",
    destinataire: str = "",
    langue: str = "fr",
    numero: str = "",
    id: uuid.UUID | None = None,
) -> tuple[Parole, str]:
    """The word, its agreement, where to tell the answer back; returns it with the number of its receipt, kept nowhere.

    `numero`: the one printed on a paper card. Raises ValidationError, with what to correct; a name beside the words
    is refused. The same client-made id twice is refused the second time: its number is shown once."""
    structure = check_can_note(by)
    day = dite_le or timezone.localdate()
    if id and Parole.objects.filter(pk=id).exists():
        raise ValidationError(
            "Cette parole est déjà notée. Son numéro de reçu n'est montré qu'une fois : s'il est perdu, retirez-la et "
            "notez-la de nouveau."
        )
    _check_given(structure, origine, numero, day, lieu)
    check_term("domaines", domaine, day)
    parole = Parole(
        id=id or uuid.uuid4(), structure=structure, cree_par=by.compte, origine=origine, domaine=domaine, dite_le=day
    )
    seal_texte(parole, "texte", check_text(texte, "texte", longueur=PAROLE_MAX, obligatoire=VIDE))
    given, number = record_consentement(
        by=by,
        sujet=parole.pk,
        unite=parole.unite,
        portees=[Portee.PAROLE],
        forme=forme,
        destinataire=destinataire,
        langue=langue,
        numero=numero,
    )
    parole.recu_index = given[0].recu_index
    parole.save(force_insert=True)
    _keep_retour(parole, lieu, check_text(repere, "repere", longueur=REPERE_MAX), by)
    journal.record_write(by, "participation.parole.notee", parole)
    return parole, number


def _check_given(structure: Structure, origine: str, numero: str, day: date, lieu: Lieu | None) -> None:
    if origine not in Origine.values:
        raise ValidationError({"origine": "Dites si la parole a été dite, ou écrite sur une carte."})
    if origine == Origine.CARTE and not numero:
        raise ValidationError({"numero": "Recopiez le numéro imprimé sur la carte : la personne garde le même."})
    if origine == Origine.ORAL and numero:
        raise ValidationError({"numero": "Seule une carte a déjà un numéro : laissez vide, l'outil en donne un."})
    if day > timezone.localdate():
        raise ValidationError({"dite_le": "Cette date n'est pas encore passée."})
    if lieu and lieu.structure_id != structure.pk:
        raise ValidationError({"lieu": "Ce lieu n'est pas de votre structure."})


def _keep_retour(parole: Parole, lieu: Lieu | None, repere: str, by: Acteur) -> None:
    """A row and a key of its own: what helps to find someone is not kept with what they said."""
    retour = RetourParole(structure=parole.structure, cree_par=by.compte, parole=parole, lieu=lieu)
    if repere:
        seal_texte(retour, "repere", repere)
    retour.save(force_insert=True)


@transaction.atomic
def withdraw_parole(*, parole: Parole, by: Acteur) -> Parole:
    """The person asked the team to, or it was noted by mistake. Its agreement ends, and it is erased."""
    check_can_keep_parole(by, parole)
    parole = Parole.objects.select_for_update(of=("self",)).select_related("structure").get(pk=parole.pk)
    if parole.retiree_le:
        raise ValidationError("Cette parole est déjà retirée : rien n'a été changé.")
    _take_back([parole.pk], by)
    end_consentements_of(sujet=parole.pk, by=by)
    parole.refresh_from_db()
    return parole


@transaction.atomic
def end_withdrawn(consentements: list[uuid.UUID]) -> None:
    """Called as agreements are withdrawn, whoever does it: the words they carried are erased at once."""
    _take_back(list(Consentement.objects.filter(pk__in=consentements).values_list("sujet", flat=True)), None)


def _take_back(sujets: list[uuid.UUID], by: Acteur | None) -> None:
    """A word that left stays counted in its group; one that had not leaves it. Its keys are destroyed."""
    words = Parole.objects.select_for_update(of=("self",)).filter(pk__in=sujets, retiree_le__isnull=True)
    for parole in words.select_related("structure"):
        retours = RetourParole.objects.filter(parole=parole)
        erase_unites([parole.unite, *retours.values_list("unite", flat=True)])
        retours.delete()
        parole.texte, parole.retiree_le = b"", timezone.localdate()
        parole.groupe_id = parole.groupe_id if parole.partie_le else None
        parole.version += 1
        parole.save(update_fields=["texte", "retiree_le", "groupe", "version"])
        actor = by or Acteur(None, parole.structure, "public", frozenset())
        journal.record_write(actor, "participation.parole.retiree", parole)
