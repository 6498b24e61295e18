"""The store of facts: sealed Parquet, a few files a month, and the cubes of months, quarters and years.

Exact, so read by `mesures` alone. Method, sizes and measures: docs/observatoire.md; why: docs/decisions/0033.
"""

from entredeux.observatoire.entrepot.calculs import MOTEURS, open_calcul
from entredeux.observatoire.entrepot.completion import complete_cubes
from entredeux.observatoire.entrepot.depots import DepotPlein
from entredeux.observatoire.entrepot.ecriture import Extrait, FaitsPrepares, commit, order_of, prepare, write_month
from entredeux.observatoire.entrepot.faits import Lecture
from entredeux.observatoire.entrepot.lecture import (
    add_quarters,
    months_by_structure,
    months_of,
    quarters_of,
    read_arrays,
    read_cells,
    read_facts,
    read_values,
)
from entredeux.observatoire.entrepot.travail import sum_rows
from entredeux.observatoire.entrepot.verrou import RafraichissementEnCours, hold_refresh

__all__ = [
    "MOTEURS",
    "DepotPlein",
    "Extrait",
    "FaitsPrepares",
    "Lecture",
    "RafraichissementEnCours",
    "add_quarters",
    "commit",
    "complete_cubes",
    "hold_refresh",
    "months_by_structure",
    "months_of",
    "open_calcul",
    "order_of",
    "prepare",
    "quarters_of",
    "read_arrays",
    "read_cells",
    "read_facts",
    "read_values",
    "sum_rows",
    "write_month",
]
