"""The corpus: what every workshop left, read, compared, taken away."""

import csv
import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from entredeux.cadre.access import ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access import can_rattacher, can_reword_point, visible_points
from entredeux.reseau.enums import GenreElement
from entredeux.reseau.forms.corpus import ComparerForm, FiltreForm
from entredeux.reseau.models import Point
from entredeux.reseau.presenters.corpus import (
    COLONNES,
    LICENCE,
    LICENCE_URL,
    PLURIELS,
    present_cote,
    present_elements,
    rows_of,
    say_derriere,
)
from entredeux.reseau.queries.corpus import Filtre, count_genres, follow_points, list_corpus, read_offre
from entredeux.socle.ods import write_ods

PAR_PAGE = 30
POINTS_PAR_PAGE = 20
# The questions people come with, each an address of the same list.
VUES: tuple[tuple[str, dict[str, str]], ...] = (
    ("Tout", {}),
    ("Ce qui se débat", {"genre": "debat"}),
    ("Ce qui a été proposé", {"genre": "proposition"}),
    ("Obstacles ouverts", {"genre": "obstacle", "ouverts": "1"}),
    ("Engagements tenus", {"genre": "engagement", "etat": "tenu"}),
)


@ouvert("ce que disent les ateliers publiés")
@require_GET
def corpus(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    form = FiltreForm(request.GET, read_offre(by))
    filtre = form.filtre
    found = list_corpus(filtre, by)
    genres = count_genres(found)
    page = Paginator(found, PAR_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtre": filtre,
        "vues": draw_vues(filtre),
        "genres": [(PLURIELS[GenreElement(code)], code, count) for code, count in genres.items()],
        "total": page.paginator.count,
        "page": page,
        "cartes": present_elements(page.object_list, lambda each: can_rattacher(by, each)),
        "requete": urlencode(filtre.as_query()),
        "licence": (LICENCE, LICENCE_URL),
    }
    return render(request, "reseau/corpus/liste.html", context)


def draw_vues(filtre: Filtre) -> list[dict[str, Any]]:
    """Each view keeps the theme, the region, the year and the event that were chosen."""
    kept = {nom: value for nom, value in filtre.as_query().items() if nom not in ("genre", "etat", "ouverts")}
    said = {nom: value for nom, value in filtre.as_query().items() if nom in ("genre", "etat", "ouverts")}
    return [
        {"libelle": libelle, "adresse": f"?{urlencode(kept | asked)}", "est_courante": asked == said}
        for libelle, asked in VUES
    ]


def reader_of(request: HttpRequest) -> Acteur:
    """Whoever reads an open page: an account, or anyone."""
    acteur = getattr(request, "acteur", None)
    return acteur if isinstance(acteur, Acteur) else Acteur.public()


@ouvert("ce que disent les ateliers publiés, en fichier")
@require_GET
def corpus_csv(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="corpus-{timezone.localdate():%Y-%m-%d}.csv"'
    writer = csv.writer(response, delimiter=";")
    writer.writerow(COLONNES)
    writer.writerows([keep_as_text(cell) for cell in row] for row in asked_rows(request))
    return response


@ouvert("ce que disent les ateliers publiés, en fichier")
@require_GET
def corpus_ods(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    content = write_ods("Corpus des ateliers", COLONNES, asked_rows(request), jour=today)
    response = HttpResponse(content, content_type="application/vnd.oasis.opendocument.spreadsheet")
    response["Content-Disposition"] = f'attachment; filename="corpus-{today:%Y-%m-%d}.ods"'
    return response


def asked_rows(request: HttpRequest) -> Any:
    """The items of the page's filters, all of them."""
    by = reader_of(request)
    filtre = FiltreForm(request.GET, read_offre(by)).filtre
    return rows_of(present_elements(list_corpus(filtre, by)))


def keep_as_text(cell: Any) -> Any:
    """A spreadsheet must read text, not run it: a cell that starts like a formula is quoted."""
    return f"'{cell}" if str(cell)[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


@ouvert("compare deux régions ou deux années du corpus")
@require_GET
def comparer(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    offre = read_offre(by)
    form = ComparerForm(request.GET, offre)
    asked = "a" in request.GET or "b" in request.GET
    context: dict[str, Any] = {"form": form, "est_demande": asked, "peu": len(form.choix[form.par]) < 2}
    if asked and form.is_valid():
        labels = dict(form.fields["a"].choices)  # type: ignore[attr-defined]
        cotes = [
            present_cote(labels[form.cleaned_data[side]], filtre, by)
            for side, filtre in zip(("a", "b"), form.filtres, strict=True)
        ]
        shared = cotes[0].points & cotes[1].points
        context |= {
            "cotes": [
                {"cote": cote, "derriere": say_derriere(cote.derriere), "requete": urlencode(cote.filtre.as_query())}
                for cote in cotes
            ],
            "communs": Point.objects.filter(pk__in=shared),
        }
    return render(request, "reseau/corpus/comparer.html", context)


# --- what comes back


@ouvert("ce qui revient d'un atelier à l'autre")
@require_GET
def points(request: HttpRequest) -> HttpResponse:
    by = reader_of(request)
    form = FiltreForm(request.GET, read_offre(by))
    for nom in ("genre", "etat", "evenement", "ouverts"):
        del form.fields[nom]
    filtre = form.filtre
    followed = follow_points(visible_points(by), by, filtre)
    every = request.GET.get("tous") == "1"
    shown = [each for each in followed if each.revient or (every and (each.elements or not filtre.as_query()))]
    page = Paginator(shown, POINTS_PAR_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "filtre": filtre,
        "page": page,
        "lignes": [(each, say_derriere(each.derriere)) for each in page.object_list],
        "tous": every,
        "seuls": sum(bool(each.elements) and not each.revient for each in followed),
        "peut_ecrire": by.peut(Permission.REDIGER_RESEAU),
        "requete": urlencode(filtre.as_query()),
    }
    return render(request, "reseau/corpus/points.html", context)


@ouvert("un point qui revient, et les ateliers derrière lui")
@require_GET
def point(request: HttpRequest, point_id: uuid.UUID) -> HttpResponse:
    by = reader_of(request)
    found = get_object_or_404(visible_points(by), pk=point_id)
    (followed,) = follow_points([found], by)
    context = {
        "suivi": followed,
        "point": found,
        "derriere": say_derriere(followed.derriere),
        "cartes": present_elements(followed.elements, lambda each: can_rattacher(by, each)),
        "peut_reformuler": can_reword_point(by, found),
    }
    return render(request, "reseau/corpus/point.html", context)
