"""From a path to what the person is shown first: what the file is, and the mapping proposed for it."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from entredeux.cadre.acteur import Acteur
from entredeux.socle.lecture import Reglages, Tableau, open_tableau
from entredeux.socle.lecture.mots import fold
from entredeux.terrain.access import check_can_import
from entredeux.terrain.imports.champs import NOMS_CONNUS, PAR_CODE
from entredeux.terrain.imports.correspondance import Correspondance
from entredeux.terrain.imports.execution import known_lieux
from entredeux.terrain.imports.nomenclature import Nomenclature
from entredeux.terrain.imports.profil import profile
from entredeux.terrain.imports.proposition import propose

VALEURS_MAX = 200


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


def with_words_to_translate(mapping: Correspondance, tableau: Tableau) -> Correspondance:
    """Adds to each table of values the words of its column that are not ours, without a translation yet."""
    coded = {
        code: champ
        for code, champ in mapping.champs.items()
        if champ.colonne and PAR_CODE[code].vocabulaire and len(champ.valeurs) < VALEURS_MAX
    }
    if not coded:
        return mapping
    words, nomenclature = _words(tableau, {champ.colonne for champ in coded.values()}), Nomenclature.load()
    champs = dict(mapping.champs)
    for code, champ in coded.items():
        known = {fold(said) for said in champ.valeurs}
        new = [
            word
            for word, _ in words[champ.colonne].most_common(VALEURS_MAX)
            if fold(word) not in known and not nomenclature.find(PAR_CODE[code].vocabulaire, word)
        ]
        champs[code] = champ.model_copy(update={"valeurs": champ.valeurs | dict.fromkeys(new, "")})
    return mapping.model_copy(update={"champs": champs})


def _words(tableau: Tableau, columns: set[str]) -> dict[str, Counter[str]]:
    ranks = {name: tableau.colonnes.index(name) for name in columns}
    words: dict[str, Counter[str]] = {name: Counter() for name in columns}
    for row in tableau.lignes():
        if row.erreur:
            continue
        for name, rank in ranks.items():
            cell = row.cellules[rank]
            if cell and (cell in words[name] or len(words[name]) < 3000):
                words[name][cell[:300]] += 1
    return words
