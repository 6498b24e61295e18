"""Reading a table whatever made it: CSV, TSV, XLSX, ODS, each also as .gz."""

from entredeux.socle.lecture.tableau import Ligne, Reglages, Tableau, open_tableau

__all__ = ["Ligne", "Reglages", "Tableau", "open_tableau"]
