"""Sheets of an invented directory around Liévin."""

from itertools import count
from typing import Any

from entredeux.partenaires.models import FicheAnnuaire, SourceAnnuaire
from entredeux.socle.pliage import fold_for_search

NUMEROS = count(1)
NUMERIQUE = "numerique--maitriser-les-fondamentaux-du-numerique"
DEMARCHES = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"


def make_fiche(nom: str = "Espace numérique fictif", **said: Any) -> FicheAnnuaire:
    values: dict[str, Any] = {
        "source": "annuaire-fictif",
        "identifiant": f"fictif-{next(NUMEROS)}",
        "adresse": "1 rue de l'Exemple",
        "code_postal": "62800",
        "commune": "Liévin",
        "code_insee": "62510",
        "latitude": 50.4214,
        "longitude": 2.7754,
        "precision_point": "adresse",
        "thematiques": [NUMERIQUE],
        "services": ["Maîtrise des outils numériques du quotidien"],
        "vue_le": "2026-11-30",
    } | said
    SourceAnnuaire.objects.get_or_create(
        code=values["source"], defaults={"format": "mediation-num", "lue_le": "2026-11-30"}
    )
    besoins = dict.fromkeys(part for each in values["thematiques"] for part in (each.partition("--")[0], each))
    return FicheAnnuaire.objects.create(
        nom=nom,
        besoins=f" {' '.join(besoins)} ",
        recherche=fold_for_search(nom, values["commune"], values["code_postal"], values["adresse"]),
        empreinte=values["identifiant"],
        **values,
    )
