"""Composing the groups of a landlord's residences: what is refused, and why.

A group has at least five residences; a residence is in one group a year at most; nothing changes in a year once one of
its months is taken. Otherwise two tables, one less the other, would tell of a residence.
"""

import uuid
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Structure
from entredeux.observatoire.access_groupes import check_can_compose, visible_groupes
from entredeux.observatoire.models import GroupeResidences, MoisArrete, ResidenceGroupee
from entredeux.observatoire.models_groupes import RESIDENCES_MIN
from entredeux.observatoire.residences import areas_of, few_apart, residences_of
from entredeux.partenaires.models import StructurePartenaire


def open_years(structure: Structure, today: date) -> list[int]:
    """Years whose groups may still be composed: this one while none of its months is taken, and the next."""
    years = [today.year, today.year + 1]
    return [year for year in years if not _is_taken(structure.pk, year)]


@transaction.atomic
def compose_groupe(
    *, bailleur: StructurePartenaire, annee: int, nom: str, residences: Sequence[str], by: Acteur
) -> GroupeResidences:
    """`residences`: folded names. Raises ValidationError that says what is refused and why."""
    check_can_compose(by, bailleur)
    structure = by.structure
    assert structure is not None
    Structure.objects.select_for_update().get(pk=structure.pk)  # two groups at once are checked one after the other
    _check_open(structure.pk, annee)
    known = residences_of(structure.pk)
    chosen = frozenset(residences)
    if not nom.strip():
        raise ValidationError("Donnez un nom au groupe.", code="nom")
    if chosen - known.keys():
        raise ValidationError("Une résidence choisie n'est plus dans vos lieux. Vérifiez la liste.", code="inconnue")
    _check_partition(structure.pk, annee, chosen, areas_of(structure.pk))
    groupe = GroupeResidences(structure=structure, bailleur=bailleur, annee=annee, nom=nom.strip())
    groupe.full_clean(exclude=["structure", "bailleur"])
    groupe.save()
    ResidenceGroupee.objects.bulk_create(
        ResidenceGroupee(groupe=groupe, structure=structure, annee=annee, cle=cle, nom=known[cle].nom)
        for cle in sorted(chosen)
    )
    record_write(by, "observatoire.groupe.compose", groupe, nombre=len(chosen))
    return groupe


@transaction.atomic
def dissolve_groupe(groupe: GroupeResidences, *, by: Acteur) -> None:
    """Before any month of its year is taken. A year begun keeps its groups: not composing them again ends them."""
    if not visible_groupes(by).filter(pk=groupe.pk).exists():
        raise ValidationError("Ce groupe n'est plus là.", code="absent")
    Structure.objects.select_for_update().get(pk=groupe.structure_id)
    _check_open(groupe.structure_id, groupe.annee)
    left = [held for pk, held in _groups(groupe.structure_id, groupe.annee).items() if pk != groupe.pk]
    known = areas_of(groupe.structure_id)
    if apart := few_apart(known, left):
        raise ValidationError(_too_few(len(apart)), code="reste")
    record_write(by, "observatoire.groupe.dissous", groupe)
    groupe.delete()


def has_groups(structure: Structure, bailleur: uuid.UUID, annee: int) -> bool:
    return GroupeResidences.objects.filter(structure=structure, bailleur_id=bailleur, annee=annee).exists()


def check_groups_hold(structure: uuid.UUID, annee: int) -> None:
    """Places are added during the year: a table by group is not made while fewer than five residences stand apart."""
    known = areas_of(structure)
    groups = list(_groups(structure, annee).values())
    if any(len(group & known.keys()) < RESIDENCES_MIN for group in groups):
        raise ValidationError(
            "Un groupe n'a plus cinq résidences parmi vos lieux : son tableau parlerait de trop peu d'entre elles. "
            "Redonnez à ces lieux le nom de leur résidence, ou composez d'autres groupes pour l'année prochaine.",
            code="groupe",
        )
    if apart := few_apart(known, groups):
        raise ValidationError(_too_few(len(apart)), code="reste")


def _check_open(structure: uuid.UUID, annee: int) -> None:
    if _is_taken(structure, annee):
        raise ValidationError(
            "Des chiffres de %(annee)d sont déjà arrêtés : les groupes de cette année ne changent plus, sinon deux "
            "tableaux comparés parleraient d'une seule résidence. Composez les groupes de l'année prochaine.",
            code="annee",
            params={"annee": annee},
        )
    if annee not in (timezone.localdate().year, timezone.localdate().year + 1):
        raise ValidationError("Les groupes se composent pour cette année ou pour la prochaine.", code="annee")


def _is_taken(structure: uuid.UUID, annee: int) -> bool:
    return MoisArrete.objects.filter(structure_id=structure, mois__startswith=f"{annee}-").exists()


def _check_partition(
    structure: uuid.UUID, annee: int, chosen: frozenset[str], known: dict[str, frozenset[str]]
) -> None:
    if len(chosen) < RESIDENCES_MIN:
        raise ValidationError(
            "Un groupe réunit au moins cinq résidences, et vous en avez choisi %(nombre)d : un tableau de moins de "
            "cinq résidences parlerait des gens de l'une d'elles.",
            code="petit",
            params={"nombre": len(chosen)},
        )
    others = _groups(structure, annee)
    if taken := chosen.intersection(frozenset().union(*others.values())):
        names = ResidenceGroupee.objects.filter(structure_id=structure, annee=annee, cle__in=taken)
        raise ValidationError(
            "Déjà dans un groupe en %(annee)d : %(residences)s. Une résidence n'est que dans un groupe par an : deux "
            "groupes qui se recouvrent, comparés, parleraient de ce qui les sépare.",
            code="recouvre",
            params={"annee": annee, "residences": ", ".join(names.values_list("nom", flat=True))},
        )
    if apart := few_apart(known, [*others.values(), chosen]):
        raise ValidationError(_too_few(len(apart)), code="reste")


def _groups(structure: uuid.UUID, annee: int) -> dict[uuid.UUID, frozenset[str]]:
    found: dict[uuid.UUID, set[str]] = {}
    rows = ResidenceGroupee.objects.filter(structure_id=structure, annee=annee).values_list("groupe_id", "cle")
    for groupe, cle in rows:
        found.setdefault(groupe, set()).add(cle)
    return {groupe: frozenset(held) for groupe, held in found.items()}


def _too_few(count: int) -> str:
    said = "une résidence seule" if count == 1 else f"{count} résidences seulement"
    return (
        f"Le tableau d'un quartier ou de l'ensemble, moins ceux des groupes, parlerait de {said}. Ce qui reste à part "
        "doit être vide, ou d'au moins cinq résidences (un lieu sans résidence compte pour une) : mettez-les dans un "
        "groupe, ou laissez-en davantage de côté."
    )
