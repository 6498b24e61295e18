"""Over what a report speaks: a quarter, a civil year, or a stretch of a contrat de ville, told year by year.

Figures are never added over two years: keys rotate with the year (docs/observatoire.md). A stretch is columns.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import TextChoices

from entredeux.cadre.models import Structure
from entredeux.observatoire.contrats import DERNIERE, MI_PARCOURS, PREMIERE
from entredeux.observatoire.enums import GenrePeriode
from entredeux.observatoire.periodes import Periode, parse_periode
from entredeux.observatoire.publication import available_periods

# Before its revision half-way, and from then on.
_AVANT, _DEPUIS = f"{PREMIERE}-{MI_PARCOURS - 1}", f"{MI_PARCOURS}-{DERNIERE}"
CONTRAT = {_AVANT: range(PREMIERE, MI_PARCOURS), _DEPUIS: range(MI_PARCOURS, DERNIERE + 1)}
LIBELLES = {
    _AVANT: f"contrat de ville, {PREMIERE} à {MI_PARCOURS - 1}, pour la révision à mi-parcours de {MI_PARCOURS}",
    _DEPUIS: f"contrat de ville, {MI_PARCOURS} à {DERNIERE}",
}


class GenreRapport(TextChoices):
    CONTRAT = "contrat", "Contrat de ville"
    ANNEE = "annee", "Années"
    TRIMESTRE = "trimestre", "Trimestres"


@dataclass(frozen=True)
class PeriodeRapport:
    code: str
    genre: GenreRapport
    libelle: str
    periodes: tuple[Periode, ...]

    @property
    def derniere(self) -> Periode:
        return self.periodes[-1]


def available_report_periods(
    structure: Structure | None, genres: list[GenreRapport], today: date
) -> list[PeriodeRapport]:
    """Those with at least one closed period that is taken, contract first, latest first."""
    known = available_periods(structure, today) if structure else network_periods(today)
    found = [_contract(code, known) for code in reversed(CONTRAT) if GenreRapport.CONTRAT in genres]
    plain = [_plain(period) for period in known if period.genre != GenrePeriode.MOIS]
    return [each for each in (*found, *plain) if each and each.genre in genres]


def network_periods(today: date) -> list[Periode]:
    """Those that every active structure with months of the year has closed."""
    lists = [available_periods(each, today) for each in Structure.objects.filter(est_active=True)]
    every = [listed for listed in lists if listed]
    known = dict.fromkeys(period for listed in every for period in listed)
    return [
        period
        for period in known
        if all(period in listed for listed in every if any(each.annee == period.annee for each in listed))
    ]


def find_report_period(code: str, periods: list[PeriodeRapport]) -> PeriodeRapport:
    """Empty: the latest year, else the first there is. Raises ValidationError, in French, for any other."""
    if not code:
        return next((each for each in periods if each.genre == GenreRapport.ANNEE), periods[0])
    found = next((each for each in periods if each.code == code), None)
    if found is None:
        if code not in CONTRAT:
            parse_periode(code)
        raise ValidationError(
            "Ce rapport ne se fait pas encore sur « %(code)s » : choisissez dans la liste une période arrêtée.",
            code="periode",
            params={"code": code[:20]},
        )
    return found


def years_of(code: str) -> list[int]:
    """Every year that a report over this period may speak of."""
    return list(CONTRAT[code]) if code in CONTRAT else [int(code[:4])]


def _contract(code: str, known: list[Periode]) -> PeriodeRapport | None:
    years = tuple(sorted(p for p in known if p.genre == GenrePeriode.ANNEE and p.annee in CONTRAT[code]))
    return PeriodeRapport(code, GenreRapport.CONTRAT, LIBELLES[code], years) if years else None


def _plain(period: Periode) -> PeriodeRapport:
    return PeriodeRapport(period.code, GenreRapport(str(period.genre)), period.libelle, (period,))
