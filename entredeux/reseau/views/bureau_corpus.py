"""What the desk's chooser asks: items of the corpus, or recurring points, by words; or their words by ids."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from entredeux.cadre.access import acteur_of
from entredeux.reseau.access import visible_elements, visible_points
from entredeux.reseau.models import Element
from entredeux.reseau.models.blocs_corpus import read_ids
from entredeux.reseau.presenters.corpus import present_element, say_derriere
from entredeux.reseau.queries.corpus import ORDRE, ORIGINE, follow_points
from entredeux.reseau.recherche.analyse import read_stems

AU_PLUS = 30


@require_GET
def elements(request: HttpRequest) -> JsonResponse:
    rows = visible_elements(acteur_of(request)).select_related(*ORIGINE).order_by(*ORDRE)
    if "ids" in request.GET:
        found: list[Element] = list(rows.filter(pk__in=read_ids(request.GET["ids"])))
    else:
        found = search(rows, request.GET.get("q", ""))
    return JsonResponse({"lignes": [describe_element(element) for element in found]})


def search(rows: QuerySet[Element], question: str) -> list[Element]:
    """Those that say every word, in the text, the workshop, the event, the town, the region, the theme or the year."""
    asked = set(read_stems(question))
    if not asked:
        return []
    return [element for element in rows if asked <= set(read_stems(words_of(element)))][:AU_PLUS]


def words_of(element: Element) -> str:
    carte = present_element(element, [])
    themes = " ".join(label for _, label in carte.themes)
    origine = carte.origine
    year = str(origine.annee)
    return " ".join(
        (element.texte, carte.genre, themes, origine.atelier, origine.evenement, origine.lieu, origine.region_nom, year)
    )


def describe_element(element: Element) -> dict[str, str]:
    carte = present_element(element, [])
    where = ", ".join(part for part in (carte.ou, carte.origine.region_nom) if part)
    return {"id": str(element.pk), "texte": element.texte, "detail": f"{carte.genre} · {where}"}


@require_GET
def points(request: HttpRequest) -> JsonResponse:
    """Only those that something published stands behind."""
    by = acteur_of(request)
    rows = visible_points(by)
    if "ids" in request.GET:
        rows = rows.filter(pk__in=read_ids(request.GET["ids"]))
    asked = set(read_stems(request.GET.get("q", "")))
    found = [each for each in follow_points(rows, by) if each.elements and asked <= set(read_stems(each.point.titre))]
    lines: list[dict[str, Any]] = [
        {
            "id": str(each.point.pk),
            "texte": each.point.titre,
            "detail": f"{say_derriere(each.derriere)}, {len(each.elements)} éléments",
        }
        for each in found[:AU_PLUS]
    ]
    return JsonResponse({"lignes": lines})
