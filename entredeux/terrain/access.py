"""Which rows of the field log, for whom. A row of another structure does not exist (404)."""

from datetime import timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.situations.access import check_not_recused
from entredeux.socle.erreurs import Refus
from entredeux.terrain.models import (
    Consigne,
    CorrespondanceImport,
    Dysfonctionnement,
    ImportJournal,
    IncidentEquipe,
    Intervention,
    Mission,
    Passage,
    Presence,
)

M = TypeVar("M", bound=Model)
REPENTIR = timedelta(hours=24)


def _of_structure(model: type[M], by: Acteur, permission: Permission) -> QuerySet[M]:
    if by.structure is None or not by.peut(permission):
        return model._default_manager.none()
    return model._default_manager.filter(structure=by.structure)


def visible_missions(by: Acteur) -> QuerySet[Mission]:
    return _of_structure(Mission, by, Permission.VOIR_TERRAIN)


def visible_presences(by: Acteur) -> QuerySet[Presence]:
    return _of_structure(Presence, by, Permission.VOIR_TERRAIN)


def visible_passages(by: Acteur) -> QuerySet[Passage]:
    return _of_structure(Passage, by, Permission.VOIR_TERRAIN)


def visible_interventions(by: Acteur) -> QuerySet[Intervention]:
    """The structure's, whole: a team reads its own work. The note has a rule of its own."""
    return _of_structure(Intervention, by, Permission.VOIR_TERRAIN)


def visible_dysfonctionnements(by: Acteur) -> QuerySet[Dysfonctionnement]:
    return _of_structure(Dysfonctionnement, by, Permission.VOIR_TERRAIN)


def visible_consignes(by: Acteur) -> QuerySet[Consigne]:
    """Those that still live: past its time a note is gone for everyone, whether the night's work ran or not."""
    return _of_structure(Consigne, by, Permission.VOIR_TERRAIN).filter(expire_le__gt=timezone.now())


def visible_incidents(by: Acteur) -> QuerySet[IncidentEquipe]:
    """Its author sees it; so do the coordination and the direction, who must follow it up."""
    incidents = _of_structure(IncidentEquipe, by, Permission.VOIR_TERRAIN)
    if by.peut(Permission.LIRE_INCIDENT):
        return incidents
    return incidents.filter(cree_par=by.compte)


def check_same_structure(by: Acteur, record: Model) -> None:
    """For an action called with a row that did not come from `visible_...`: never crosses structures."""
    if by.structure is None or getattr(record, "structure_id", None) != by.structure.pk:
        raise Refus("Cette fiche n'est pas de votre structure.")


def check_can_record(by: Acteur) -> None:
    check_permission(by, Permission.SAISIR_TERRAIN)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_import(by: Acteur) -> None:
    check_permission(by, Permission.IMPORTER_TERRAIN)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_record_batch(by: Acteur, *, est_import: bool) -> None:
    """The direction imports a former log although it records no act of its own."""
    if est_import and by.peut(Permission.IMPORTER_TERRAIN):
        check_can_import(by)
    else:
        check_can_record(by)


def visible_imports(by: Acteur) -> QuerySet[ImportJournal]:
    return _of_structure(ImportJournal, by, Permission.IMPORTER_TERRAIN)


def visible_correspondances(by: Acteur) -> QuerySet[CorrespondanceImport]:
    return _of_structure(CorrespondanceImport, by, Permission.IMPORTER_TERRAIN)


def is_of_team(by: Acteur, intervention: Intervention) -> bool:
    if by.compte is None:
        return False
    return (
        intervention.cree_par_id == by.compte.pk
        or intervention.mediateurs.filter(pk=by.compte.pk).exists()
        or Presence.objects.filter(Q(pk=intervention.presence_id), equipe=by.compte).exists()
    )


def check_can_correct_intervention(by: Acteur, intervention: Intervention) -> None:
    check_same_structure(by, intervention)
    check_not_recused(by, intervention.situation_id)
    if by.peut(Permission.CORRIGER_TERRAIN):
        return
    if not (by.peut(Permission.SAISIR_TERRAIN) and is_of_team(by, intervention)):
        raise Refus("Seules les personnes de l'intervention et la coordination peuvent la corriger.")


def can_correct_intervention(by: Acteur, intervention: Intervention) -> bool:
    return _allows(check_can_correct_intervention, by, intervention)


