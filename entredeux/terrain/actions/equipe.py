from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import seal_texte
from entredeux.terrain.access import check_can_read_consigne, check_can_read_incident, check_can_record
from entredeux.terrain.enums import NatureIncident
from entredeux.terrain.models import Consigne, IncidentEquipe, LectureConsigne, Mission
from entredeux.terrain.temps import service_date

CONSIGNE_JOURS = 7
CONSIGNE_MAX = 500
RECIT_MAX = 2000


@transaction.atomic
def leave_consigne(*, texte: str, mission: Mission | None = None, by: Acteur) -> Consigne:
    """A word for the next shift: sealed, acknowledged by each reader, erased after seven days."""
    check_can_record(by)
    text = _required(texte, "texte", CONSIGNE_MAX, "Écrivez la consigne.")
    _check_mission(mission, by)
    consigne = Consigne(
        structure=by.structure,
        cree_par=by.compte,
        mission=mission,
        expire_le=timezone.now() + timedelta(days=CONSIGNE_JOURS),
    )
    seal_texte(consigne, "texte", text)
    consigne.save(force_insert=True)
    journal.record_write(by, "terrain.consigne.laissee", consigne)
    return consigne


@transaction.atomic
def acknowledge_consigne(consigne: Consigne, *, by: Acteur) -> None:
    """« Lu » ; twice changes nothing."""
    check_can_read_consigne(by, consigne)
    _, is_new = LectureConsigne.objects.get_or_create(consigne=consigne, compte=by.compte)
    if is_new:
        journal.record_write(by, "terrain.consigne.accusee", consigne)


@transaction.atomic
def record_incident(*, nature: str, recit: str, mission: Mission | None = None, by: Acteur) -> IncidentEquipe:
    """What the team suffered, written by the one it happened to; the coordination must follow it up."""
    check_can_record(by)
    assert by.structure is not None
    if nature not in NatureIncident.values:
        raise ValidationError({"nature": "Choisissez la nature de l'incident."})
    text = _required(recit, "recit", RECIT_MAX, "Dites en quelques mots ce qui s'est passé.")
    _check_mission(mission, by)
    incident = IncidentEquipe(
        structure=by.structure,
        cree_par=by.compte,
        mission=mission,
        nature=nature,
        date_service=service_date(by.structure, timezone.now()),
    )
    seal_texte(incident, "recit", text)
    incident.save(force_insert=True)
    journal.record_write(by, "terrain.incident.enregistre", incident)
    return incident


@transaction.atomic
def follow_incident(incident: IncidentEquipe, *, by: Acteur) -> IncidentEquipe:
    check_can_read_incident(by, incident)
    check_permission(by, Permission.LIRE_INCIDENT)
    if not incident.est_suivi:
        incident.est_suivi, incident.suivi_par, incident.suivi_le = True, by.compte, timezone.now()
        incident.save(update_fields=["est_suivi", "suivi_par", "suivi_le"])
        journal.record_write(by, "terrain.incident.suivi", incident)
    return incident


def _required(text: str, field: str, limit: int, message: str) -> str:
    text = text.strip()
    if not text:
        raise ValidationError({field: message})
    if len(text) > limit:
        raise ValidationError({field: f"Ce texte est limité à {limit} caractères ; il en compte {len(text)}."})
    return text


def _check_mission(mission: Mission | None, by: Acteur) -> None:
    if mission is not None and mission.structure_id != by.chaine:
        raise ValidationError({"mission": "Cette mission n'est pas de votre structure."})
