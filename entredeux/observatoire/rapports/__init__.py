"""From a protected table to what a page says: rows, chart, map, file. Nothing here has seen an exact figure."""

from entredeux.observatoire.rapports.activite import Rapport, build_rapport
from entredeux.observatoire.rapports.fichier import csv_rows

__all__ = ["Rapport", "build_rapport", "csv_rows"]
