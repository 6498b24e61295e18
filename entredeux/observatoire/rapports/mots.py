"""The words of a table: names of territories, labels of codes, figures written in French."""

from collections.abc import Iterable
from datetime import date

from entredeux.observatoire.enums import ZONES, Axe
from entredeux.observatoire.models import GroupeResidences
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.publication import AUTRE, TOUT
from entredeux.observatoire.vocabulaires import terms_of
from entredeux.territoires.models import Commune, Qpv
from entredeux.ui.templatetags.ui import nombre

AILLEURS = "Hors de ces quartiers, ou lieu non situé"
AILLEURS_PAR_ZONE = {Axe.QPV: AILLEURS, Axe.COMMUNE: "Hors de ces communes, ou lieu non situé"}
HORS_GROUPES = "Hors de ces groupes"
ENSEMBLE = "Ensemble"


def french(value: float) -> str:
    """1 440; hours and rates to the hundredth at most: 12,25."""
    return nombre(value)


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Territories by code: a QPV as "name, communes" (39 names are shared), a commune as "name (département)"."""
    wanted = [code for code in codes if code not in (AUTRE, TOUT)]
    quarters, communes = (
        [code for code in wanted if code.startswith("Q") is is_quarter] for is_quarter in (True, False)
    )
    names = {qpv.code: str(qpv) for qpv in Qpv.objects.filter(code__in=quarters)} if quarters else {}
    if communes:
        names |= {commune.code: str(commune) for commune in Commune.objects.filter(code__in=communes)}
    return names


def labels_of(axe: Axe, codes: Iterable[str], on: date) -> dict[str, tuple[str, bool]]:
    """By code: its label on that day, and whether it is only a working label."""
    listed = list(codes)
    if axe in ZONES:
        names = names_of(listed)
        said = {code: (AILLEURS_PAR_ZONE[axe] if code == AUTRE else names.get(code, code), False) for code in listed}
    elif axe == Axe.GROUPE:
        codes_said = [code for code in listed if code not in (AUTRE, TOUT)]
        said = {str(each.pk): (each.nom, False) for each in GroupeResidences.objects.filter(pk__in=codes_said)}
        said[AUTRE] = (HORS_GROUPES, False)
    elif axe == Axe.MOIS:
        said = {code: (parse_periode(code).libelle, False) for code in listed if code not in (AUTRE, TOUT)}
    else:
        terms = {term.code: (term.libelle, term.est_libelle_de_travail) for term in terms_of(axe, on)}
        said = {code: terms.get(code, (code, False)) for code in listed}
        said[AUTRE] = (f"{axe.label} non précisé", False)
    return said | {TOUT: (ENSEMBLE, False)}
