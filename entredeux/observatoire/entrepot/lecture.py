"""Reading: which file holds what, opened in memory. Exact, so read by `mesures` alone and by what keeps the store."""

import uuid
from collections.abc import Callable, Container, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from entredeux.cadre.chiffrement import secret_of_instance
from entredeux.observatoire.entrepot import cubes, faits, moteur
from entredeux.observatoire.entrepot.coffre import Coffre, Piece
from entredeux.observatoire.entrepot.colonnes import COUPES, group_of
from entredeux.observatoire.entrepot.depots import FichierAbsent, open_depot
from entredeux.observatoire.entrepot.faits import Lecture
from entredeux.observatoire.entrepot.moteur import Memoire
from entredeux.observatoire.entrepot.scelle import FichierAltere
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.models import MoisArrete, Partition, QuartierSuivi


def coffre() -> Coffre:
    """The instance's: its depot, under its secret, which the master key wraps."""
    return _coffre(
        settings.ENTREPOT, settings.ENTREPOT_S3_SERVEUR, str(settings.DOSSIER), secret_of_instance("entrepot")
    )


@lru_cache(maxsize=1)
def _coffre(adresse: str, serveur: str, dossier: str, secret: bytes) -> Coffre:
    return Coffre(open_depot(adresse, serveur=serveur, cache=Path(dossier) / "entrepot-cache"), secret)


def partitions(genre: GenrePartition, periods: Iterable[str] | None = None) -> QuerySet[Partition]:
    rows = Partition.objects.filter(genre=genre)
    return rows if periods is None else rows.filter(periode__in=list(periods)).order_by("periode", "groupe")


def piece_of(row: Partition) -> Piece:
    groupe = "" if row.groupe is None else str(row.groupe)
    return Piece(row.genre, groupe, row.periode, row.empreinte, row.octets, row.lignes)


def check_none_missing(structure: uuid.UUID, asked: Iterable[str], there: Container[str]) -> None:
    """A month taken whose facts are nowhere is not a month without acts."""
    taken = MoisArrete.objects.filter(structure_id=structure, mois__in=list(asked)).values_list("mois", flat=True)
    for month in taken:
        if month not in there:
            raise _unreadable(f"faits {month}")


def page_of(row: Partition) -> Memoire:
    """Raises ValidationError, with what to do, when the file is gone or damaged."""
    try:
        return coffre().open(piece_of(row))
    except (FichierAbsent, FichierAltere):
        raise _unreadable(str(row)) from None


def _unreadable(what: str) -> ValidationError:
    return ValidationError(
        "Un fichier de l'entrepôt (%(quoi)s) est absent ou abîmé. Les tableaux déjà publiés restent visibles. "
        "La personne qui héberge Entre-deux peut le refaire avec « entredeux observatoire rebuild ».",
        code="entrepot",
        params={"quoi": what},
    )


def months_of(structure: uuid.UUID) -> list[MoisArrete]:
    return list(MoisArrete.objects.filter(structure_id=structure).order_by("mois"))


def months_by_structure(months: Iterable[str]) -> dict[uuid.UUID, list[MoisArrete]]:
    """Of every structure, which of these months are taken."""
    found: dict[uuid.UUID, list[MoisArrete]] = {}
    for month in MoisArrete.objects.filter(mois__in=list(months)).order_by("mois"):
        found.setdefault(month.structure_id, []).append(month)
    return found


def quarters_of(structure: uuid.UUID) -> list[str]:
    """Codes of the QPV that are rows of the structure's tables, in order."""
    return list(QuartierSuivi.objects.filter(structure_id=structure).order_by("qpv").values_list("qpv", flat=True))


def add_quarters(structure: uuid.UUID, codes: Iterable[str]) -> None:
    rows = [QuartierSuivi(structure_id=structure, qpv=code) for code in sorted(set(codes)) if code]
    QuartierSuivi.objects.bulk_create(rows, ignore_conflicts=True)


def read_facts(structure: uuid.UUID, months: Iterable[str], columns: Sequence[str]) -> list[tuple]:
    """Rows (*columns, cle, acts), one per protected unit in each combination."""
    return list(zip(*(list(array) for array in read_arrays(structure, months, columns).values()), strict=True))


def read_arrays(
    structure: uuid.UUID, months: Iterable[str], columns: Sequence[str], ce: Lecture | None = None
) -> dict[str, Any]:
    """Acts, or what `ce` reads, by these columns and by protected unit: one array a column, then `cle`, `poids`."""
    return _read_pages(faits.count_units, structure, months, columns, ce or Lecture())


def read_values(structure: uuid.UUID, months: Iterable[str], columns: Sequence[str], ce: Lecture) -> dict[str, Any]:
    """One item a fact whose `ce.poids` is known: one array a column, then `cle`, and that value as `poids`."""
    return _read_pages(faits.list_values, structure, months, columns, ce)


def _read_pages(
    read: Callable[..., dict[str, Any]],
    structure: uuid.UUID,
    months: Iterable[str],
    columns: Sequence[str],
    ce: Lecture,
) -> dict[str, Any]:
    asked = list(months)
    rows = partitions(GenrePartition.FAITS, asked).filter(groupe=group_of(structure))
    pages = {row.periode: page_of(row) for row in rows}
    check_none_missing(structure, asked, pages.keys())
    if not pages:
        return {name: [] for name in (*columns, "cle", "poids")}
    with moteur.cursor() as base:
        return read(base, pages, columns, str(structure), ce)


def read_cells(
    periods: Sequence[str], axes: Sequence[str], structure: uuid.UUID | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Keys and measures of a cut, from the cubes of these periods, which are a column too (`mois`) when asked for.

    Of every structure without one. The axes are those of a cut (colonnes.COUPES), `mois` aside. Raises ValidationError
    while a cube is missing or does not follow its facts yet.
    """
    wanted = next(coupe for coupe in COUPES if set(coupe.axes) == set(axes) - {"mois"})
    pages = _cubes_of(periods)
    where = {"coupe": wanted.code} | ({"structure": str(structure)} if structure else {})
    columns = dict(zip(wanted.axes, "abc", strict=False)) | {"mois": "periode"}
    with moteur.cursor() as base:
        cells = cubes.sum_cells(base, pages, [columns[axe] for axe in axes], where)
    return {axe: cells.pop(columns[axe]) for axe in axes}, cells


def _cubes_of(periods: Sequence[str]) -> dict[str, Memoire]:
    rows = {row.periode: row for row in partitions(GenrePartition.CUBE, periods)}
    stale = partitions(GenrePartition.FAITS, periods).filter(est_au_cube=False).exists()
    missing = [period for period in periods if period not in rows]
    if stale or missing:
        raise ValidationError(
            "Les tableaux de %(periode)s ne sont pas encore calculés. Ils le sont chaque nuit, ou avec « entredeux "
            "observatoire refresh ».",
            code="cube",
            params={"periode": (missing or list(periods))[0]},
        )
    return {period: page_of(row) for period, row in rows.items()}


def periods_over(code: str) -> tuple[str, ...]:
    """The quarter and the year that hold this month; nothing for a quarter or a year."""
    if len(code) != 7 or "T" in code:
        return ()
    return f"{code[:4]}-T{(int(code[5:]) + 2) // 3}", code[:4]
