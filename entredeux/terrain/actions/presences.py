import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur, members_with
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.terrain.access import (
    check_can_record,
    check_can_stop_presence,
    check_can_withdraw_passage,
    check_same_structure,
)
from entredeux.terrain.models import Mission, Passage, Presence
from entredeux.terrain.temps import half_hour, service_date
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import check_term


class PresenceDejaEnCours(ValidationError):
    """Someone of the team is already out: stop that presence first, nothing was started."""


@transaction.atomic
def start_presence(
    *,
    mission: Mission,
    equipe: Sequence[Compte] = (),
    debut_le: datetime | None = None,
    identifiant: uuid.UUID | None = None,
    by: Acteur,
) -> Presence:
    """Opens a tournée, permanence or presence in an institution; planned places become passages to make.
    `identifiant`: the id its phone gave it."""
    check_can_record(by)
    check_same_structure(by, mission)
    assert by.structure is not None
    start = debut_le or timezone.now()
    team = _team(by, equipe)
    _refuse_if_out(team)
    presence = Presence.objects.create(
        **({"pk": identifiant} if identifiant else {}),
        structure=by.structure,
        cree_par=by.compte,
        mission=mission,
        forme=mission.forme,
        debut_le=start,
        date_service=service_date(by.structure, start),
        taille_equipe=max(1, len(team)),
    )
    presence.equipe.add(*team)
    _plan_passages(presence)
    journal.record_write(by, "terrain.presence.commencee", presence)
    return presence


@transaction.atomic
def stop_presence(presence: Presence, *, fin_le: datetime | None = None, by: Acteur) -> Presence:
    """Closes it; planned places not visited stay as such, which is information. Stopping twice changes nothing."""
    check_can_stop_presence(by, presence)
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    if presence.fin_le is not None:
        return presence
    end = fin_le or timezone.now()
    if end < presence.debut_le:
        raise ValidationError("La fin ne peut pas précéder le début ; rien n'a été changé.")
    presence.fin_le, presence.version = end, presence.version + 1
    presence.duree_minutes = round((end - presence.debut_le).total_seconds() / 60)
    presence.save(update_fields=["fin_le", "duree_minutes", "version"])
    journal.record_write(by, "terrain.presence.arretee", presence, champs=["fin_le"])
    return presence


@transaction.atomic
def record_rien_a_signaler(
    *, presence: Presence, lieu: Lieu, a: datetime | None = None, identifiant: uuid.UUID | None = None, by: Acteur
) -> Passage:
    """One tap: the team came by, nobody, nothing. A calm count is a datum."""
    return _visit(presence, lieu, a, identifiant, by, est_rien_a_signaler=True, occupation="personne")


@transaction.atomic
def record_passage(
    *,
    presence: Presence,
    lieu: Lieu,
    occupation: str,
    nuisances: Sequence[str] = (),
    contact: str = "",
    etat_depart: str = "",
    a: datetime | None = None,
    identifiant: uuid.UUID | None = None,
    by: Acteur,
) -> Passage:
    """The state of a place, in bands and closed lists. `identifiant`: the id its phone gave it."""
    day = presence.date_service
    check_term("occupations", occupation, day)
    for code in nuisances:
        check_term("nuisances", code, day)
    for vocabulary, code in (("contacts", contact), ("etats_depart", etat_depart)):
        if code:
            check_term(vocabulary, code, day)
    return _visit(
        presence,
        lieu,
        a,
        identifiant,
        by,
        occupation=occupation,
        nuisances=list(nuisances),
        contact=contact,
        etat_depart=etat_depart,
    )


@transaction.atomic
def withdraw_passage(passage: Passage, *, by: Acteur) -> None:
    """Undo: the planned place is to be visited again, an unplanned one disappears."""
    check_can_withdraw_passage(by, passage)
    stored = Passage.objects.select_for_update().filter(pk=passage.pk).first()
    if stored is None:
        return
    passage = stored
    journal.record_write(by, "terrain.passage.annule", passage)
    if not passage.est_prevu:
        passage.delete()
        return
    passage.est_visite, passage.est_rien_a_signaler = False, False
    passage.arrivee_le, passage.creneau, passage.occupation = None, "", ""
    passage.nuisances, passage.contact, passage.etat_depart = [], "", ""
    passage.version += 1
    passage.save()


def _visit(
    presence: Presence,
    lieu: Lieu,
    instant: datetime | None,
    identifiant: uuid.UUID | None,
    by: Acteur,
    **seen: object,
) -> Passage:
    check_can_stop_presence(by, presence)
    # A phone may send afterwards what it noted before the end.
    if presence.fin_le is not None and (instant is None or instant > presence.fin_le):
        raise ValidationError("Cette présence est terminée ; commencez-en une autre pour ajouter un passage.")
    if lieu.structure_id != presence.structure_id:
        raise ValidationError("Ce lieu n'est pas de votre structure.")
    passage = _passage_to_fill(presence, lieu, identifiant, by)
    now = instant or timezone.now()
    passage.est_visite, passage.arrivee_le = True, now
    passage.creneau = half_hour(presence.structure, now)
    for name, value in seen.items():
        setattr(passage, name, value)
    passage.save()
    journal.record_write(by, "terrain.passage.enregistre", passage)
    return passage


def _passage_to_fill(presence: Presence, lieu: Lieu, identifiant: uuid.UUID | None, by: Acteur) -> Passage:
    """The planned visit still to make, else a new one: a place may be visited twice in a night. A phone's own id
    takes the place of the planned row's, so that the phone can undo what it wrote."""
    planned = presence.passages.select_for_update().filter(lieu=lieu, est_visite=False).first()
    if planned and identifiant is None:
        planned.cree_par = by.compte
        return planned
    rank = planned.ordre if planned else presence.passages.count() + 1
    if planned:
        planned.delete()
    return Passage(
        **({"pk": identifiant} if identifiant else {}),
        est_prevu=planned is not None,
        structure=presence.structure,
        cree_par=by.compte,
        presence=presence,
        lieu=lieu,
        date_service=presence.date_service,
        ordre=rank,
    )


def _plan_passages(presence: Presence) -> None:
    Passage.objects.bulk_create(
        Passage(
            structure=presence.structure,
            cree_par=presence.cree_par,
            presence=presence,
            lieu=step.lieu,
            date_service=presence.date_service,
            ordre=step.ordre,
            est_prevu=True,
        )
        for step in presence.mission.etapes.select_related("lieu")
        if step.lieu.est_actif
    )


def _team(by: Acteur, equipe: Sequence[Compte]) -> list[Compte]:
    """Who acts is always of the team; the others must belong to the structure today."""
    assert by.structure is not None
    team = {compte.pk: compte for compte in [*([by.compte] if by.compte else []), *equipe]}
    members = members_with(Permission.SAISIR_TERRAIN, by.structure)
    known = set(members.filter(pk__in=team).values_list("pk", flat=True))
    for pk, compte in team.items():
        if pk not in known:
            raise ValidationError({"equipe": f"{compte} n'est pas de l'équipe de médiation de votre structure."})
    return list(team.values())


def _refuse_if_out(team: Sequence[Compte]) -> None:
    running = Presence.objects.filter(equipe__in=team, fin_le__isnull=True).select_related("mission").first()
    if running:
        raise PresenceDejaEnCours(
            f"Une présence est déjà en cours ({running.mission}). Arrêtez-la avant d'en commencer une autre."
        )
