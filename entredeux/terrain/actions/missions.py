from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.terrain.access import check_can_manage_mission
from entredeux.terrain.enums import FormePresence
from entredeux.terrain.models import LieuMission, Mission
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import check_term


@transaction.atomic
def create_mission(
    *, nom: str, forme: str, domaine: str, lieux: Sequence[Lieu] = (), themes: Sequence[str] = (), by: Acteur
) -> Mission:
    check_can_manage_mission(by)
    mission = Mission(structure=by.structure, cree_par=by.compte, nom=nom.strip(), themes=list(themes))
    _fill(mission, forme=forme, domaine=domaine)
    mission.save()
    _plan(mission, lieux)
    journal.record_write(by, "terrain.mission.creee", mission)
    return mission


@transaction.atomic
def update_mission(
    mission: Mission,
    *,
    nom: str,
    forme: str,
    domaine: str,
    lieux: Sequence[Lieu],
    themes: Sequence[str],
    est_active: bool = True,
    by: Acteur,
) -> Mission:
    check_can_manage_mission(by, mission)
    mission.nom, mission.themes, mission.est_active = nom.strip(), list(themes), est_active
    _fill(mission, forme=forme, domaine=domaine)
    mission.version += 1
    mission.save()
    mission.etapes.all().delete()
    _plan(mission, lieux)
    journal.record_write(by, "terrain.mission.modifiee", mission)
    return mission


def _fill(mission: Mission, *, forme: str, domaine: str) -> None:
    mission.forme, mission.domaine = FormePresence(forme), domaine
    check_term("domaines", domaine, timezone.localdate())
    clash = Mission.objects.filter(structure=mission.structure, nom=mission.nom).exclude(pk=mission.pk)
    if not mission.nom or clash.exists():
        raise ValidationError({"nom": "Donnez à la mission un nom que la structure n'emploie pas encore."})


def _plan(mission: Mission, lieux: Sequence[Lieu]) -> None:
    if any(lieu.structure_id != mission.structure_id for lieu in lieux):
        raise ValidationError({"lieux": "Un de ces lieux n'est pas de votre structure."})
    steps = [LieuMission(mission=mission, lieu=lieu, ordre=rank) for rank, lieu in enumerate(lieux, start=1)]
    LieuMission.objects.bulk_create(steps)
