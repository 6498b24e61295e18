"""A whole file of an open directory: tried, or applied in one transaction. A broken file changes nothing.

What a team added (notes, decisions, partners) is in other tables and is never touched here.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.partenaires.annuaire.conversion import Fiche
from entredeux.partenaires.annuaire.doublons import Candidate, find_paires
from entredeux.partenaires.annuaire.lecture import Plan, read_rows
from entredeux.partenaires.enums import PrecisionPoint
from entredeux.partenaires.models import FicheAnnuaire, PaireAnnuaire, RejetAnnuaire, SourceAnnuaire
from entredeux.partenaires.queries.communes import make_situer
from entredeux.socle.lecture import Tableau

CHAMPS = (
    *("nom", "siret", "adresse", "complement_adresse", "code_postal", "commune", "code_insee", "latitude", "longitude"),
    *("telephone", "courriel", "site_web", "horaires_accueil", "services", "publics", "thematiques", "besoins"),
    *("modalites", "precision_point", "recherche", "date_maj", "empreinte"),
)


@dataclass
class Bilan:
    """`acceptees`: added or changed. `doublons`: the same row was there, or came earlier in the file."""

    lues: int = 0
    acceptees: int = 0
    doublons: int = 0
    mises_a_jour: int = 0
    disparues: int = 0
    paires: int = 0
    rejetees: list[dict[str, Any]] = field(default_factory=list)
    remarques: Counter[str] = field(default_factory=Counter)
    rejets: list[RejetAnnuaire] = field(default_factory=list)


@transaction.atomic
def import_annuaire(
    tableau: Tableau, plan: Plan, *, source: str, by: Acteur, licence: str = "", est_essai: bool = False
) -> Bilan:
    """Adds and refreshes the rows of `source`; those it no longer holds are marked gone, never deleted."""
    check_permission(by, Permission.IMPORTER_TERRAIN)
    bilan = Bilan()
    found = _read(tableau, plan, bilan)
    _store(found, source, bilan)
    _keep_source(source, plan, licence, bilan)
    bilan.paires = refresh_paires()
    if est_essai:
        transaction.set_rollback(True)
    else:
        journal.record_write(by, "partenaires.annuaire.importe", nombre=bilan.acceptees)
    return bilan


def _read(tableau: Tableau, plan: Plan, bilan: Bilan) -> dict[str, Fiche]:
    found: dict[str, Fiche] = {}
    for row in read_rows(tableau, plan, make_situer()):
        bilan.lues += 1
        if row.fiche is None:
            bilan.rejetees.append({"ligne": row.ligne, "raison": row.raison})
            bilan.rejets.append(RejetAnnuaire(ligne=row.ligne, identifiant=row.identifiant, raison=row.raison[:200]))
            continue
        if row.identifiant in found:
            bilan.doublons += 1
            continue
        found[row.identifiant] = row.fiche
        bilan.remarques.update(row.fiche.remarques)
        bilan.rejets += [
            RejetAnnuaire(
                ligne=row.ligne, identifiant=row.identifiant, champ=each.champ, valeur=each.valeur, raison=each.raison
            )
            for each in row.fiche.rejets
        ]
    return found


def _store(found: dict[str, Fiche], source: str, bilan: Bilan) -> None:
    today = timezone.localdate()
    known = {row.identifiant: row for row in FicheAnnuaire.objects.filter(source=source)}
    new = [
        FicheAnnuaire(source=source, identifiant=key, vue_le=today, **fiche.valeurs)
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
    FicheAnnuaire.objects.bulk_create(new, batch_size=300)
    FicheAnnuaire.objects.bulk_update(changed, [*CHAMPS, "disparue_le"], batch_size=100)
    gone = [row.pk for key, row in known.items() if key not in found and row.disparue_le is None]
    FicheAnnuaire.objects.filter(pk__in=gone).update(disparue_le=today)
    FicheAnnuaire.objects.filter(source=source, disparue_le=None).update(vue_le=today)
    bilan.acceptees, bilan.mises_a_jour, bilan.disparues = len(new) + len(changed), len(changed), len(gone)


def _keep_source(source: str, plan: Plan, licence: str, bilan: Bilan) -> None:
    said = {"format": plan.format.code, "lue_le": timezone.localdate(), "lues": bilan.lues}
    said["refusees"] = len(bilan.rejetees)
    if licence:
        said["licence"] = licence
    row, _ = SourceAnnuaire.objects.update_or_create(pk=source, defaults=said)
    row.rejets.all().delete()
    for rejet in bilan.rejets:
        rejet.source = row
    RejetAnnuaire.objects.bulk_create(bilan.rejets, batch_size=300)


def refresh_paires() -> int:
    """Proposes again the sheets that may be one, over the whole directory. What teams decided is elsewhere."""
    rows = FicheAnnuaire.objects.filter(disparue_le=None).exclude(code_postal="")
    words = ("pk", "source", "nom", "adresse", "code_postal", "commune", "siret")
    point = ("latitude", "longitude", "precision_point")
    candidates = [
        Candidate(
            *(pk, source, nom, adresse, postal, commune, siret),
            (lat, lon) if kind == PrecisionPoint.ADRESSE else None,
        )
        for pk, source, nom, adresse, postal, commune, siret, lat, lon, kind in rows.values_list(
            *words, *point
        ).iterator()
    ]
    pairs = find_paires(candidates)
    PaireAnnuaire.objects.all().delete()
    PaireAnnuaire.objects.bulk_create(
        [
            PaireAnnuaire(une_id=pair.une, autre_id=pair.autre, raisons=list(pair.raisons), force=pair.force)
            for pair in pairs
        ],
        batch_size=300,
    )
    return len(pairs)
