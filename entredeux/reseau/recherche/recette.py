"""The weights, all in one place, and why. docs/recherche.md says how they were chosen and what each is worth.

Changing one changes what the index holds: raise VERSION, and `entredeux recherche rebuild`.
"""

from dataclasses import dataclass

VERSION = 1


@dataclass(frozen=True)
class Champ:
    """One of the three fields of a document. `longueur`: the stems of an ordinary one; a longer one says less a word.

    A constant rather than the mean of what is indexed: a document weighs the same whatever its neighbours, so that
    indexing one by one and rebuilding everything give the same bytes.
    """

    nom: str
    poids: float
    longueur: int
    pente: float


TITRE = Champ("titre", poids=4, longueur=5, pente=0.75)
RESUME = Champ("resume", poids=2, longueur=20, pente=0.75)
CORPS = Champ("corps", poids=1, longueur=350, pente=0.6)
CHAMPS = (TITRE, RESUME, CORPS)
LONGUEUR_MAX = 4  # times the ordinary length: a two-hour transcript is long by nature, not verbose
SATURATION = 1.4  # BM25's k1

# A title is what an editor thought the document is about. TITRE_EXACT: what is gained when it holds the whole question
# and nothing else. MOT_DE_TITRE: weight of a word of the title that was not asked for (the mean one of such words).
TITRE_EXACT, MOT_DE_TITRE = 3.0, 3.0
# Two words asked side by side, and found side by side in either order.
VOISINS = 0.2
# Documents of one whole (a day and its workshops, a folder) that answer together are each worth a little more.
ENSEMBLE, ENSEMBLE_PARMI = 0.6, 20
# What another word than the one typed is worth.
CORRECTION, DEBUT_DE_MOT, SYNONYME, SOUPCON = 0.8, 0.7, 0.6, 0.5

MOTS_DE_QUESTION = 24  # beyond, a question is a page pasted by mistake
SIGNES_DE_QUESTION = 400
CANDIDATS = 100  # documents whose text is looked at more closely
RESULTATS = 300  # documents listed, filtered and counted at most
PAR_PAGE = 10
PASSAGE = 600  # signs of a passage, at most about
