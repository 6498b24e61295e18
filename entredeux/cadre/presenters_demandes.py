"""What the pages of requests about one's data say."""

from datetime import date
from typing import Any

from django.utils import timezone

from entredeux.cadre.access import visible_demandes_droits
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.droits import foresee_for, target_of
from entredeux.cadre.attentes import Attente
from entredeux.cadre.droits import gisement
from entredeux.cadre.enums import EtatDroits, GenreDroits
from entredeux.cadre.models import DemandeDroits
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte

LIGNES = 200


def present_list(by: Acteur) -> dict[str, Any]:
    rows = visible_demandes_droits(by).defer("explication")
    waiting = [(row, _kind(row)) for row in rows.filter(etat=EtatDroits.RECUE).order_by("echeance", "cree_le")]
    answered = rows.exclude(etat=EtatDroits.RECUE).order_by("-traitee_le", "-cree_le")[:LIGNES]
    return {"a_traiter": waiting, "traitees": [(row, _kind(row)) for row in answered]}


def _kind(row: DemandeDroits) -> str:
    found = gisement(row.sorte)
    return found.libelle if found else "Fiche à trouver"


def present_demande(demande: DemandeDroits, by: Acteur) -> dict[str, Any]:
    target = target_of(demande) if demande.etat == EtatDroits.RECUE else None
    context: dict[str, Any] = {
        "demande": demande,
        "cible": target,
        "quoi": _kind(demande),
        "nom": "",
        "adresse": "",
        "peut_lire": False,
        "effets": [],
        "explication": read_texte(demande, "explication", by=by),
    }
    if target is None:
        return context
    kind, record = target
    context |= {"nom": kind.nomme(record), "adresse": kind.adresse(record), "peut_lire": kind.peut_lire(by, record)}
    if demande.genre == GenreDroits.EFFACEMENT:
        context["effets"] = [
            (label, foresee_for(demande=demande, etendue=code, by=by)) for code, label in kind.etendues(record)
        ]
    return context


def waiting_droits(by: Acteur, day: date) -> list[Attente]:
    """On « Aujourd'hui »: how many wait for an answer, and until when."""
    if not by.peut(Permission.REPONDRE_DROITS):
        return []
    rows = list(visible_demandes_droits(by).filter(etat=EtatDroits.RECUE).order_by("echeance").only("echeance"))
    if not rows:
        return []
    many = "1 demande sur ses données attend" if len(rows) == 1 else f"{len(rows)} demandes sur leurs données attendent"
    first = rows[0].echeance
    late = "délai dépassé depuis le" if first < timezone.localdate() else "à répondre avant le"
    return [Attente(many, f"{late} {first:%d/%m/%Y}", "cadre:demandes_droits")]