def check_can_withdraw_intervention(by: Acteur, intervention: Intervention) -> None:
    """A slip is undone by its team within a day; later it is a record, which the coordination alone removes."""
    check_can_correct_intervention(by, intervention)
    if not by.peut(Permission.CORRIGER_TERRAIN) and intervention.cree_le < timezone.now() - REPENTIR:
        raise Refus("Une intervention s'annule pendant 24 heures ; ensuite, demandez-le à la coordination.")


def can_withdraw_intervention(by: Acteur, intervention: Intervention) -> bool:
    return _allows(check_can_withdraw_intervention, by, intervention)


def check_can_read_note(by: Acteur, intervention: Intervention) -> None:
    """The team of the act, and the coordination that rereads. The direction does not need it; whoever declared a link
    of interest with its situation no longer opens it."""
    check_same_structure(by, intervention)
    check_not_recused(by, intervention.situation_id)
    if not by.peut(Permission.LIRE_NOTE):
        raise Refus("Votre rôle ne lit pas les notes.")
    if not (by.peut(Permission.CORRIGER_TERRAIN) or is_of_team(by, intervention)):
        raise Refus("Cette note est lue par l'équipe de l'intervention et la coordination.")


def can_read_note(by: Acteur, intervention: Intervention) -> bool:
    return _allows(check_can_read_note, by, intervention)


def check_can_stop_presence(by: Acteur, presence: Presence) -> None:
    check_same_structure(by, presence)
    if by.peut(Permission.CORRIGER_TERRAIN):
        return
    if not (by.peut(Permission.SAISIR_TERRAIN) and presence.equipe.filter(pk=by.compte.pk if by.compte else None)):
        raise Refus("Seule l'équipe de cette présence peut l'arrêter ou y ajouter un passage.")


def can_stop_presence(by: Acteur, presence: Presence) -> bool:
    return _allows(check_can_stop_presence, by, presence)


def check_can_withdraw_passage(by: Acteur, passage: Passage) -> None:
    """Same day's grace as an act, counted from the end of the presence."""
    presence = passage.presence
    check_can_stop_presence(by, presence)
    is_over = presence.fin_le is not None and presence.fin_le < timezone.now() - REPENTIR
    if is_over and not by.peut(Permission.CORRIGER_TERRAIN):
        raise Refus("Un passage s'annule pendant 24 heures ; ensuite, demandez-le à la coordination.")


def can_withdraw_passage(by: Acteur, passage: Passage) -> bool:
    return _allows(check_can_withdraw_passage, by, passage)


def check_can_follow_dysfonctionnement(by: Acteur, dysfonctionnement: Dysfonctionnement) -> None:
    check_same_structure(by, dysfonctionnement)
    check_permission(by, Permission.SAISIR_TERRAIN)


def can_follow_dysfonctionnement(by: Acteur, dysfonctionnement: Dysfonctionnement) -> bool:
    return _allows(check_can_follow_dysfonctionnement, by, dysfonctionnement)


def check_can_read_incident(by: Acteur, incident: IncidentEquipe) -> None:
    check_same_structure(by, incident)
    is_author = by.compte is not None and incident.cree_par_id == by.compte.pk
    if not (is_author or by.peut(Permission.LIRE_INCIDENT)):
        raise Refus("Un incident est lu par la personne qui l'a écrit, la coordination et la direction.")


def can_read_incident(by: Acteur, incident: IncidentEquipe) -> bool:
    return _allows(check_can_read_incident, by, incident)


def check_can_read_consigne(by: Acteur, consigne: Consigne) -> None:
    check_same_structure(by, consigne)
    check_permission(by, Permission.VOIR_TERRAIN)


def can_read_consigne(by: Acteur, consigne: Consigne) -> bool:
    return _allows(check_can_read_consigne, by, consigne)


def check_can_manage_mission(by: Acteur, mission: Mission | None = None) -> None:
    check_permission(by, Permission.GERER_MISSIONS)
    if mission is not None:
        check_same_structure(by, mission)


def can_manage_mission(by: Acteur, mission: Mission | None = None) -> bool:
    try:
        check_can_manage_mission(by, mission)
    except Refus:
        return False
    return True


def _allows(check, by: Acteur, record: Model) -> bool:  # type: ignore[no-untyped-def]
    try:
        check(by, record)
    except Refus:
        return False
    return True
