"""From protected figures to what a page says: rows, charts, maps, files. Nothing here has seen an exact figure of a
record: `tableaux` makes the table and its note, `graphiques` and `cartes` draw it, `fichiers` writes it."""

from entredeux.observatoire.rapports.fichiers import FORMATS
from entredeux.observatoire.rapports.tableaux import Tableau, compare_tables, present_table

__all__ = ["FORMATS", "Tableau", "compare_tables", "present_table"]
