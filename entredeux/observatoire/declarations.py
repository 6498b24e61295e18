"""What the structure declares: quantities of its own work, and its yearly sheet. The latest wins, the others stay."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Structure
from entredeux.observatoire.access import check_can_declare_quantite
from entredeux.observatoire.enums import GenrePeriode
from entredeux.observatoire.fiches import EFFECTIF_MAX, RUBRIQUES, Bloc, rubriques_of
from entredeux.observatoire.models import LigneFiche, QuantiteDeclaree
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


Fiche = Mapping[str, Mapping[str, int]]


@transaction.atomic
def record_fiche(*, annee: int, comptes: Fiche, by: Acteur) -> list[LigneFiche]:
    """The whole sheet of a year, heading by heading; a heading left out is not told. The same sheet writes nothing.

    Raises Refus; ValidationError for a year that is not over, an unknown value, headings of a block whose sums differ.
    """
    check_can_declare_quantite(by)
    assert by.structure is not None
    if not 2000 <= annee < timezone.localdate().year:
        raise ValidationError({"annee": "Une fiche se remplit pour une année terminée."}, code="annee")
    told = {code: dict(counts) for code, counts in comptes.items() if counts}
    if not told:
        raise ValidationError("Renseignez au moins une rubrique de la fiche.", code="vide")
    _check_values(told)
    for bloc in Bloc:
        _check_sums(bloc, told)
    Structure.objects.select_for_update().get(pk=by.structure.pk)  # two corrections at once take two ranks
    former = latest_fiche(by.structure, annee)
    if counts_of(former) == told:
        return former
    rows = [
        LigneFiche(
            structure=by.structure,
            annee=annee,
            rubrique=code,
            valeur=value,
            nombre=number,
            rang=former[0].rang + 1 if former else 1,
            cree_par=by.compte,
        )
        for code, counts in told.items()
        for value, number in counts.items()
    ]
    LigneFiche.objects.bulk_create(rows)
    record_write(by, "observatoire.fiche.declaree", nombre=len(rows), champs=[str(annee), *told])
    return rows


def latest_fiche(structure: Structure, annee: int) -> list[LigneFiche]:
    """The rows in force, none when the year has no sheet."""
    rows = list(LigneFiche.objects.filter(structure=structure, annee=annee).order_by("rang", "pk"))
    return [row for row in rows if row.rang == rows[-1].rang]


def counts_of(rows: list[LigneFiche]) -> dict[str, dict[str, int]]:
    told: dict[str, dict[str, int]] = {}
    for row in rows:
        told.setdefault(row.rubrique, {})[row.valeur] = row.nombre
    return told


def _check_values(told: Fiche) -> None:
    for code, counts in told.items():
        if code not in RUBRIQUES or set(counts) - set(RUBRIQUES[code].valeurs):
            raise ValidationError("Cette rubrique n'est pas dans la fiche.", code="rubrique")
        if any(not 0 <= number <= EFFECTIF_MAX for number in counts.values()):
            raise ValidationError(f"Donnez des nombres entiers, de 0 à {EFFECTIF_MAX}.", code="nombre")


def _check_sums(bloc: Bloc, told: Fiche) -> None:
    sums = {each.titre: sum(told[each.code].values()) for each in rubriques_of(bloc) if each.code in told}
    if len(set(sums.values())) > 1:
        said = " ; ".join(f"« {titre} » : {total}" for titre, total in sums.items())
        raise ValidationError(
            f"Les totaux de « {bloc.label} » diffèrent : {said}. Les mêmes personnes s'y répartissent : corrigez, ou "
            "laissez vide une rubrique que vous ne connaissez pas. Rien n'est enregistré ; vos nombres sont gardés.",
            code="totaux",
        )
