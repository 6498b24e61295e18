"""Lines of the register made from synthetic acts, of any measure and filter, without the database."""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product

import numpy as np

from entredeux.observatoire import secret
from entredeux.observatoire.audit import registre
from entredeux.observatoire.cellules import Cellules, gather_cells
from entredeux.observatoire.enums import Audience
from entredeux.observatoire.models import Publication

TOUT, AUTRE = "*", ""
STRUCTURE = "00000000-0000-4000-8000-000000000000"
MOIS = tuple(f"2025-{number:02d}" for number in range(1, 13))
Actes = Mapping[str, np.ndarray]
Protection = Callable[[Cellules, Audience], np.ndarray]


def draw_acts(size: int, values: Mapping[str, Sequence[str]], seed: int = 1, slope: float = 0.7) -> dict:
    """Uneven over every column. One act in eight belongs to a followed case; one to four people an act."""
    rng = np.random.default_rng(seed)
    acts: dict[str, np.ndarray] = {}
    for column, codes in values.items():
        weights = slope ** np.arange(len(codes))
        acts[column] = rng.choice(np.array(codes, dtype=object), size, p=weights / weights.sum())
    acts["mois"] = rng.choice(np.array(MOIS, dtype=object), size)
    keys = rng.integers(0, 2**32, size)
    followed = rng.random(size) < 0.125
    keys[followed] = rng.choice(keys[: max(1, size // 40)], followed.sum())
    return acts | {"cle": keys, "personnes": rng.integers(1, 5, size)}


def protect(cells: Cellules, audience: Audience) -> np.ndarray:
    return secret.protect(cells, audience=audience)


def hide_only(cells: Cellules, audience: Audience) -> np.ndarray:
    """Simple hiding: what is under the floor is hidden, the rest is exact."""
    return secret.hide_below(cells.n, audience)


def publish(
    acts: Actes,
    axes: Sequence[str],
    values: Mapping[str, Sequence[str]],
    *,
    months: Sequence[str] = MOIS,
    parmi: Mapping[str, Sequence[str]] | None = None,
    mesure: str = "actes",
    audience: Audience = Audience.PUBLIC,
    by: Protection = protect,
    exacte: bool = False,
) -> Publication:
    """The table of these axes, its margins and its empty cells included, as `publication` would write it."""
    kept = np.isin(acts["mois"], list(months))
    for column, codes in (parmi or {}).items():
        kept &= np.isin(acts[column], list(codes))
    listed = {axe: list(months) if axe == "mois" else [*values[axe], AUTRE] for axe in axes}
    codes = {axe: np.array([listed[axe].index(v) for v in acts[axe][kept].tolist()], np.int64) for axe in axes}
    weights = acts["personnes"][kept] if mesure == "personnes" else np.ones(kept.sum(), dtype=np.int64)
    cells: list[list] = []
    for count in range(len(axes), -1, -1):
        for inside in combinations(axes, count):
            shape = tuple(len(listed[axe]) for axe in inside)
            numbers = np.ravel_multi_index([codes[axe] for axe in inside], shape) if inside else np.zeros(kept.sum())
            exact = gather_cells(numbers.astype(np.int64), acts["cle"][kept], weights, int(np.prod(shape)))
            keys = product(*(listed[axe] if axe in inside else (TOUT,) for axe in axes))
            shown = exact.n if exacte else by(exact, audience)
            cells += [[*key, None if v < 0 else v] for key, v in zip(keys, shown.tolist(), strict=True)]
    return line(axes, cells, months=months, audience=audience, parmi=parmi, mesure=mesure, exacte=exacte)


def line(
    axes: Sequence[str],
    cells: list[list],
    *,
    months: Sequence[str] = MOIS,
    audience: Audience = Audience.PUBLIC,
    **said: object,
) -> Publication:
    """A line as `record_publication` writes it: what is the default is left out."""
    coupe = {"axes": list(axes), "definition": 1, "periode": "2025", "structure": STRUCTURE}
    coupe |= {name: value for name, value in said.items() if value and value != "actes"}
    return Publication(
        structure_id=STRUCTURE,
        coupe=json.dumps(coupe),
        audience=audience,
        etat=json.dumps({"mois": dict.fromkeys(months, 1), "valeurs": {}}),
        empreinte=registre._digest(cells),
        cellules=cells,
    )
