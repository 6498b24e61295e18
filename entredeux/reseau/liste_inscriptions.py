"""A list of people kept in a spreadsheet, read into what registration asks: nom, courriel, organisme."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from entredeux.reseau.saisie_inscription import DemandeInscription
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.socle.lecture.tableau import Tableau, open_tableau
from entredeux.socle.pliage import fold

COLONNES = {
    "nom": ("nom", "nom prenom", "prenom nom", "nom et prenom", "prenom et nom", "participant", "participante"),
    "prenom": ("prenom",),
    "courriel": ("courriel", "email", "e mail", "mail", "adresse mail", "adresse electronique", "adresse email"),
    "organisme": ("organisme", "structure", "organisation", "association", "employeur"),
}
MOTS = frozenset(word for words in COLONNES.values() for word in words)
AU_PLUS = 2000


def read_liste(fichier: Any) -> list[DemandeInscription]:
    """Raises FichierRefuse: unreadable, no such column, too long. Wrong rows are the action's to refuse."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "liste")
        path.write_bytes(fichier.read())
        tableau = open_tableau(path, fichier.name, Path(folder), MOTS)
        demandes = list(_rows(tableau, _find_colonnes(tableau)))
    if not demandes:
        raise FichierRefuse("Ce fichier n'a aucune ligne sous son en-tête : rien n'a été inscrit.")
    return demandes


def _find_colonnes(tableau: Tableau) -> dict[str, int]:
    headers = [fold(name) for name in tableau.colonnes]
    found = {name: rank for name, words in COLONNES.items() for rank, header in enumerate(headers) if header in words}
    missing = [name for name in ("nom", "courriel") if name not in found]
    if missing:
        raise FichierRefuse(
            f"Il manque la colonne « {' » et « '.join(missing)} ». Colonnes lues : {', '.join(tableau.colonnes)}."
        )
    return found


def _rows(tableau: Tableau, colonnes: dict[str, int]) -> Iterator[DemandeInscription]:
    for count, row in enumerate(tableau.lignes(), 1):
        if count > AU_PLUS:
            raise FichierRefuse(f"Plus de {AU_PLUS} lignes : coupez la liste en plusieurs fichiers.")
        if row.erreur:
            raise FichierRefuse(f"Ligne {row.numero} : {row.erreur}")
        cells = {name: row.cellules[rank] for name, rank in colonnes.items()}
        yield DemandeInscription(
            nom=f"{cells.get('prenom', '')} {cells['nom']}".strip(),
            courriel=cells["courriel"],
            organisme=cells.get("organisme", ""),
            ligne=row.numero,
        )
