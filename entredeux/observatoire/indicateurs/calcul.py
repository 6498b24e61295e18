"""From a definition to its figures: protected tables asked of `publication`, and nothing that has seen an exact count.

A share or a mean is made of shown values only, and is hidden as soon as one of them is (observatoire.md 1.7).
"""

import hashlib
import operator
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.observatoire import secret
from entredeux.observatoire.coupes import Coupe, Selection, parse_coupe
from entredeux.observatoire.enums import Audience, Axe, RaisonSecret
from entredeux.observatoire.indicateurs.lecture import current_catalogue
from entredeux.observatoire.indicateurs.schema import Compte, Dimension, Indicateur, Mesure
from entredeux.observatoire.periodes import Periode, parse_periode
from entredeux.observatoire.publication import TOUT, CelluleProtegee, TableProtegee, publish_table, reread_table
from entredeux.observatoire.quantites import DEFINITIONS, Quantite
from entredeux.observatoire.travail import count_travail

POUR_CENT = "pour 100"
UNE_PERIODE = {Dimension.MOIS: "un mois", Dimension.TRIMESTRE: "un trimestre", Dimension.ANNEE: "une année"}


@dataclass(frozen=True)
class Figure:
    """`valeur` is None when hidden, `raison` is then a RaisonSecret; `n` is the shown count it rests on."""

    valeur: float | int | None
    raison: str = ""
    n: int | None = None

    @property
    def est_secrete(self) -> bool:
        return self.valeur is None

    @property
    def raison_lisible(self) -> str:
        return RaisonSecret(self.raison).label if self.raison else ""


