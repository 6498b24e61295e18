"""From a path to what the person is shown first: what the file is, and the mapping proposed for it."""

from dataclasses import dataclass
from pathlib import Path

from entredeux.cadre.acteur import Acteur
from entredeux.terrain.access import check_can_import
from entredeux.terrain.imports.champs import NOMS_CONNUS
from entredeux.terrain.imports.correspondance import Correspondance
from entredeux.terrain.imports.execution import known_lieux
from entredeux.terrain.imports.lecture import Reglages, Tableau, open_tableau
from entredeux.terrain.imports.nomenclature import Nomenclature
from entredeux.terrain.imports.profil import profile
from entredeux.terrain.imports.proposition import propose


@dataclass(frozen=True)
class Proposition:
    tableau: Tableau
    correspondance: Correspondance
    lues: int


def open_file(path: Path, name: str, folder: Path, mapping: Correspondance | None = None) -> Tableau:
    """Raises FichierRefuse."""
    return open_tableau(path, name, folder, NOMS_CONNUS, mapping.reglages if mapping else Reglages())


def propose_for(tableau: Tableau, *, by: Acteur) -> Proposition:
    """Reads the whole file once."""
    check_can_import(by)
    profils = profile(tableau.colonnes, tableau.lignes())
    return Proposition(tableau, propose(profils, Nomenclature.load(), dict(known_lieux(by))), profils.lignes)
