"""The same attack on the register itself: all that is out for one structure and year, and what is about to be.

Each measure has its own unknowns: people are not acts. What links them is kept simple: a cell of people that is shown
has units, hence acts; a cell without acts has no people, but he would have to find it empty first. The attacker knows
which communes a quarter lies in. He does not know `top`: we suppose it as small as the figures allow, his best case.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from entredeux.observatoire.audit.bornes import ETROIT, Reels, bound_rows, find_suspects, published_bounds
from entredeux.observatoire.audit.departements import add_rests, as_communes, departements_met, name_communes
from entredeux.observatoire.audit.grilles import COMMUNE, CaseSortie, Systeme
from entredeux.observatoire.audit.groupes import find_empty
from entredeux.observatoire.audit.sortie import AUTRE, MESURE, Codes, TableSortie
from entredeux.observatoire.cellules import Entiers
from entredeux.observatoire.coupes import MOYENNES
from entredeux.observatoire.entrepot.colonnes import ACTE, GENRES, POIDS
from entredeux.observatoire.enums import Audience, Axe
from entredeux.observatoire.models import Publication
from entredeux.observatoire.quantites import DEFINITIONS, Quantite
from entredeux.observatoire.secret import ECART_MAX, PLANCHERS
from entredeux.territoires.models import Qpv

CIBLES = 60
ETROITES_MAX = 0.01
IMMENSE = 10**7  # more than any structure does in a year: the programme stays bounded
# Genre of facts -> the measure whose rows weigh one each.
COMPTES = {genre: measure for measure, genre in GENRES.items() if measure not in POIDS}
TOPS = (1, 2, 4, 8, 16, 64, 256, 1024, 4096, 16384)


@dataclass(frozen=True)
class Constat:
    """`cibles` hidden cells attacked; `exactes` found to the unit, `etroites` within two units."""

    cibles: int
    exactes: int
    etroites: int

    @property
    def narrow(self) -> float:
        """Share of the cells attacked that are found within two units, in percent."""
        return 100 * self.etroites / self.cibles if self.cibles else 0.0

    @property
    def passe(self) -> bool:
        return self.exactes == 0 and self.etroites <= ETROITES_MAX * self.cibles

    def __add__(self, other: "Constat") -> "Constat":
        return Constat(self.cibles + other.cibles, self.exactes + other.exactes, self.etroites + other.etroites)

    def as_dict(self) -> dict[str, int]:
        return {"cibles": self.cibles, "exactes": self.exactes, "etroites": self.etroites}


def attack_union(publications: Sequence[Publication], seed: int = 0) -> Constat:
    """Bounds on cells drawn from all that these tables hide. Same tables, same answer."""
    return attack_cases(read_cases(publications), seed)


def attack_cases(cases: Sequence[CaseSortie], seed: int = 0) -> Constat:
    exact = [case for case in cases if case.est_exacte]
    hidden = [i for i, case in enumerate(cases) if case.valeur is None and not _is_said_exactly(case, exact)]
    if not hidden:
        return Constat(0, 0, 0)
    drawn = np.random.default_rng(seed).choice(hidden, min(CIBLES, len(hidden)), replace=False)
    width = np.concatenate([_widths(*attacked) for attacked in _by_measure(cases, set(drawn.tolist()))])
    return Constat(len(drawn), int((width <= 0).sum()), int((width <= ETROIT).sum()))


def _is_said_exactly(case: CaseSortie, exact: Iterable[CaseSortie]) -> bool:
    """Shown exact elsewhere by decision (0037), or part of an exact count of at most two: no passage, none occupied."""
    return any(
        each.mesure == case.mesure
        and case.mois.items() <= each.mois.items()
        and all(column in case.colonnes and case.colonnes[column] <= codes for column, codes in each.colonnes.items())
        and ((each.valeur or 0) <= ETROIT or _name_of(each) == _name_of(case))
        for each in exact
    )


def read_cases(publications: Sequence[Publication]) -> list[CaseSortie]:
    """Distinct cells of these tables; those that no act can be in are no secret."""
    return cases_of([(TableSortie.of(each), PLANCHERS[Audience(each.audience)]) for each in publications])


def cases_of(lues: Iterable[tuple[TableSortie, int]]) -> list[CaseSortie]:
    """Of tables and their floors. Means do not add up: they are no cells."""
    tables = [(_counted(table), floor) for table, floor in lues if table.mesure not in MOYENNES]
    met = _codes_met([table for table, _ in tables])
    within = departements_met(met)
    return _distinct(case for table, floor in tables for case in _cases(table, floor, met, within))


def _counted(table: TableSortie) -> TableSortie:
    """An exact quantity under the name of the protected measure that counts the same facts, when there is one."""
    counting = DEFINITIONS[Quantite(table.mesure)].comptage if table.mesure in Quantite.values else None
    if counting is None or counting.somme or counting.genre not in COMPTES:
        return table
    kept = {counting.parmi[0]: Codes(frozenset({counting.parmi[1]}))} if counting.parmi else {}
    return replace(table, mesure=COMPTES[counting.genre], parmi=kept)


def _codes_met(tables: Iterable[TableSortie]) -> dict[str, frozenset[str]]:
    """Every code of every column in any table or filter, and AUTRE for what none of them lists."""
    met: dict[str, set[str]] = {}
    for table in tables:
        for column, codes in [*table.listed.items(), *((name, said.codes) for name, said in table.parmi.items())]:
            met.setdefault(column, {AUTRE}).update(codes)
    return add_rests(met)


def _cases(
    table: TableSortie, floor: int, met: Mapping[str, frozenset[str]], within: Mapping[str, str]
) -> Iterator[CaseSortie]:
    """A table hidden whole may be hidden for its team: no floor is then known to hold."""
    free = all(row[-1] is None for row in table.lignes)
    for cell in table.cells():
        if cell.est_vide or not set(cell.mois) <= set(table.mois):
            continue  # a code outside the table's own filter, a month without acts: every table says so alike
        if table.exacte and cell.valeur is None:
            continue  # not known to anyone: exact tables hide nothing
        said = {column: codes.among(met[column]) for column, codes in cell.colonnes.items()}
        kept = as_communes(said, met, within)
        yield CaseSortie(table.mesure, kept, cell.mois, cell.valeur, floor, table.exacte, free or cell.est_libre)


def _distinct(cases: Iterable[CaseSortie]) -> list[CaseSortie]:
    """The same cell under the same floor, once; under the table that says most of it."""
    found: dict[tuple, CaseSortie] = {}
    for case in cases:
        name = (*_name_of(case), case.mesure, case.plancher, case.est_exacte)
        if name not in found or found[name].est_libre:
            found[name] = case
    return list(found.values())


def _name_of(case: CaseSortie) -> tuple:
    return _canonical(case.colonnes), _canonical(case.mois)


def _canonical(said: Mapping[str, Any]) -> tuple:
    return tuple(sorted((name, tuple(sorted(v)) if isinstance(v, frozenset) else v) for name, v in said.items()))


def _by_measure(cases: Sequence[CaseSortie], drawn: set[int]) -> Iterator[tuple[list[CaseSortie], list[int], Entiers]]:
    """Cases of each measure that has targets, the targets' places among them, and what other measures say of each."""
    people = _shown_elsewhere(cases)
    for measure in sorted({cases[number].mesure for number in drawn}):
        mine = [i for i, case in enumerate(cases) if case.mesure == measure and (not case.est_libre or i in drawn)]
        kept = [cases[i] for i in mine]
        least = np.array([people.get(_name_of(case), 0) if measure == MESURE else 0 for case in kept], dtype=np.int64)
        yield kept, [place for place, i in enumerate(mine) if i in drawn], least