@dataclass(frozen=True)
class TableIndicateur:
    """Figures by key, one value an axis, TOUT for a total. `sources`: the tables they come from, numerator first."""

    indicateur: Indicateur
    periode: Periode
    axes: tuple[Axe, ...]
    valeurs: Mapping[Axe, tuple[str, ...]]
    figures: Mapping[tuple[str, ...], Figure]
    sources: tuple[TableProtegee, ...]
    audience: Audience
    est_exacte: bool = False

    def cell(self, **where: str) -> Figure:
        """`table.cell(qpv="QN06203M")`; an axis left out is a total. Raises KeyError."""
        unknown = set(where) - {str(axe) for axe in self.axes}
        if unknown:
            raise KeyError(f"axe absent du tableau : {', '.join(sorted(unknown))}")
        return self.figures[tuple(where.get(str(axe), TOUT) for axe in self.axes)]

    @property
    def version(self) -> int:
        """Of the definition."""
        return self.indicateur.version

    @property
    def plancher(self) -> int:
        return secret.PLANCHERS[self.audience]

    @property
    def instant(self) -> datetime:
        """When the latest of its tables was registered."""
        return max(table.instant for table in self.sources)

    @cached_property
    def empreinte(self) -> str:
        said = [self.indicateur.code, str(self.version), *(table.empreinte for table in self.sources)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    @property
    def est_vide(self) -> bool:
        """No figure may be shown."""
        return all(figure.est_secrete for figure in self.figures.values())


def find_indicateur(code: str) -> Indicateur:
    """Of today's catalogue. Raises KeyError."""
    for each in current_catalogue(timezone.localdate()).indicateurs:
        if each.code == code:
            return each
    raise KeyError(code)


def publish_indicateur(
    indicateur: Indicateur,
    *,
    structure: Structure,
    periode: str,
    axes: Sequence[str],
    audience: Audience = Audience.PUBLIC,
    by: Acteur,
) -> TableIndicateur:
    """Its figures, the same for ever on the same data and definition.

    Raises ValidationError in French for a cut its definition does not have, a period that is not out, an indicator
    that facts do not say yet; Refus and Http404 as `publish_table` does.
    """
    _check_cut(indicateur, parse_periode(periode), axes)
    tables = [
        _count_exactly(count.quantite, structure, periode, axes, by)
        if indicateur.est_exact and count.quantite
        else publish_table(_cut_of(count, structure, periode, axes), audience=audience, by=by)
        for count in indicateur.comptes
    ]
    return table_of(indicateur, tuple(tables))


def publish_by_groups(
    indicateur: Indicateur,
    *,
    structure: Structure,
    periode: str,
    bailleur: uuid.UUID,
    audience: Audience = Audience.PUBLIC,
    by: Acteur,
) -> TableIndicateur:
    """A count of passages by group of residences of a landlord, for the report handed to it. Raises ValidationError."""
    if any(count.mesure != Mesure.PASSAGES for count in indicateur.comptes):
        raise ValidationError("Seuls les passages se lisent par groupe de résidences.", code="groupe")
    _check_cut(indicateur, parse_periode(periode), ())
    today, axes = timezone.localdate(), [Axe.GROUPE]
    cuts = [
        parse_coupe(
            structure=structure.pk,
            periode=periode,
            axes=axes,
            today=today,
            selection=selection_of(count),
            bailleur=bailleur,
        )
        for count in indicateur.comptes
    ]
    return table_of(indicateur, tuple(publish_table(cut, audience=audience, by=by) for cut in cuts))


def _count_exactly(
    quantite: Quantite, structure: Structure, periode: str, axes: Sequence[str], by: Acteur
) -> TableProtegee:
    wanted = [Axe(axe) for axe in axes if axe in Axe.values]
    _, _, publication = count_travail(quantite, structure=structure, periode=periode, axes=wanted, by=by)
    return reread_table(publication)


def _cut_of(count: Compte, structure: Structure, periode: str, axes: Sequence[str]) -> Coupe:
    today, selection = timezone.localdate(), selection_of(count)
    return parse_coupe(structure=structure.pk, periode=periode, axes=axes, today=today, selection=selection)


def table_of(indicateur: Indicateur, tables: tuple[TableProtegee, ...]) -> TableIndicateur:
    """The figures of tables already registered: numerator, then denominator. Keys are those of the numerator's."""
    first, whole = tables[0], tables[-1]
    figures = {
        key: _figure(indicateur, cell, whole.cellules[key] if len(tables) > 1 else None)
        for key, cell in first.cellules.items()
        if len(tables) == 1 or key in whole.cellules
    }
    coupe = first.coupe
    exact = coupe.selection.est_exacte
    return TableIndicateur(indicateur, coupe.periode, coupe.axes, first.valeurs, figures, tables, first.audience, exact)


def selection_of(count: Compte) -> Selection:
    return Selection.of(count.mesure, count.parmi)


def allowed_axes(indicateur: Indicateur) -> list[Axe]:
    return [axe for axe in Axe if axe.value in indicateur.dimensions]


def _check_cut(indicateur: Indicateur, periode: Periode, axes: Sequence[str]) -> None:
    if not indicateur.est_calcule:
        raise ValidationError(
            "« %(titre)s » est défini, et les fiches d'aujourd'hui ne le disent pas encore : aucune figure à montrer. "
            "Choisissez un autre indicateur.",
            code="indicateur_non_calcule",
            params={"titre": indicateur.titre},
        )
    if periode.genre not in indicateur.dimensions:
        raise ValidationError(
            "« %(titre)s » ne se lit pas par %(genre)s. Choisissez %(possibles)s.",
            code="periode_hors_definition",
            params={
                "titre": indicateur.titre,
                "genre": periode.genre.label.lower(),
                "possibles": " ou ".join(UNE_PERIODE[d] for d in indicateur.dimensions if d in UNE_PERIODE),
            },
        )
    allowed = {axe.value for axe in allowed_axes(indicateur)}
    other = next((axe for axe in axes if axe in Axe.values and axe not in allowed), None)
    if other:
        raise ValidationError(
            "« %(titre)s » ne se détaille pas par %(axe)s. Les détails prévus par sa définition : %(possibles)s.",
            code="axe_hors_definition",
            params={
                "titre": indicateur.titre,
                "axe": Axe(other).label.lower(),
                "possibles": ", ".join(axe.label.lower() for axe in allowed_axes(indicateur)),
            },
        )


def _figure(indicateur: Indicateur, part: CelluleProtegee, whole: CelluleProtegee | None) -> Figure:
    if part.valeur is None or (whole is not None and not whole.valeur):
        return Figure(None, part.raison or (whole.raison if whole else "") or RaisonSecret.SEUIL)
    if whole is None or whole.valeur is None:
        quantite = indicateur.numerateur.quantite if indicateur.est_exact else None
        return Figure(_in_unit(part.valeur, quantite), n=None if quantite == Quantite.HEURES else part.valeur)
    if indicateur.numerateur.mesure == Mesure.MINUTES:
        return Figure(part.valeur, n=whole.valeur)
    if indicateur.unite != POUR_CENT:
        counts = (
            _in_unit(cell, count.quantite)
            for cell, count in zip((part.valeur, whole.valeur), indicateur.comptes, strict=True)
        )
        return Figure(round(operator.truediv(*counts), 2))
    share = secret.share(part.valeur, whole.valeur)
    assert share is not None
    return Figure(min(100, round(100 * share)), n=whole.valeur)


def _in_unit(stored: int, quantite: Quantite | None) -> float | int:
    """Hours are kept in minutes, and shown to the hundredth as on the page of our own work."""
    pas = DEFINITIONS[quantite].pas if quantite else 1
    return stored if pas == 1 else round(stored / pas, 2)
