"""What is agreed with a partner, version by version, and the presences two teams share."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.orientations.access import check_can_manage_protocoles, check_can_orient
from entredeux.orientations.actions.orientations import check_names_nobody
from entredeux.orientations.courriels import send_presence
from entredeux.orientations.enums import Moment
from entredeux.orientations.models import PresenceConjointe, Protocole
from entredeux.partenaires.models import StructurePartenaire
from entredeux.territoires.models import Lieu


@transaction.atomic
def write_protocole(
    *,
    partenaire: StructurePartenaire,
    equipe_fait: str,
    partenaire_fait: str,
    jamais: str,
    revue_le: date,
    by: Acteur,
) -> Protocole:
    """A new version. Raises ValidationError: something left empty, somebody named, a review date already past."""
    structure = check_can_manage_protocoles(by)
    if partenaire.structure_id != structure.pk:
        raise ValidationError("Ce partenaire n'est pas de votre annuaire.")
    said = {"equipe_fait": equipe_fait, "partenaire_fait": partenaire_fait, "jamais": jamais}
    for name, text in said.items():
        if not text.strip():
            raise ValidationError({name: "Écrivez-le, même en une phrase."})
        check_names_nobody(text, name)
    if revue_le <= timezone.localdate():
        raise ValidationError({"revue_le": "Choisissez un jour à venir pour relire ensemble ce protocole."})
    StructurePartenaire.objects.select_for_update().get(pk=partenaire.pk)
    last = Protocole.objects.filter(partenaire=partenaire).aggregate(last=Max("numero"))["last"] or 0
    written = Protocole.objects.create(
        structure=structure, cree_par=by.compte, partenaire=partenaire, numero=last + 1, revue_le=revue_le, **said
    )
    journal.record_write(by, "orientations.protocole.ecrit", written)
    return written


@transaction.atomic
def record_presence_conjointe(
    *, partenaire: StructurePartenaire, jour: date, moment: str, by: Acteur, lieu: Lieu | None = None
) -> PresenceConjointe:
    """Said by the team; the partner receives a link to confirm it. Nobody is named. Raises ValidationError."""
    structure = check_can_orient(by)
    if partenaire.structure_id != structure.pk or moment not in Moment.values:
        raise ValidationError("Choisissez un partenaire et un moment de la liste.")
    if jour > timezone.localdate():
        raise ValidationError({"jour": "Une présence se note quand elle a eu lieu."})
    if PresenceConjointe.objects.filter(partenaire=partenaire, jour=jour, moment=moment).exists():
        raise ValidationError({"jour": "Cette présence commune est déjà notée."})
    presence = PresenceConjointe.objects.create(
        structure=structure, cree_par=by.compte, partenaire=partenaire, lieu=lieu, jour=jour, moment=moment
    )
    if partenaire.courriel:
        send_presence.enqueue(str(presence.pk))
    journal.record_write(by, "orientations.presence_conjointe.notee", presence)
    return presence


@transaction.atomic
def confirm_presence_conjointe(*, presence: PresenceConjointe) -> PresenceConjointe:
    """By whoever holds the signed link. Twice changes nothing."""
    presence = PresenceConjointe.objects.select_for_update(of=("self",)).select_related("structure").get(pk=presence.pk)
    if presence.confirmee_le is None:
        presence.confirmee_le = timezone.now()
        presence.save()
        by = Acteur(None, presence.structure, "public", frozenset())
        journal.record_write(by, "orientations.presence_conjointe.confirmee", presence)
    return presence
