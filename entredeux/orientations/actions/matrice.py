"""The matrix of a structure: the shipped one until it writes its own; each version stays."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.orientations.access import check_can_manage_protocoles
from entredeux.orientations.models import MatriceDeontologique
from entredeux.orientations.regles import LigneMatrice, read_lines, shipped_lines


@transaction.atomic
def adopt_matrice(*, structure: Structure, by: Acteur) -> MatriceDeontologique:
    """The version in force; the first time, the shipped matrix becomes version 1 of the structure."""
    current = MatriceDeontologique.objects.filter(structure=structure).order_by("-numero").first()
    return current or _keep(structure, 1, shipped_lines(), by)


@transaction.atomic
def write_matrice(*, lignes: tuple[LigneMatrice, ...], by: Acteur) -> MatriceDeontologique:
    """A new version. Referrals already made keep theirs. Raises ValidationError when nothing changed."""
    structure = check_can_manage_protocoles(by)
    Structure.objects.select_for_update().get(pk=structure.pk)
    current = adopt_matrice(structure=structure, by=by)
    if current.regles == lignes:
        raise ValidationError("Rien n'a changé : la version en vigueur reste la même.")
    last = MatriceDeontologique.objects.filter(structure=structure).aggregate(last=Max("numero"))["last"]
    return _keep(structure, last + 1, lignes, by)


def _keep(structure: Structure, numero: int, lines: tuple[LigneMatrice, ...], by: Acteur) -> MatriceDeontologique:
    data = [line.as_data() for line in lines]
    read_lines(data)
    kept = MatriceDeontologique.objects.create(structure=structure, numero=numero, lignes=data, cree_par=by.compte)
    journal.record_write(by, "orientations.matrice.ecrite", kept, structure=structure.pk)
    return kept
