"""What a file may weigh. Above, a sentence says so and says how to cut the file."""

OCTETS = 60 * 1024 * 1024
OCTETS_DEPLIES = 300 * 1024 * 1024
LIGNES = 300_000
MEMOIRE_CLASSEUR = 2 * 1024**3
SECONDES_CLASSEUR = 60
COLONNES = 300
CARACTERES_CELLULE = 32_767  # a spreadsheet's own limit; more is an unclosed quote
LIGNES_PAR_CELLULE = 200
LIGNES_AVANT_ENTETE = 40
