"""Where the acts of a trial come from: the facts of this instance, or a made-up country. Never the field log."""

import uuid
from collections.abc import Mapping

import numpy as np

from entredeux.observatoire import entrepot
from entredeux.observatoire.audit.actes import THEMES, Actes
from entredeux.observatoire.entrepot import Lecture
from entredeux.observatoire.entrepot.colonnes import FILTRES, GENRES, POIDS
from entredeux.observatoire.enums import THEMES as DETAILS
from entredeux.observatoire.models import MoisArrete
from entredeux.observatoire.quantites import DEFINITIONS, Quantite
from entredeux.territoires.models import Qpv

INCONNU = "inconnu"
ACTES_MIN = 500


def acts_of_instance() -> Actes | None:
    """All the facts taken, every structure together; None under 500 acts: nothing linked can be drawn from them."""
    found = _gather(Lecture(), {theme: theme for theme in THEMES})
    return found if found is not None and int(found.poids.sum()) >= ACTES_MIN else None


def facts_of_instance(mesure: str) -> Actes | None:
    """What a measure counts, with the columns of its filters and details; None when there is nothing to count."""
    columns = {axe: str(axe) for axe in DETAILS} | FILTRES[mesure]
    return _gather(Lecture(GENRES[mesure], (), POIDS.get(mesure, "")), {str(k): v for k, v in columns.items()})


def work_of_instance(quantite: Quantite) -> Actes | None:
    """What a quantity of our own work adds up, when facts say it."""
    counted = DEFINITIONS[quantite].comptage
    if counted is None:
        return None
    kept = ((counted.parmi[0], (counted.parmi[1],)),) if counted.parmi else ()
    return _gather(Lecture(counted.genre, kept, counted.somme), {})


def _gather(lecture: Lecture, columns: Mapping[str, str]) -> Actes | None:
    """`columns`: column of the facts by name."""
    read = sorted(set(columns.values()))
    rows = [row for structure, months in _taken().items() for row in _read(structure, months, read, lecture)]
    if not rows:
        return None
    facts = dict(zip(("month", "qpv", *read, "cle", "actes"), zip(*rows, strict=True), strict=True))
    quarters, months = _quarters(facts["qpv"]), tuple(sorted(set(facts["month"])))
    themes = {name: tuple(sorted({value or INCONNU for value in facts[said]})) for name, said in columns.items()}
    known = {quarter[-1] for quarter in quarters}
    codes = {
        "qpv": _encode([q if q in known else INCONNU for q in facts["qpv"]], [q[-1] for q in quarters]),
        "month": _encode(facts["month"], months),
        **{name: _encode([v or INCONNU for v in facts[said]], themes[name]) for name, said in columns.items()},
    }
    acts = np.array(facts["actes"], dtype=np.int64)
    keys = np.array(facts["cle"], dtype=np.int64)
    return Actes(quarters, months, themes, codes, keys, acts, np.zeros(len(acts), dtype=np.int64))


def _taken() -> Mapping:
    months: dict = {}
    for structure, month in MoisArrete.objects.order_by("structure", "mois").values_list("structure", "mois"):
        months.setdefault(structure, []).append(month)
    return months


def _read(structure: uuid.UUID, months: list[str], columns: list[str], lecture: Lecture) -> list[tuple]:
    found = []
    for month in months:
        arrays = entrepot.read_arrays(structure, [month], ["qpv", *columns], lecture)
        found += [(month, *row) for row in zip(*(list(array) for array in arrays.values()), strict=True)]
    return found


def _quarters(codes) -> tuple[tuple[str, ...], ...]:
    """(region, dep, epci, commune, qpv) of each quarter met. One over several communes has its own commune, unknown."""
    found = {qpv.code: qpv for qpv in Qpv.objects.filter(code__in=set(codes))}
    named = [
        (
            qpv.region_id or INCONNU,
            qpv.departement_id,
            qpv.epci_id or INCONNU,
            qpv.communes[0] if len(qpv.communes) == 1 else INCONNU,
            qpv.code,
        )
        for qpv in found.values()
    ]
    elsewhere = [(INCONNU,) * 5] if any(code not in found for code in codes) else []
    return tuple(sorted(named) + elsewhere)


def _encode(values, listed) -> np.ndarray:
    position = {value: number for number, value in enumerate(listed)}
    return np.array([position[value] for value in values], dtype=np.int64)
