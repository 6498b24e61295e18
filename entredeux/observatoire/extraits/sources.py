"""Who makes facts. An app whose records become facts registers a source; nothing else here knows its records.

The modules beside this one read the apps below. An app above observatoire, or one added later, registers its own
from its `AppConfig.ready`.
"""

import calendar
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, QuerySet
from django.db.models.functions import TruncMonth

from entredeux.cadre.chiffrement import secret_of_instance
from entredeux.observatoire.cellules import record_key
from entredeux.observatoire.entrepot.colonnes import INCONNU, NOMS
from entredeux.observatoire.extraits.jetons import Jetons
from entredeux.observatoire.extraits.zones import ZonesDesLieux
from entredeux.observatoire.periodes import PREMIERE_ANNEE, month_of

DEFAUTS: dict[str, Any] = dict.fromkeys(NOMS, "") | {
    "qpv_2015": INCONNU,
    "contrat": INCONNU,
    "cas": False,
    "personnes": 0,
    "minutes": None,
    "effort": None,
}
MINUTES_MAX = 65_535


@dataclass
class MoisExtrait:
    """What every source needs to turn the records of one structure and one month into rows."""

    structure: uuid.UUID
    mois: str
    est_au_mois: bool
    zones: ZonesDesLieux = field(init=False)
    jetons: Jetons = field(init=False)

    def __post_init__(self) -> None:
        self.zones = ZonesDesLieux(self.structure)
        self.jetons = Jetons(self.mois)
        self._secret = secret_of_instance(f"figures-{self.mois[:4]}")

    @property
    def jours(self) -> tuple[date, date]:
        year, number = map(int, self.mois.split("-"))
        return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])

    @property
    def instants(self) -> tuple[datetime, datetime]:
        """The same, for what is kept as an instant. In UTC, as records are when their clock cuts them to the month."""
        first, last = self.jours
        after = datetime.combine(last + timedelta(days=1), time.min, UTC)
        return datetime.combine(first, time.min, UTC), after - timedelta(microseconds=1)

    def row(self, *, unite: uuid.UUID, jour: date, creneau: str = "", **values: Any) -> tuple:
        """A fact in the order of the columns. Raises KeyError for a column that facts do not have."""
        unknown = values.keys() - DEFAUTS.keys()
        if unknown:
            raise KeyError(f"colonne inconnue : {', '.join(sorted(unknown))}")
        said = DEFAUTS | values
        said |= {
            "structure": self.structure,
            "cle": record_key(self._secret, unite),
            "jour": jour.replace(day=1) if self.est_au_mois else jour,
            "creneau": "" if self.est_au_mois else creneau,
        }
        for name in ("minutes", "effort"):
            said[name] = said[name] and min(said[name], MINUTES_MAX)
        return tuple(said[name] for name in NOMS)


@dataclass(frozen=True)
class Source:
    """`months`: days of service of a structure's records, as months. `rows`: its facts of one month, in any order."""

    code: str
    months: Callable[[uuid.UUID], Iterable[str]]
    rows: Callable[[MoisExtrait], Iterator[tuple]]


_sources: dict[str, Source] = {}


def months_of(rows: QuerySet[Any], field: str = "date_service") -> list[str]:
    """Months of 2000 and later: an older date is a slip of an imported file."""
    is_instant = isinstance(rows.model._meta.get_field(field), DateTimeField)
    month = TruncMonth(field, tzinfo=UTC) if is_instant else TruncMonth(field)
    dated = rows.filter(**{f"{field}__year__gte": PREMIERE_ANNEE}).order_by()
    return [month_of(first) for first in dated.values_list(month, flat=True).distinct()]


def most_of(codes: Iterable[str]) -> str:
    """The most frequent, the first in order on a tie; nothing of nothing."""
    counts = Counter(codes)
    return min(counts, key=lambda code: (-counts[code], code), default="")


def register_source(source: Source) -> None:
    """Registering the same code twice replaces it: `ready` may run twice."""
    _sources[source.code] = source


def registered_sources() -> list[Source]:
    return [_sources[code] for code in sorted(_sources)]
