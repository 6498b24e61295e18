"""The same protected cells as a file: one line a cell, the notice first, « s. » never turned into zero."""

from collections.abc import Iterator

from entredeux.observatoire.coupes import Coupe
from entredeux.observatoire.publication import TOUT
from entredeux.observatoire.rapports.activite import Rapport

ENTETE = ("periode", "qpv_2024", "quartier", "detail", "detail_code", "detail_libelle", "actes", "secret")


def csv_rows(rapport: Rapport) -> Iterator[list[str]]:
    table = rapport.table
    yield from ([f"# {line}"] for line in notice(rapport))
    yield list(ENTETE)
    for row in (*rapport.lignes, *([rapport.ensemble] if rapport.ensemble else [])):
        for column, cell in zip(rapport.colonnes, row.cellules, strict=True):
            shown = "" if cell.valeur is None else str(cell.valeur)
            hidden = "s." if cell.est_secrete else ""
            code = "" if column.code == TOUT else column.code
            quarter = "" if row.code == TOUT else row.code
            yield [
                table.coupe.periode.code,
                quarter,
                row.nom,
                detail_of(table.coupe),
                code,
                column.libelle,
                shown,
                hidden,
            ]


def detail_of(coupe: Coupe) -> str:
    return str(coupe.axes[-1]) if len(coupe.axes) > 1 else "aucun"


def notice(rapport: Rapport) -> list[str]:
    table = rapport.table
    lines = [
        "Chiffres protégés : chaque valeur porte un aléa de quelques unités, la même dans tous les tableaux.",
        f"« s. » : secret, moins de {table.plancher} actes ou situations distinctes, zéro compris, jamais un zéro sûr.",
        "Un total peut différer de la somme de ses parties : ne pas le recalculer.",
        f"Définition {table.version_definition}, publié le {table.instant:%d/%m/%Y}, empreinte {table.empreinte}.",
    ]
    if rapport.a_des_libelles_de_travail:
        lines.append("Libellés des registres 2 à 8 : libellés de travail, non tirés de la norme.")
    return lines
