"""What a structure's yearly sheet asks: how its posts and its mediators divide, on 31 December. Counts, never a person.

Blocks 3 and 4 of the national observatory's questionnaire. The words of the values are ours, working labels, but for
the levels of training and for « contrat », which are those of the State's survey of adultes-relais.
"""

from dataclasses import dataclass

from django.db.models import TextChoices


class Bloc(TextChoices):
    EMPLOI = "emploi", "Le cadre d'emploi"
    EQUIPE = "equipe", "Qui sont les médiatrices et les médiateurs"


@dataclass(frozen=True)
class Rubrique:
    """A division of the posts (emploi) or of the people (equipe): each is in one of `valeurs`, code and words."""

    code: str
    titre: str
    bloc: Bloc
    pourquoi: str
    valeurs: dict[str, str]

    @property
    def mesure(self) -> str:
        return MESURES[self.bloc]


MESURES = {Bloc.EMPLOI: "postes_declares", Bloc.EQUIPE: "equipe_declaree"}
RUBRIQUES = {
    each.code: each
    for each in (
        Rubrique(
            "contrat",
            "Postes de médiation, par contrat",
            Bloc.EMPLOI,
            "La part des contrats courts dit si le métier se construit dans la durée.",
            {"cdi": "CDI", "cdd": "CDD", "autre_contrat": "Autre contrat"},
        ),
        Rubrique(
            "dispositif",
            "Postes de médiation, par dispositif",
            Bloc.EMPLOI,
            "L'État, le département et les communes suivent les postes d'adultes-relais.",
            {"adulte_relais": "Adulte-relais", "autre_dispositif": "Autre aide à l'emploi", "sans_aide": "Sans aide"},
        ),
        Rubrique(
            "temps",
            "Postes de médiation, par temps de travail",
            Bloc.EMPLOI,
            "Le temps partiel change ce qu'une équipe peut tenir le soir.",
            {"plein": "Temps plein", "partiel": "Temps partiel"},
        ),
        Rubrique(
            "financeur",
            "Postes de médiation, par premier financeur",
            Bloc.EMPLOI,
            "Qui porte le métier, et ce qu'il perdrait si ce financeur partait.",
            {
                "etat": "État",
                "commune": "Commune ou intercommunalité",
                "departement_region": "Département ou région",
                "bailleur": "Bailleur social",
                "transporteur": "Transporteur",
                "autre_financeur": "Autre",
            },
        ),
        Rubrique(
            "age",
            "Médiatrices et médiateurs, par tranche d'âge",
            Bloc.EQUIPE,
            "Le renouvellement du métier se prépare.",
            {
                "moins_26": "Moins de 26 ans",
                "26_39": "26 à 39 ans",
                "40_54": "40 à 54 ans",
                "55_plus": "55 ans et plus",
            },
        ),
        Rubrique(
            "niveau",
            "Médiatrices et médiateurs, par niveau de formation",
            Bloc.EQUIPE,
            "Les parcours de formation et de validation se pensent à partir de là.",
            {"avant_bac": "Avant le baccalauréat", "bac": "Baccalauréat", "superieur": "Études supérieures"},
        ),
        Rubrique(
            "anciennete",
            "Médiatrices et médiateurs, par ancienneté dans la structure",
            Bloc.EQUIPE,
            "Un quartier met du temps à connaître une équipe.",
            {"moins_1": "Moins d'un an", "1_2": "1 à 2 ans", "3_5": "3 à 5 ans", "6_plus": "6 ans et plus"},
        ),
        Rubrique(
            "formation",
            "Médiatrices et médiateurs, par formation à la médiation",
            Bloc.EQUIPE,
            "Ce que le métier exige, et ce qui reste à financer.",
            {"qualifiante": "Formation qualifiante", "courte": "Formation courte", "aucune": "Aucune encore"},
        ),
    )
}
CHOIX_RUBRIQUES = [(each.code, each.titre) for each in RUBRIQUES.values()]
EFFECTIF_MAX = 2000  # of one structure: past it, a typing error


def rubriques_of(bloc: Bloc) -> list[Rubrique]:
    return [each for each in RUBRIQUES.values() if each.bloc == bloc]
