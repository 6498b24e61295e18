"""Months, quarters and years, and when each may be published: 45 days after its last day.

A period is one of three genres, never a sliding window: two windows one day apart would give that day away.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError

from entredeux.observatoire.enums import GenrePeriode

DELAI = timedelta(days=45)
PREMIERE_ANNEE, DERNIERE_ANNEE = 2000, 2199
_FORMES = {
    GenrePeriode.MOIS: re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    GenrePeriode.TRIMESTRE: re.compile(r"(\d{4})-T([1-4])"),
    GenrePeriode.ANNEE: re.compile(r"(\d{4})()"),
}
NOMS_DES_MOIS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
)


@dataclass(frozen=True, order=True)
class Periode:
    """`code` is "2026-03", "2026-T1" or "2026"."""

    code: str
    genre: GenrePeriode

    @property
    def annee(self) -> int:
        return int(self.code[:4])

    @property
    def mois(self) -> tuple[str, ...]:
        """Its months, "AAAA-MM", in order."""
        if self.genre == GenrePeriode.MOIS:
            return (self.code,)
        first, count = (3 * int(self.code[-1]) - 2, 3) if self.genre == GenrePeriode.TRIMESTRE else (1, 12)
        return tuple(f"{self.annee}-{number:02d}" for number in range(first, first + count))

    @property
    def fin(self) -> date:
        year, month = map(int, self.mois[-1].split("-"))
        return date(year, month, calendar.monthrange(year, month)[1])

    @property
    def visible_le(self) -> date:
        return self.fin + DELAI

    def est_close(self, today: date) -> bool:
        return today >= self.visible_le

    @property
    def libelle(self) -> str:
        if self.genre == GenrePeriode.MOIS:
            return f"{NOMS_DES_MOIS[int(self.code[5:]) - 1]} {self.annee}"
        if self.genre == GenrePeriode.TRIMESTRE:
            number = self.code[-1]
            return f"{number}{'er' if number == '1' else 'e'} trimestre {self.annee}"
        return f"année {self.annee}"


def parse_periode(code: str) -> Periode:
    """Raises ValidationError, in French, on anything but a month, a quarter or a year."""
    for genre, form in _FORMES.items():
        match = form.fullmatch(code)
        if match and PREMIERE_ANNEE <= int(match[1]) <= DERNIERE_ANNEE:
            return Periode(code, genre)
    raise ValidationError(
        "La période « %(code)s » n'existe pas. Choisissez un mois (2026-03), un trimestre (2026-T1) "
        "ou une année (2026).",
        code="periode",
        params={"code": code[:20]},
    )


def month_of(day: date) -> str:
    return f"{day.year}-{day.month:02d}"


def quarter_of(month: str) -> Periode:
    return parse_periode(f"{month[:4]}-T{(int(month[5:]) + 2) // 3}")


def closed_months(first: str, today: date) -> list[str]:
    """Every month from `first` on that may be published at `today`."""
    months: list[str] = []
    year, number = map(int, first.split("-"))
    while parse_periode(f"{year}-{number:02d}").est_close(today):
        months.append(f"{year}-{number:02d}")
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    return months


def periods_of(months: list[str]) -> list[Periode]:
    """Every year, quarter and month that these months touch, latest first within each genre."""
    codes: dict[str, None] = {}
    for month in months:
        year, number = month.split("-")
        codes |= dict.fromkeys((year, f"{year}-T{(int(number) + 2) // 3}", month))
    periods = [parse_periode(code) for code in codes]
    rank = [GenrePeriode.ANNEE, GenrePeriode.TRIMESTRE, GenrePeriode.MOIS]
    return sorted(sorted(periods, reverse=True), key=lambda period: rank.index(period.genre))


def next_months(today: date, count: int = 2) -> list[Periode]:
    """The next months to open, soonest first."""
    year, number = today.year - 1, today.month
    months: list[Periode] = []
    while len(months) < count:
        month = parse_periode(f"{year}-{number:02d}")
        if not month.est_close(today):
            months.append(month)
        year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    return months
