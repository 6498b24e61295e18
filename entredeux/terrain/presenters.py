"""Records as people read them: labels instead of codes, dates in words, a history in sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from entredeux.terrain.enums import Origine
from entredeux.terrain.models import CorrectionIntervention, Intervention
from entredeux.themes.presenters import present_reponses
from entredeux.themes.queries import labels, packs

VOCABULAIRES = {
    "registre": "registres",
    "domaine": "domaines",
    "motif": "motifs",
    "mode_saisine": "modes_saisine",
    "issue": "issues",
    "type_lieu": "types_lieux",
}
NOMS = {
    "motif": "Motif",
    "domaine": "Domaine",
    "registre": "Registre",
    "mode_saisine": "Saisine",
    "issue": "Issue",
    "duree_minutes": "Durée",
    "lieu_id": "Lieu",
    "theme": "Thème",
    "reponses": "Réponses du thème",
    "publics": "Publics",
    "note": "Note",
    "date_service": "Jour de service",
    "type_lieu": "Type de lieu",
}
TIRET = "—"


@dataclass(frozen=True)
class LigneListe:
    """An act in a list: no name, no note."""

    fiche: Intervention
    jour: str
    motif: str
    lieu: str
    mission: str
    issue: str


@dataclass(frozen=True)
class Changement:
    champ: str
    libelle: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Version:
    le: datetime
    par: str
    lignes: list[Changement]


def present_rows(rows: Iterable[Intervention]) -> list[LigneListe]:
    return [
        LigneListe(
            act,
            present_day(act),
            label("motif", act.motif),
            act.lieu.nom if act.lieu else label("type_lieu", act.type_lieu),
            act.mission.nom if act.mission else TIRET,
            label("issue", act.issue),
        )
        for act in rows
    ]


def present_day(act: Intervention) -> str:
    """An act known only to the month never pretends to a day."""
    if act.date_precision == "mois":
        return f"{act.date_service:%m/%Y} (mois)"
    return f"{act.date_service:%d/%m/%Y}"


def label(field: str, code: str) -> str:
    return labels(VOCABULAIRES[field]).get(code, code) if code else TIRET


def present_intervention(act: Intervention) -> list[tuple[str, str]]:
    """(name, value) of everything but the note and the people."""
    lines = [
        ("Jour de service", present_day(act) + (f", vers {act.creneau}" if act.creneau else "")),
        ("Mission", act.mission.nom if act.mission else TIRET),
        (
            "Lieu",
            f"{act.lieu.nom} ({label('type_lieu', act.type_lieu)})" if act.lieu else label("type_lieu", act.type_lieu),
        ),
        ("Quartier prioritaire", act.qpv or "inconnu"),
        *((NOMS[name], label(name, getattr(act, name))) for name in ("registre", "domaine", "mode_saisine", "issue")),
        ("Durée", f"{act.duree_minutes} min" if act.duree_minutes is not None else TIRET),
        ("Médiatrices et médiateurs", str(act.nombre_mediateurs)),
        ("Origine", Origine(act.origine).label),
    ]
    return lines + present_reponses(packs().get(act.theme), act.reponses)


def present_history(act: Intervention) -> list[Version]:
    """Newest first: who, when, each field before and after."""
    return [_version(correction) for correction in act.corrections.all()]


def _version(correction: CorrectionIntervention) -> Version:
    changes = [
        Changement(name, NOMS.get(name, name), _said(name, correction.avant.get(name)), _said(name, after))
        for name, after in correction.apres.items()
    ]
    author = str(correction.cree_par) if correction.cree_par else "une personne de l'équipe"
    return Version(correction.cree_le, author, changes)


def _said(name: str, value: Any) -> str:
    if value in (None, "", [], {}, "None"):
        return TIRET
    if name in VOCABULAIRES:
        return label(name, value)
    if name == "publics":
        roles, ages = labels("roles_public"), labels("ages")
        return ", ".join(
            f"{number} {roles.get(role, role).lower()} ({ages.get(age, age)})" for role, age, _, number in value
        )
    if isinstance(value, dict):
        return ", ".join(f"{code} : {answer}" for code, answer in value.items())
    return str(value)
