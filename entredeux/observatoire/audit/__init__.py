"""The register of what is out, and its auditors.

`registre` replays what is out. `bornes` (linear programming) and `moyennes` (averaging) attack it as a patient reader
would; `jeux` draws sets of linked tables to attack, `bilan` holds the bars. All but `sources` see protected values.
"""

from entredeux.observatoire.audit.registre import (
    Anomalie,
    find_anomalies,
    find_publication,
    record_publication,
    state_of,
    state_of_fiches,
    state_of_reseau,
)

__all__ = [
    "Anomalie",
    "find_anomalies",
    "find_publication",
    "record_publication",
    "state_of",
    "state_of_fiches",
    "state_of_reseau",
]
