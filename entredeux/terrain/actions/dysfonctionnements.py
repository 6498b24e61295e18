import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import seal_fichier, seal_texte
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.images import reencode_photo
from entredeux.terrain.access import check_can_follow_dysfonctionnement, check_can_record
from entredeux.terrain.enums import TRANSITIONS_DYSFONCTIONNEMENT, EtatDysfonctionnement
from entredeux.terrain.models import Dysfonctionnement, EtapeDysfonctionnement, Presence
from entredeux.terrain.taches import mail_dysfonctionnement
from entredeux.terrain.temps import service_date
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import check_term

PRECISION_MAX = 200


@transaction.atomic
def record_dysfonctionnement(
    *,
    lieu: Lieu,
    categorie: str,
    precision: str = "",
    photo: bytes = b"",
    presence: Presence | None = None,
    destinataire: StructurePartenaire | None = None,
    constate_le: datetime | None = None,
    identifiant: uuid.UUID | None = None,
    by: Acteur,
) -> Dysfonctionnement:
    """A thing that fails. The photo is re-encoded (metadata gone) then sealed; a bad one refuses the whole.

    With a recipient that has a mailbox, the message leaves through the task queue once committed.
    """
    check_can_record(by)
    assert by.structure is not None
    seen = constate_le or timezone.now()
    day = presence.date_service if presence else service_date(by.structure, seen)
    check_term("dysfonctionnements", categorie, day)
    _check_own(by, lieu, presence, destinataire)
    if len(precision) > PRECISION_MAX:
        raise ValidationError({"precision": f"La précision est limitée à {PRECISION_MAX} caractères."})
    record = Dysfonctionnement(
        **({"pk": identifiant} if identifiant else {}),
        structure=by.structure,
        cree_par=by.compte,
        lieu=lieu,
        presence=presence,
        date_service=day,
        categorie=categorie,
        destinataire=destinataire,
    )
    if precision.strip():
        seal_texte(record, "precision", precision.strip())
    if photo:
        _attach_photo(record, photo)
    record.save(force_insert=True)
    EtapeDysfonctionnement.objects.create(dysfonctionnement=record, etat=record.etat, par=by.compte)
    journal.record_write(by, "terrain.dysfonctionnement.enregistre", record)
    if destinataire is not None:
        send_dysfonctionnement(record, by=by)
    return record


@transaction.atomic
def send_dysfonctionnement(record: Dysfonctionnement, *, by: Acteur) -> Dysfonctionnement:
    """Queues the message to the recipient's mailbox; the state says « envoyé » once it is queued durably.

    Sent already: nothing leaves a second time.
    """
    check_can_follow_dysfonctionnement(by, record)
    if record.destinataire is None or not record.destinataire.courriel:
        raise ValidationError("Choisissez d'abord un service destinataire qui a une adresse.")
    _check_own(by, record.lieu, None, record.destinataire)
    if Dysfonctionnement.objects.select_for_update().get(pk=record.pk).etat == EtatDysfonctionnement.ENVOYE:
        return record
    record.save(update_fields=["destinataire"])
    advance_dysfonctionnement(record, EtatDysfonctionnement.ENVOYE, by=by)
    transaction.on_commit(lambda: mail_dysfonctionnement.enqueue(str(record.pk)))
    return record


@transaction.atomic
def advance_dysfonctionnement(record: Dysfonctionnement, etat: str, *, by: Acteur) -> Dysfonctionnement:
    """Moves along TRANSITIONS_DYSFONCTIONNEMENT; a step out of order is refused with the possible ones."""
    check_can_follow_dysfonctionnement(by, record)
    stored = Dysfonctionnement.objects.select_for_update().get(pk=record.pk)
    current = stored.etat
    if etat == current:
        return record
    possible = TRANSITIONS_DYSFONCTIONNEMENT[current]
    if etat not in possible:
        names = ", ".join(EtatDysfonctionnement(step).label.lower() for step in possible) or "aucune"
        raise ValidationError(f"Depuis « {EtatDysfonctionnement(current).label} », les suites possibles : {names}.")
    record.etat = etat
    record.version = stored.version + 1
    record.save(update_fields=["etat", "version"])
    EtapeDysfonctionnement.objects.create(dysfonctionnement=record, etat=etat, par=by.compte)
    journal.record_write(by, "terrain.dysfonctionnement.avance", record, champs=["etat"])
    return record


def _attach_photo(record: Dysfonctionnement, photo: bytes) -> None:
    sealed = seal_fichier(record, "photo", reencode_photo(photo))
    record.photo.save(f"{record.pk}.scelle", ContentFile(sealed), save=False)


def _check_own(by: Acteur, lieu: Lieu, presence: Presence | None, destinataire: StructurePartenaire | None) -> None:
    for name, row in (("lieu", lieu), ("presence", presence), ("destinataire", destinataire)):
        if row is not None and row.structure_id != by.chaine:
            raise ValidationError({name: "Ce choix n'est pas de votre structure."})
