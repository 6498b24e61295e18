"""The same blocks as a file: one line a value, its level on every line, the notice first."""

from collections.abc import Iterable, Iterator

from entredeux.observatoire.contexte.blocs import Bloc
from entredeux.observatoire.contexte.mots import FINE, NON_PUBLIE

ENTETE = (
    "niveau",
    "code",
    "nom",
    "indicateur",
    "titre",
    "valeur",
    "etat",
    "unite",
    "millesime",
    "producteur",
    "licence",
    "remarque",
    "limites",
)
NOTICE = (
    "Statistique publique sur un territoire : rien ici ne mesure l'activité d'une équipe de médiation.",
    "Le niveau est sur chaque ligne : une valeur de commune ne dit rien d'un quartier prioritaire (qpv), une valeur de "
    "zone d'emploi ne dit rien d'une commune.",
    f"Une valeur vide est « {NON_PUBLIE} », jamais zéro.",
    "Décimales après une virgule. Ne pas additionner ni diviser avec des chiffres d'activité.",
)


def csv_rows(blocs: Iterable[Bloc]) -> Iterator[list[str]]:
    yield from ([f"# {line}"] for line in NOTICE)
    yield list(ENTETE)
    for bloc in blocs:
        yield from _rows_of(bloc)


def _rows_of(bloc: Bloc) -> Iterator[list[str]]:
    place = [str(bloc.niveau), bloc.code, bloc.nom]
    if bloc.vide:
        yield [*place, "", "", "", NON_PUBLIE, "", "", "", "", "", bloc.vide]
    for ligne in bloc.lignes:
        yield [
            *place,
            ligne.code,
            ligne.titre,
            ligne.valeur.replace(FINE, ""),
            "" if ligne.est_publiee else NON_PUBLIE,
            ligne.unite,
            ligne.millesime,
            ligne.producteur,
            ligne.licence,
            ligne.remarque,
            ligne.limites,
        ]
