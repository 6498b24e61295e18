"""A webinar's list of joinings: received, previewed, then applied or given up. Nothing is written before."""

from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite, keyed_hash
from entredeux.cadre.textes import seal_fichier
from entredeux.reseau.access import check_can_facilitate
from entredeux.reseau.actions.presences import refresh_presences
from entredeux.reseau.enums import StatutImportConnexions
from entredeux.reseau.models import Connexion, Evenement, ImportConnexions
from entredeux.reseau.presence import jours_of
from entredeux.reseau.queries.connexions import match, new_stays, read_content, read_file
from entredeux.socle.lecture.erreurs import FichierRefuse

RECU, APPLIQUE, ABANDONNE = StatutImportConnexions
REJETS_GARDES = 500


@transaction.atomic
def receive_connexions(*, evenement: Evenement, contenu: bytes, nom: str, by: Acteur) -> ImportConnexions:
    """Reads the file, then keeps it sealed until it is applied. Raises ValidationError: nothing was kept."""
    check_can_facilitate(by, evenement)
    if not jours_of(evenement):
        raise ValidationError("Le jour de cet événement n'est pas confirmé : corrigez-le d'abord au bureau.")
    extension = PurePath(nom.lower().strip()).suffix[:8]
    try:
        reading = read_content(contenu, extension, evenement)
    except FichierRefuse as refus:
        raise ValidationError(str(refus)) from None
    record = ImportConnexions(
        evenement=evenement,
        extension=extension,
        empreinte=keyed_hash("reseau.connexions", contenu.hex()),
        lues=len(reading.releves) + len(reading.refusees),
    )
    record.contenu = seal_fichier(record, "contenu", contenu)
    record.save(force_insert=True)
    journal.record_write(by, "reseau.connexions.recues", record, nombre=record.lues)
    return record


@transaction.atomic
def apply_connexions(*, record: ImportConnexions, avec_noms: bool, by: Acteur) -> ImportConnexions:
    """Adds what is new to each person recognised, and destroys the file. Twice changes nothing.

    Raises ValidationError when the file was given up, or no longer reads.
    """
    check_can_facilitate(by, record.evenement)
    evenement = Evenement.objects.select_for_update(of=("self",)).get(pk=record.evenement_id)
    record = ImportConnexions.objects.select_related("evenement").get(pk=record.pk)
    if record.statut == APPLIQUE:
        return record
    if record.statut == ABANDONNE:
        raise ValidationError("Ce fichier a été abandonné : importez-le de nouveau.")
    found = match(read_file(record), evenement)
    chosen = found.chosen(avec_noms=avec_noms)
    added = new_stays(chosen, evenement)
    rows = [Connexion(inscription_id=pk, debut=debut, fin=fin) for pk, stays in added.items() for debut, fin in stays]
    Connexion.objects.bulk_create(rows, ignore_conflicts=True)
    refresh_presences(evenement, chosen.keys())
    record.statut, record.applique_le = APPLIQUE, timezone.now()
    record.reconnues, record.ajoutees = len(chosen), len(rows)
    record.inconnues = found.inconnues + (0 if avec_noms else len(set(found.par_nom) - set(found.par_adresse)))
    record.rejets = [{"ligne": each.ligne, "raison": each.raison} for each in found.lecture.refusees[:REJETS_GARDES]]
    _forget_file(record)
    journal.record_write(by, "reseau.connexions.appliquees", record, nombre=len(rows))
    return record


@transaction.atomic
def give_up_connexions(*, record: ImportConnexions, by: Acteur) -> ImportConnexions:
    """The file is destroyed; twice changes nothing, and what was applied stays."""
    check_can_facilitate(by, record.evenement)
    record = ImportConnexions.objects.select_for_update(of=("self",)).get(pk=record.pk)
    if record.statut == RECU:
        record.statut = ABANDONNE
        _forget_file(record)
        journal.record_write(by, "reseau.connexions.abandonnees", record)
    return record


def _forget_file(record: ImportConnexions) -> None:
    record.contenu = b""
    record.version += 1
    record.save()
    erase_unite(record.unite)
