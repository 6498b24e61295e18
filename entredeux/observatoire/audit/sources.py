"""Where the acts of a trial come from: the facts of this instance, or a made-up country. Never the field log."""

from collections.abc import Mapping

import numpy as np

from entredeux.observatoire import entrepot
from entredeux.observatoire.audit.actes import THEMES, Actes
from entredeux.observatoire.models import MoisArrete
from entredeux.territoires.models import Qpv

INCONNU = "inconnu"
ACTES_MIN = 500


def acts_of_instance() -> Actes | None:
    """All the facts taken, every structure together; None under 500 acts: nothing linked can be drawn from them."""
    rows = [row for structure, months in _taken().items() for row in _read(structure, months)]
    if sum(row[-1] for row in rows) < ACTES_MIN:
        return None
    columns = dict(zip(("month", "qpv", *THEMES, "cle", "actes"), zip(*rows, strict=True), strict=True))
    quarters, months = _quarters(columns["qpv"]), tuple(sorted(set(columns["month"])))
    themes = {name: tuple(sorted({value or INCONNU for value in columns[name]})) for name in THEMES}
    known = {quarter[-1] for quarter in quarters}
    codes = {
        "qpv": _encode([q if q in known else INCONNU for q in columns["qpv"]], [q[-1] for q in quarters]),
        "month": _encode(columns["month"], months),
        **{name: _encode([value or INCONNU for value in columns[name]], themes[name]) for name in themes},
    }
    acts = np.array(columns["actes"], dtype=np.int64)
    keys = np.array(columns["cle"], dtype=np.int64)
    return Actes(quarters, months, themes, codes, keys, acts, np.zeros(len(acts), dtype=np.int64))


def _taken() -> Mapping:
    months: dict = {}
    for structure, month in MoisArrete.objects.order_by("structure", "mois").values_list("structure", "mois"):
        months.setdefault(structure, []).append(month)
    return months


def _read(structure, months: list[str]) -> list[tuple]:
    return [(month, *row) for month in months for row in entrepot.read_facts(structure, [month], ["qpv", *THEMES])]


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
