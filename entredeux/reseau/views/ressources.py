"""Resources as readers meet them: the list, one of them, its notice, what is suggested beside a record."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access import visible_ressources
from entredeux.reseau.actions.usages import note_usage
from entredeux.reseau.bibliographie import ECRITURES, write_notices
from entredeux.reseau.enums import GenreUsage
from entredeux.reseau.forms.ressources import FiltreForm
from entredeux.reseau.models import Ressource, Rubrique
from entredeux.reseau.presenters.ressources import (
    FORMATS,
    present_cartes,
    present_epinglee,
    present_ressource,
    present_suggestions,
)
from entredeux.reseau.queries.bibliographie import notice_of, with_subjects
from entredeux.reseau.queries.ressources import epinglees_of, filter_ressources, suggest_ressources
from entredeux.reseau.views.lecteur import lecteur_of

PAR_PAGE = 20
EXPORT_AU_PLUS = 5000


@ouvert("les ressources publiées du réseau")
@require_GET
def ressources(request: HttpRequest) -> HttpResponse:
    by = lecteur_of(request)
    form = FiltreForm(request.GET, by=by)
    page = Paginator(filter_ressources(by, form.filtre()), PAR_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "cartes": present_cartes(page.object_list),
        "est_filtree": any(request.GET.get(name) for name in form.fields),
        "rubrique": Rubrique.objects.filter(genre="ressources").first(),
        "peut_ecrire": by.peut(Permission.REDIGER_RESEAU),
        "formats": FORMATS,
    }
    return render(request, "reseau/ressources/liste.html", context)


def find_ressource(request: HttpRequest, slug: str) -> Ressource:
    """404 for a draft, and for a resource of the members to anyone else."""
    rows = visible_ressources(lecteur_of(request)).select_related("region", "enregistrement_de")
    return get_object_or_404(rows, slug=slug)


@ouvert("une ressource publiée du réseau")
@require_GET
def ressource(request: HttpRequest, ressource_slug: str) -> HttpResponse:
    page = find_ressource(request, ressource_slug)
    return render(request, page.template, {"page": page, **present_ressource(page, request)})


@ouvert("la notice d'une ressource publiée, pour un logiciel de références")
@require_GET
def notice(request: HttpRequest, ressource_slug: str, extension: str) -> HttpResponse:
    return answer_notices([find_ressource(request, ressource_slug)], extension, ressource_slug)


@ouvert("les notices des ressources publiées, pour un logiciel de références")
@require_GET
def notices(request: HttpRequest, extension: str) -> HttpResponse:
    """Those of the list, with the same filters."""
    by = lecteur_of(request)
    rows = filter_ressources(by, FiltreForm(request.GET, by=by).filtre())[:EXPORT_AU_PLUS]
    return answer_notices(list(rows), extension, "ressources")


def answer_notices(pages: list[Ressource], extension: str, nom: str) -> HttpResponse:
    if extension not in ECRITURES:
        raise Http404
    made = [notice_of(page) for page in pages]
    if extension == "rdf":
        made = [with_subjects(each, page) for each, page in zip(made, pages, strict=True)]
    response = HttpResponse(write_notices(made, extension), content_type=ECRITURES[extension][1])
    response["Content-Disposition"] = f'attachment; filename="{nom}.{extension}"'
    return response


@ouvert("un document joint à une ressource publiée")
@require_GET
def document(request: HttpRequest, ressource_slug: str, rang: int) -> HttpResponse:
    """Counts as taken for an account, then leads to the file, whose own door checks again."""
    page = find_ressource(request, ressource_slug)
    blocks = [block for block in page.documents if block.block_type == "document"]
    if rang >= len(blocks) or blocks[rang].value["document"] is None:
        raise Http404
    note_usage(ressource=page, genre=GenreUsage.TELECHARGEE, by=lecteur_of(request))
    return HttpResponseRedirect(blocks[rang].value["document"].url)


@acces(Permission.ECHANGER_RESEAU)
@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """A fragment for htmx beside a record of the field; the same list as a page without JavaScript."""
    theme = request.GET.get("theme", "").replace("\0", "")[:40]
    context = present_suggestions(suggest_ressources(acteur_of(request), theme), theme)
    is_fragment = request.headers.get("HX-Request") == "true"
    name = "reseau/ressources/suggestions_fragment.html" if is_fragment else "reseau/ressources/suggestions.html"
    return render(request, name, context)


@acces(Permission.ECHANGER_RESEAU)
@require_GET
def epinglees_json(request: HttpRequest) -> HttpResponse:
    """What the notebook keeps to be read without network: the text of each pinned resource."""
    pinned = epinglees_of(acteur_of(request))
    return JsonResponse({"fiches": [present_epinglee(each) for each in pinned]})
