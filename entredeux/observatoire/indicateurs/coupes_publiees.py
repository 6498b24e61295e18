"""Every cell that indicators may publish, as cuts for an outside auditor: what is counted, by which columns.

A mean of durations is no count, and what it is made of is exported as the counts and sums behind it. Our own work that
counts facts which a protected measure counts too is known exactly: it goes out as such.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

from entredeux.observatoire.audit.actes import Actes
from entredeux.observatoire.audit.export import PARTOUT, Coupe
from entredeux.observatoire.audit.sources import facts_of_instance, work_of_instance
from entredeux.observatoire.coupes import MOYENNES, THEMES_MAX, Selection
from entredeux.observatoire.entrepot.colonnes import ACTE, PASSAGE
from entredeux.observatoire.enums import THEMES, ZONES, GenrePeriode
from entredeux.observatoire.indicateurs.calcul import selection_of
from entredeux.observatoire.indicateurs.schema import Indicateur
from entredeux.observatoire.quantites import DEFINITIONS, Quantite

TEMPS = {GenrePeriode.ANNEE: "year", GenrePeriode.TRIMESTRE: "quarter", GenrePeriode.MOIS: "month"}
EXACTES = tuple(q for q, said in DEFINITIONS.items() if said.comptage and said.comptage.genre in (ACTE, PASSAGE))


def cuts_of_indicateurs(indicateurs: Iterable[Indicateur]) -> list[Coupe]:
    """Of each count of each indicator computed here, every table its definition allows, totals included; each once."""
    cuts: dict[Coupe, None] = {}
    for each in indicateurs:
        if each.est_calcule and not each.est_exact:
            for count in each.comptes:
                if count.mesure not in MOYENNES:
                    cuts |= dict.fromkeys(_cuts_of(selection_of(count), {str(said) for said in each.dimensions}))
    return list(cuts)


def _cuts_of(selection: Selection, allowed: set[str]) -> Iterable[Coupe]:
    zones = [PARTOUT, *(str(zone) for zone in ZONES if zone in allowed)]
    periods = [said for genre, said in TEMPS.items() if genre in allowed]
    themes = [str(theme) for theme in THEMES if theme in allowed]
    crossed = [cut for count in range(THEMES_MAX + 1) for cut in combinations(themes, count)]
    for zone, when, cut in product(zones, periods, crossed):
        yield Coupe(zone, when, cut, selection=selection)


def cuts_of_work() -> list[Coupe]:
    """By year and by quarter; a month may stay hidden for the team."""
    return [
        Coupe(PARTOUT, TEMPS[genre], (), selection=Selection(quantite, est_exacte=True))
        for quantite in EXACTES
        for genre in (GenrePeriode.ANNEE, GenrePeriode.TRIMESTRE)
        if genre in DEFINITIONS[quantite].periodes
    ]


def gather_facts(cuts: Sequence[Coupe]) -> dict[str, Actes]:
    """The facts of this instance behind these cuts, by measure; a measure that nothing says is left out."""
    exact = {str(quantite) for quantite in EXACTES}
    measures = dict.fromkeys(str(cut.selection.mesure) for cut in cuts)
    found = {name: work_of_instance(Quantite(name)) if name in exact else facts_of_instance(name) for name in measures}
    return {name: facts for name, facts in found.items() if facts is not None}


def invent_cuts(acts: Actes, cuts: Iterable[Coupe], measures: Iterable[str]) -> list[Coupe]:
    """The cuts of measures that a made-up country has, each code standing for one of its values.

    Codes of a column take its values in turn, so that a set stays a set.
    """
    kept = [cut for cut in cuts if cut.selection.mesure in measures]
    met: dict[str, set[str]] = {}
    for cut in kept:
        for column, codes in cut.selection.parmi:
            met.setdefault(column, set()).update(codes)
    said = {
        column: dict(zip(sorted(codes), _in_turn(acts.themes[column], len(codes)), strict=True))
        for column, codes in met.items()
    }
    return list(dict.fromkeys(_translated(cut, said) for cut in kept))


def _in_turn(values: Sequence[str], size: int) -> list[str]:
    return [values[rank % len(values)] for rank in range(size)]


def _translated(cut: Coupe, said: Mapping[str, Mapping[str, str]]) -> Coupe:
    kept = {column: [said[column][code] for code in codes] for column, codes in cut.selection.parmi}
    return Coupe(cut.zone, cut.temps, cut.themes, cut.epci, Selection.of(cut.selection.mesure, kept))
