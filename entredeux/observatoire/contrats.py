"""The calendar of contrats de ville: 2024 to 2030, revised at mid-term in 2027.

Its years are civil years: a period never crosses one, because the keys that protect figures change on 1 January.
"""

from collections.abc import Sequence

from entredeux.observatoire.periodes import Periode, parse_periode

PREMIERE, MI_PARCOURS, DERNIERE = 2024, 2027, 2030
NOM = f"Contrat de ville {PREMIERE}-{DERNIERE}"


def contract_years() -> list[Periode]:
    return [parse_periode(str(year)) for year in range(PREMIERE, DERNIERE + 1)]


def label_of(period: Periode) -> str:
    """« 4e année du contrat (2027), révision à mi-parcours »."""
    rank = period.annee - PREMIERE + 1
    said = f"{rank}{'re' if rank == 1 else 'e'} année du contrat ({period.annee})"
    return f"{said}, révision à mi-parcours" if period.annee == MI_PARCOURS else said


def is_of_contract(period: Periode) -> bool:
    return period in contract_years()


def other_years(period: Periode, periods: Sequence[Periode], count: int) -> list[Periode]:
    """Years of the contract that are out, besides this one, latest first."""
    out = [each for each in contract_years() if each in periods and each != period]
    return sorted(out, reverse=True)[:count]
