"""Digital help in the order of the national log: the columns of La Coop de la médiation numérique, its words unchanged,
so that a structure copies its acts there instead of typing them twice (domain reference 5d.2).

The order is that of the list of activities La Coop gives its mediators (public code of
inclusion-numerique/coop-mediation-numerique). What we never ask about a person stays an empty column; the note of an
act is a secret and is in none.
"""

import csv
import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from entredeux.terrain.export import BOM, Echo, safe_cell
from entredeux.terrain.models import Intervention
from entredeux.territoires.models import Commune
from entredeux.themes.queries import labels, packs

THEME = "numerique"
Cellule = str | int | datetime.date | None
COLONNES = (
    "Date",
    "Type",
    "Nombre de participants",
    "Bénéficiaire",
    "Canaux d’accompagnement",
    "Lieu",
    "Durée (min)",
    "Nom de l’atelier",
    "Matériel numérique utilisé",
    "Thématique(s) d’accompagnement",
    "Nom de la démarche administrative",
    "Niveau d’autonomie du bénéficiaire",
    "Niveau de l’atelier",
    "Le bénéficiaire est-il orienté vers une autre structure ?",
    "Structure de redirection",
    "Commune de résidence du bénéficiaire",
    "Genre du bénéficiaire",
    "Tranche d’âge du bénéficiaire",
    "Statut du bénéficiaire",
    "Notes supplémentaires",
)
JAMAIS = (
    "Bénéficiaire",
    "Nom de l’atelier",
    "Nom de la démarche administrative",
    "Commune de résidence du bénéficiaire",
    "Genre du bénéficiaire",
    "Statut du bénéficiaire",
    "Notes supplémentaires",
)
# Our kinds of places -> La Coop's four; any other is « Autre lieu ».
CANAUX = {
    "local_mediation": "lieu_activite",
    "france_services": "lieu_activite",
    "centre_social": "lieu_activite",
    "domicile": "domicile",
    "distance": "a_distance",
}
LIGNE = "\n"  # several answers share a cell, one a line, as La Coop writes them


def cra_rows(interventions: QuerySet[Intervention]) -> Iterator[list[Cellule]]:
    """One row an act, in the order of COLONNES; the oldest first."""
    rows = interventions.filter(theme=THEME).select_related("lieu").prefetch_related("publics")
    communes = dict(Commune.objects.filter(pk__in=rows.values("commune")).values_list("pk", "nom"))
    words = _words()
    for act in rows.order_by("date_service", "cree_le", "pk").iterator(chunk_size=500):
        yield _row(act, words, communes)


def stream_cra(rows: Iterable[list[Cellule]]) -> Iterator[str]:
    writer = csv.writer(Echo(), delimiter=";")  # type: ignore[arg-type]
    yield BOM + str(writer.writerow(COLONNES))
    for row in rows:
        yield str(writer.writerow([safe_cell(cell) for cell in row]))


def _words() -> dict[str, dict[str, str]]:
    """Question or vocabulary -> code -> La Coop's wording."""
    pack = packs().get(THEME)
    asked = {question.code: question for question in (pack.questions if pack else [])}
    own = {
        name: {option.code: option.libelle for option in getattr(asked.get(name), "options", None) or []}
        for name in ("forme", "niveau_atelier")
    }
    lists = ("thematiques_numeriques", "demarches", "materiels_numeriques", "autonomie_numerique", "ages")
    return own | {name: labels(name) for name in (*lists, "structures_redirection", "modalites_lieu")}


def _row(act: Intervention, words: dict[str, dict[str, str]], communes: dict[str, str]) -> list[Cellule]:
    said: dict[str, Any] = act.reponses
    canal = CANAUX.get(act.type_lieu, "autre")
    oriented = said.get("oriente_vers", "")
    themes = _several(said.get("thematiques"), words["thematiques_numeriques"])
    steps = _several(said.get("demarches"), words["demarches"])
    return [
        act.date_service,
        _one(said.get("forme"), words["forme"]),
        _participants(act),
        None,
        words["modalites_lieu"].get(canal, canal),
        act.lieu.nom if act.lieu and canal == "lieu_activite" else communes.get(act.commune, ""),
        act.duree_minutes,
        None,
        LIGNE.join(_several(said.get("materiel"), words["materiels_numeriques"])),
        LIGNE.join([*themes, *steps]),
        None,
        _one(said.get("autonomie"), words["autonomie_numerique"]),
        _one(said.get("niveau_atelier"), words["niveau_atelier"]),
        "Oui" if oriented else "",
        _one(oriented, words["structures_redirection"]),
        None,
        None,
        LIGNE.join(_one(public.age, words["ages"]) for public in act.publics.all() for _ in range(public.nombre)),
        None,
        None,
    ]


def _participants(act: Intervention) -> int | None:
    if act.reponses.get("forme") == "collectif" and act.reponses.get("participants"):
        return int(act.reponses["participants"])
    return sum(public.nombre for public in act.publics.all()) or None


def _one(code: Any, names: dict[str, str]) -> str:
    return names.get(str(code), str(code)) if code else ""


def _several(codes: Any, names: dict[str, str]) -> list[str]:
    return [names.get(code, code) for code in codes or []]
