"""The narrowest rows' own clocks.

A private note goes with its situation (retention.py), and 30 days after its author left the team, since nobody can read
it any more. An alert hangs on no situation: six months after its last step, the row goes whole.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.horloges import AVenir, Garde, Horloge
from entredeux.cadre.models import Adhesion, Structure
from entredeux.cadre.permissions import Permission
from entredeux.cadre.roles import roles_with
from entredeux.situations.models import Alerte, NotePrivee

ALERTE = timedelta(days=183)
DEPART = timedelta(days=30)


def forget_alertes(day: date) -> dict[str, int]:
    """The alerts whose last step is six months old, as of `day`; idempotent."""
    return {"alertes": _erase_alertes(day - ALERTE)}


def alerte_erased_on(alerte: Alerte) -> date:
    """The next date of its clock, shown on its page."""
    return _last_step(alerte) + ALERTE


def _last_step(alerte: Alerte) -> date:
    return max(filter(None, (alerte.vue_le, alerte.decidee_le, alerte.transmise_le, alerte.accusee_le)))


@transaction.atomic
def _erase_alertes(before: date) -> int:
    late = [row.pk for row in Alerte.objects.filter(vue_le__lt=before) if _last_step(row) < before]
    return _erase(Alerte.objects.filter(pk__in=late), "situations.alerte.oubliees")


@transaction.atomic
def forget_orphan_notes(day: date) -> int:
    """Those of an author whose last membership of this team ended more than thirty days before `day`."""
    held = Adhesion.objects.filter(compte=OuterRef("cree_par"), structure=OuterRef("structure"))
    in_team = Q(role__in=roles_with(Permission.SUIVRE_SITUATION))
    still = held.filter(in_team, Q(jusqua__isnull=True) | Q(jusqua__gte=day - DEPART))
    return _erase(NotePrivee.objects.filter(~Exists(still)), "situations.note_privee.oubliees")


def _erase(rows: QuerySet[Any], event: str) -> int:
    """Keys, then rows, with one line of the journal by structure."""
    found = list(rows.values_list("structure", "pk", "unite"))
    erase_unites({unite for _, _, unite in found})
    for structure in Structure.objects.filter(pk__in={structure for structure, _, _ in found}):
        gone = [pk for owner, pk, _ in found if owner == structure.pk]
        rows.model._default_manager.filter(pk__in=gone).delete()
        journal.record_write(Acteur.systeme(structure), event, nombre=len(gone))
    return len(found)


def coming_alertes(structure: Structure, du: date, au: date) -> list[AVenir]:
    rows = Alerte.objects.filter(structure=structure)
    dated = [(row, alerte_erased_on(row)) for row in rows]
    return [AVenir("Une alerte", le, "situations:alerte", row.pk) for row, le in dated if du <= le <= au]


def kept_alertes(structure: Structure) -> list[Garde]:
    days = [alerte_erased_on(row) for row in Alerte.objects.filter(structure=structure)]
    return [Garde("Alertes, sans fait ni personne", len(days), min(days, default=None))]


HORLOGE_ALERTES = Horloge(
    "alertes",
    "Alertes",
    forget_alertes,
    {"alertes": "alertes effacées ; il n'en reste que la ligne du journal"},
    modeles={"situations.Alerte": alerte_erased_on},
    evenements={"situations.alerte.oubliees": "Alertes effacées, six mois après leur dernier pas ; rien n'en reste"},
    a_venir=coming_alertes,
    garde=kept_alertes,
)
