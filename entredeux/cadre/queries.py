"""Lists of accounts and of journal lines, in the number of queries their page needs."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from entredeux.cadre.access import visible_adhesions
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.journal import hash_of_compte
from entredeux.cadre.models import Adhesion, Compte, EntreeJournal

LIGNES_PAR_PAGE = 50


def list_adhesions(
    by: Acteur, *, role: str = "", depuis: date | None = None, fermes: bool = False
) -> QuerySet[Adhesion]:
    rows = visible_adhesions(by).order_by("compte__nom", "compte__email", "-depuis")
    if role:
        rows = rows.filter(role=role)
    if depuis:
        rows = rows.filter(depuis__gte=depuis)
    if not fermes:
        rows = rows.filter(Q(jusqua__isnull=True) | Q(jusqua__gt=timezone.localdate()))
    return rows


def list_journal(
    by: Acteur, *, genre: str = "", evenement: str = "", mois: str = "", avant: int | None = None
) -> list[EntreeJournal]:
    """The next page of the structure's chain, newest first, one row more than a page when there is another.

    Pages follow the number in the chain: the last page of a million lines costs what the first does.
    """
    rows = EntreeJournal.objects.filter(structure=by.chaine).order_by("-numero")
    filters: dict[str, Any] = {"genre": genre, "evenement__startswith": evenement, "numero__lt": avant}
    rows = rows.filter(**{name: value for name, value in filters.items() if value})
    if mois:
        start, end = _month_bounds(mois, by)
        rows = rows.filter(instant__gte=start, instant__lt=end)
    return list(rows[: LIGNES_PAR_PAGE + 1])


def read_noms_par_condense(structure: uuid.UUID) -> dict[str, str]:
    """Keyed hash in the journal -> name, for everyone who ever had an access to this structure."""
    members = Compte.objects.filter(adhesions__structure=structure).distinct()
    return {hash_of_compte(compte.pk): compte.nom for compte in members}


def _month_bounds(mois: str, by: Acteur) -> tuple[datetime, datetime]:
    year, month = (int(part) for part in mois.split("-"))
    zone = by.structure.zone if by.structure else timezone.get_current_timezone()
    start = datetime(year, month, 1, tzinfo=zone)
    return start, datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
