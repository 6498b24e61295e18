"""The journal's own clock: months are closed and signed, read entries are emptied after twelve months.

Emptying keeps the two hashes, so the chain still verifies. A read entry may only be emptied when a signed
monthly close covers its number: otherwise moving a recent line's date would be enough to hide a reading.
"""

import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import CHAINE_INSTANCE, Acteur
from entredeux.cadre.enums import GenreEntree
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import ClotureMensuelle, EntreeJournal, Structure, TeteJournal
from entredeux.cadre.signature import sign

CONSERVATION_LECTURES = timedelta(days=366)


def canonical_close(structure: uuid.UUID, mois: str, numero: int, empreinte: str) -> str:
    return f"entredeux-cloture-1|{structure}|{mois}|{numero}|{empreinte}"


def close_months(now: datetime | None = None) -> int:
    """Signs every month that ended and is not closed yet, chain by chain. Returns how many were closed."""
    now = now or timezone.now()
    chains = TeteJournal.objects.filter(numero__gt=0).values_list("structure", flat=True)
    return sum(_close_chain(chain, now) for chain in chains)


def _close_chain(chain: uuid.UUID, now: datetime) -> int:
    closed = 0
    for month in _months_to_close(chain, now):
        last = (
            EntreeJournal.objects.filter(structure=chain, instant__lt=_start_of(_next(month)))
            .order_by("-numero")
            .first()
        )
        if last is None:
            continue
        name = f"{month:%Y-%m}"
        _, created = ClotureMensuelle.objects.get_or_create(
            structure=chain,
            mois=name,
            defaults={
                "numero": last.numero,
                "empreinte": last.empreinte,
                "signature": sign(canonical_close(chain, name, last.numero, last.empreinte)),
            },
        )
        closed += created
    return closed


def _months_to_close(chain: uuid.UUID, now: datetime) -> Iterable[date]:
    last = ClotureMensuelle.objects.filter(structure=chain).order_by("-mois").first()
    if last:
        month = _next(date.fromisoformat(f"{last.mois}-01"))
    else:
        month = EntreeJournal.objects.filter(structure=chain).earliest("numero").instant.date().replace(day=1)
    while _start_of(_next(month)) <= now:
        yield month
        month = _next(month)


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _start_of(month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=UTC)


def limit_of_emptying(now: datetime) -> datetime:
    return now - CONSERVATION_LECTURES


def last_emptiable_number(closes: Iterable[ClotureMensuelle], now: datetime) -> int:
    """Highest number whose line may have been emptied: that of the first close at or after the limit's month."""
    limit = f"{limit_of_emptying(now):%Y-%m}"
    covering = sorted((close.mois, close.numero) for close in closes if close.mois >= limit)
    return covering[0][1] if covering else 0


def empty_old_reads(now: datetime | None = None) -> int:
    """Empties read entries older than twelve months; one line of each chain tells how many. Returns the count."""
    now = now or timezone.now()
    chains = TeteJournal.objects.filter(numero__gt=0).values_list("structure", flat=True)
    return sum(_empty_chain(chain, now) for chain in list(chains))


@transaction.atomic
def _empty_chain(chain: uuid.UUID, now: datetime) -> int:
    last = last_emptiable_number(ClotureMensuelle.objects.filter(structure=chain), now)
    emptied = EntreeJournal.objects.filter(
        structure=chain, numero__lte=last, genre=GenreEntree.LECTURE, instant__lt=limit_of_emptying(now)
    )
    count = emptied.exclude(sel="").update(
        evenement="", objet="", acteur="", role="", champs=[], nombre=0, condense="", sel=""
    )
    if count:
        structure = None if chain == CHAINE_INSTANCE else Structure.objects.filter(pk=chain).first()
        record_write(Acteur.systeme(structure), "cadre.journal.lectures_effacees", nombre=count, structure=chain)
    return count
