"""What public statistics say of a territory, beside activity and never mixed with it.

Nothing here hands out a number: values leave as words, one block a level, so that no page can add a context value to a
figure of activity, divide one by the other, or read a commune's value as a quarter's. `contexte_of` is the door.
"""

from entredeux.observatoire.contexte.blocs import Bloc, Ligne, contexte_of
from entredeux.observatoire.contexte.choix import Choix, choices_of
from entredeux.observatoire.contexte.courbe import Courbe
from entredeux.observatoire.contexte.fichier import csv_rows

__all__ = ["Bloc", "Choix", "Courbe", "Ligne", "choices_of", "contexte_of", "csv_rows"]
