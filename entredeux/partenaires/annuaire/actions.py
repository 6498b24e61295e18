"""A whole file of an open directory: tried, or applied in one transaction. A broken file changes nothing."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.partenaires.annuaire.conversion import Fiche, LigneRefusee, convert
from entredeux.partenaires.annuaire.formats import Format, find_columns
from entredeux.partenaires.models import FicheAnnuaire
from entredeux.socle.lecture import Tableau
from entredeux.socle.lecture.mots import fold

JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi")
CHAMPS = (
    *("nom", "siret", "adresse", "complement_adresse", "code_postal", "commune", "code_insee", "latitude", "longitude"),
    *("telephone", "courriel", "site_web", "horaires_accueil", "services", "publics", "date_maj", "empreinte"),
)


@dataclass
class Bilan:
    """`acceptees`: added or changed. `doublons`: the same row was there, or came earlier in the file."""

    lues: int = 0
    acceptees: int = 0
    doublons: int = 0
    mises_a_jour: int = 0
    disparues: int = 0
    rejetees: list[dict[str, Any]] = field(default_factory=list)
    remarques: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def import_annuaire(tableau: Tableau, format: Format, *, source: str, by: Acteur, est_essai: bool = False) -> Bilan:
    """Adds and refreshes the rows of `source`; those it no longer holds are marked gone, never deleted."""
    check_permission(by, Permission.IMPORTER_TERRAIN)
    bilan, found = Bilan(), {}
    for identifiant, fiche in _read(tableau, format, bilan):
        if identifiant in found:
            bilan.doublons += 1
            continue
        found[identifiant] = fiche
    _store(found, source, bilan)
    if est_essai:
        transaction.set_rollback(True)
    else:
        journal.record_write(by, "partenaires.annuaire.importe", nombre=bilan.acceptees)
    return bilan


def _read(tableau: Tableau, format: Format, bilan: Bilan) -> Iterator[tuple[str, Fiche]]:
    columns = find_columns(format, tableau.colonnes)
    ranks = {name: tableau.colonnes.index(column) for name, column in columns.items()}
    by_name = {fold(name): rank for rank, name in enumerate(tableau.colonnes)}
    days = [(day, by_name[name]) for day, name in zip(JOURS, format.horaires, strict=False) if name in by_name]
    for row in tableau.lignes():
        bilan.lues += 1
        try:
            if row.erreur:
                raise LigneRefusee(row.erreur)
            said = {name: row.cellules[rank] for name, rank in ranks.items()}
            fiche = convert(said, [(day, row.cellules[rank]) for day, rank in days])
        except LigneRefusee as refus:
            bilan.rejetees.append({"ligne": row.numero, "raison": str(refus)})
            continue
        bilan.remarques.update(fiche.remarques)
        fiche.valeurs["empreinte"] = fingerprint(fiche.valeurs)
        yield said.get("identifiant", "").strip()[:120] or fiche.valeurs["empreinte"], fiche


def fingerprint(values: dict[str, Any]) -> str:
    said = json.dumps({name: value for name, value in values.items() if name != "empreinte"}, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _store(found: dict[str, Fiche], source: str, bilan: Bilan) -> None:
    known = {row.identifiant: row for row in FicheAnnuaire.objects.filter(source=source)}
    new = [
        FicheAnnuaire(source=source, identifiant=key, **fiche.valeurs)
        for key, fiche in found.items()
        if key not in known
    ]
    changed = []
    for key, row in known.items():
        if key not in found:
            continue
        if row.empreinte == found[key].valeurs["empreinte"] and row.disparue_le is None:
            bilan.doublons += 1
            continue
        for name, value in found[key].valeurs.items():
            setattr(row, name, value)
        row.disparue_le = None
        changed.append(row)
    FicheAnnuaire.objects.bulk_create(new, batch_size=500)
    FicheAnnuaire.objects.bulk_update(changed, [*CHAMPS, "disparue_le"], batch_size=200)
    gone = [row.pk for key, row in known.items() if key not in found and row.disparue_le is None]
    FicheAnnuaire.objects.filter(pk__in=gone).update(disparue_le=timezone.localdate())
    bilan.acceptees, bilan.mises_a_jour, bilan.disparues = len(new) + len(changed), len(changed), len(gone)
