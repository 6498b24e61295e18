"""What the field log holds about one person: the note of an act, for someone met; where they worked, for an account."""

from typing import Any
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.droits import ENSEMBLE, SAUVEGARDES, Complement, Effet, Gisement, Rubrique
from entredeux.cadre.models import Compte, Structure
from entredeux.cadre.textes import read_texte
from entredeux.terrain.access import can_read_note
from entredeux.terrain.echeances import end_of_intervention
from entredeux.terrain.models import CorrectionIntervention, Intervention, Presence
from entredeux.terrain.presenters import present_day, present_intervention
from entredeux.terrain.retention import cut_these, unlink_compte
from entredeux.themes.queries import labels


def _find(structure: Structure, pk: UUID) -> Intervention | None:
    """An act of its own. One of a situation is asked for there; one whose note is gone holds nobody any more."""
    rows = Intervention.objects.filter(structure=structure, situation__isnull=True).select_related("lieu", "mission")
    found = rows.filter(pk=pk).exclude(note=b"").first()
    return found if found and end_of_intervention(found) else None


def _copy(by: Acteur, act: Intervention) -> list[Rubrique]:
    roles = labels("roles_public")
    publics = [f"{each.nombre} {roles.get(each.role, each.role).lower()}" for each in act.publics.all()]
    former = [read_texte(each, "note_avant", by=by) for each in act.corrections.all() if each.note_avant]
    return [
        Rubrique("L'intervention", [f"{name} : {value}." for name, value in present_intervention(act)]),
        Rubrique("Les personnes rencontrées", [", ".join(publics)] if publics else []),
        Rubrique("La note de l'équipe", [read_texte(act, "note", by=by)]),
        Rubrique("Les versions d'avant", former),
    ]


def _foresee(act: Intervention, etendue: str) -> Effet:
    kept = "L'acte, au mois, sans texte et sans personne (un motif, un lieu, un nombre), parce qu'il sert à compter."
    return Effet(
        ["La note de l'équipe et ses versions d'avant.", "Le jour et l'heure : il ne reste que le mois.", SAUVEGARDES],
        [kept],
    )


def _erase(by: Acteur, act: Intervention, etendue: str) -> None:
    erase_unite(act.unite)
    CorrectionIntervention.objects.filter(intervention__unite=act.unite).update(note_avant=b"")
    Intervention.objects.filter(unite=act.unite).update(note=b"")
    cut_these(Intervention.objects.filter(unite=act.unite))
    journal.record_write(by, "terrain.intervention.effacee_sur_demande", act)


INTERVENTION = Gisement(
    code="intervention",
    libelle="La note d'une intervention",
    trouve=_find,
    par_recu=lambda structure, numero: [],
    nomme=lambda act: f"intervention du {present_day(act)}",
    adresse=lambda act: reverse("terrain:intervention_detail", args=[act.pk]),
    peut_lire=can_read_note,
    copie=_copy,
    etendues=lambda act: [(ENSEMBLE, "La note et ses versions d'avant")],
    prevoit=_foresee,
    efface=_erase,
)


# --- what hangs on an account


def _copy_compte(by: Acteur, compte: Compte) -> list[Rubrique]:
    """By month and by mission, never by place: nobody is located over time, not even in one's own copy on paper."""
    presences = Presence.objects.filter(equipe=compte)
    months = (
        presences.annotate(mois=TruncMonth("date_service"))
        .values("mois", "mission__nom")
        .order_by("mois", "mission__nom")
    )
    acts = (
        Intervention.objects.filter(mediateurs=compte)
        .annotate(mois=TruncMonth("date_service"))
        .values("mois")
        .order_by("mois")
    )
    return [
        Rubrique(
            "Vos présences encore rattachées à vous (trois mois au plus)",
            [
                f"{row['mois']:%m/%Y}, {row['mission__nom'] or 'hors mission'} : {row['n']}."
                for row in months.annotate(n=Count("pk"))
            ],
        ),
        Rubrique(
            "Vos interventions encore rattachées à vous (trois mois au plus)",
            [f"{row['mois']:%m/%Y} : {row['n']}." for row in acts.annotate(n=Count("pk"))],
        ),
    ]


def _foresee_compte(compte: Compte, etendue: str) -> Effet:
    return Effet(
        ["Le lien entre la personne et les présences, passages et interventions des trois derniers mois."],
        ["Ces présences et interventions, sans personne : elles rendent compte du travail de l'équipe."],
    )


def _erase_compte(by: Acteur, compte: Compte, etendue: str) -> None:
    unlink_compte(compte)


COMPTE = Complement("compte", _copy_compte, _foresee_compte, _erase_compte)


def _foresee_partie(partie: Any, etendue: str) -> Effet:
    """The notes of acts linked to a situation are under its key: they go with the whole of it, or stay."""
    count = Intervention.objects.filter(situation=partie.situation_id).exclude(note=b"").count()
    if not count:
        return Effet()
    if etendue == ENSEMBLE:
        return Effet([f"Les notes des interventions liées ({count})."])
    return Effet(
        [], [f"Les notes des interventions liées ({count}), écrites sur l'ensemble, jusqu'à leur date d'effacement."]
    )


def _erase_partie(by: Acteur, partie: Any, etendue: str) -> None:
    if etendue == ENSEMBLE:
        rows = Intervention.objects.filter(situation=partie.situation_id)
        rows.update(note=b"")
        cut_these(rows)


PARTIE = Complement("partie", lambda by, partie: [], _foresee_partie, _erase_partie)
