"""What the structure declares of its own work: workshops, training, full cost. The latest wins, the others stay."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Structure
from entredeux.observatoire.access import check_can_declare_quantite
from entredeux.observatoire.enums import GenrePeriode
from entredeux.observatoire.models import QuantiteDeclaree
from entredeux.observatoire.periodes import Periode, parse_periode
from entredeux.observatoire.quantites import DECLAREES, DEFINITIONS, Quantite

NOMBRE_MAX = 100_000_000


@transaction.atomic
def declare_quantite(*, nature: str, periode: str, nombre: int, by: Acteur) -> QuantiteDeclaree:
    """A first declaration, or the correction of an earlier one: another row that wins. The same number writes nothing.

    Raises Refus; ValidationError for a period that is not over, or declared by quarters and by the year at once.
    """
    check_can_declare_quantite(by)
    assert by.structure is not None
    quantite, period = _check_nature(nature), _check_period(periode)
    if not 0 <= nombre <= NOMBRE_MAX:
        raise ValidationError({"nombre": "Donnez un nombre entier, zéro ou plus."})
    Structure.objects.select_for_update().get(pk=by.structure.pk)  # two corrections at once take two ranks
    rows = QuantiteDeclaree.objects.filter(structure=by.structure, nature=quantite)
    _check_one_grain(quantite, period, set(rows.values_list("periode", flat=True)))
    former = rows.filter(periode=period.code).order_by("-rang").first()
    if former and former.nombre == nombre:
        return former
    declared = QuantiteDeclaree.objects.create(
        structure=by.structure,
        nature=quantite,
        periode=period.code,
        nombre=nombre,
        rang=former.rang + 1 if former else 1,
        cree_par=by.compte,
    )
    evenement = "observatoire.quantite.corrigee" if former else "observatoire.quantite.declaree"
    record_write(by, evenement, declared, champs=[quantite, period.code])
    return declared


def _check_nature(nature: str) -> Quantite:
    if nature not in DECLAREES:
        raise ValidationError({"nature": "Cette quantité ne se déclare pas : choisissez dans la liste."})
    return Quantite(nature)


def _check_period(code: str) -> Periode:
    try:
        period = parse_periode(code)
    except ValidationError as refusal:
        raise ValidationError({"periode": refusal.messages}) from None
    if period.genre == GenrePeriode.MOIS:
        raise ValidationError({"periode": "Déclarez par trimestre ou par année."})
    if period.fin >= timezone.localdate():
        raise ValidationError(
            {"periode": f"{period.libelle.capitalize()} n'est pas finie : déclarez après son dernier jour."}
        )
    return period


def _check_one_grain(quantite: Quantite, period: Periode, known: set[str]) -> None:
    """One number at one place: by quarters, or for the year."""
    year = str(period.annee)
    if period.genre == GenrePeriode.ANNEE and any(code.startswith(f"{year}-T") for code in known):
        raise ValidationError(
            {"periode": f"« {quantite.label} » est déjà déclaré par trimestre pour {year} : corrigez le trimestre."}
        )
    if period.genre == GenrePeriode.TRIMESTRE and year in known:
        raise ValidationError(
            {"periode": f"« {quantite.label} » est déjà déclaré pour toute l'année {year} : corrigez l'année."}
        )


def unit_of(nature: str) -> str:
    return DEFINITIONS[Quantite(nature)].unite