def _shown_elsewhere(cases: Iterable[CaseSortie]) -> dict[tuple, int]:
    """Least acts of each cell where another measure of the same acts is shown: it has as many units, noise aside."""
    return {
        _name_of(case): case.plancher - ECART_MAX
        for case in sorted(cases, key=lambda case: case.plancher)
        if case.mesure != MESURE and GENRES.get(case.mesure) == ACTE and not case.est_exacte and case.valeur is not None
    }


def _widths(cases: Sequence[CaseSortie], targets: Sequence[int], least: Entiers) -> Entiers:
    """Of each target, ETROIT + 1 standing for anything larger.

    The narrowest `top` that the figures allow is the attacker's best guess. Acts whose commune is not that of their
    quarter would contradict what he knows of the map: he then forgets it, and where groups of residences stand.
    """
    empty = find_empty(cases)
    systems = [
        Systeme([*cases, *more], communes) for more in ([empty, []] if empty else [[]]) for communes in _maps(cases)
    ]
    for top in TOPS:
        low, high = _bounds(cases, least, top)
        for system in systems:
            try:
                none: Reels = np.zeros(len(system.cases) - len(cases))
                return _widths_in(system, np.concatenate([low, none]), np.concatenate([high, none]), targets)
            except ValueError:
                continue
    raise ValueError("les tableaux publiés se contredisent")


def _widths_in(system: Systeme, low: Reels, high: Reels, targets: Sequence[int]) -> Entiers:
    near = {target: system.near(target) for target in targets}
    suspects = find_suspects(system.lignes, system.taille, low, high, near, system.egalites)
    widths = np.full(len(targets), ETROIT + 1, dtype=np.int64)
    if suspects:
        found = bound_rows(system.lignes, system.taille, low, high, suspects, system.egalites).largeur
        widths[[targets.index(suspect) for suspect in suspects]] = found
    return widths


def _maps(cases: Sequence[CaseSortie]) -> list[dict[str, list[str]]]:
    """Communes of each quarter, as the State publishes them, when communes are shown beside quarters."""
    if not any(COMMUNE in case.colonnes for case in cases):
        return [{}]
    known = _communes_of({code for case in cases for code in case.colonnes.get(Axe.QPV, ())})
    named = name_communes(known, {code for case in cases for code in case.colonnes.get(COMMUNE, ())})
    return [named, {}] if known else [{}]


def _communes_of(quarters: Iterable[str]) -> dict[str, list[str]]:
    return {qpv.code: qpv.communes for qpv in Qpv.objects.filter(code__in=quarters) if qpv.communes}


def _bounds(cases: Sequence[CaseSortie], least: Entiers, top: int) -> tuple[Reels, Reels]:
    shown = np.array([-1 if case.valeur is None else case.valeur for case in cases])
    floors = np.array([case.plancher for case in cases])
    exact = np.array([case.est_exacte for case in cases])
    low, high = published_bounds(shown, np.full(len(shown), top), floors)
    high = np.where([case.est_libre for case in cases], IMMENSE, high)
    return np.where(exact, shown, np.maximum(low, least)), np.where(exact, shown, high)
