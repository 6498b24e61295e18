from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, connecte
from entredeux.cadre.permissions import Permission
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.actions import archive_lieu, create_lieu, reopen_lieu, update_lieu
from entredeux.territoires.forms import FiltreLieuxForm, LieuForm, RechercheForm
from entredeux.territoires.models import Lieu
from entredeux.territoires.presenters import GENRES, present_lieux, present_zones, search_options
from entredeux.territoires.queries import filter_lieux

PAR_PAGE = 50


@connecte
@require_GET
def recherche(request: HttpRequest) -> HttpResponse:
    """Answers to a search: a whole page, or (htmx) the radio buttons alone. Places: those the account may see."""
    champ = request.GET.get("champ", "")
    champ = champ if champ.isidentifier() and len(champ) < 40 else "choix"
    genre = request.GET.get("genre", "commune")
    genre = genre if genre in GENRES else "commune"
    texte = (request.GET.get("q") or request.GET.get(f"{champ}_texte") or "")[:120].strip()
    options, reste = search_options(acteur_of(request), genre, texte)
    context = {"options": options, "reste": reste, "champ": champ, "pour": texte, "texte": texte, "genre": genre}
    if getattr(request, "htmx", False):
        return render(request, "territoires/blocs/options.html", context)
    retour = request.GET.get("retour", "")
    context["retour"] = retour if is_own_page(request, retour) else ""
    context["form"] = RechercheForm(initial={"genre": genre, "q": texte})
    return render(request, "territoires/recherche.html", context)


@acces(Permission.GERER_MISSIONS)
@require_GET
def lieux(request: HttpRequest) -> HttpResponse:
    filtre = FiltreLieuxForm(request.GET)
    wanted = filtre.cleaned_data if filtre.is_valid() else {}
    found = filter_lieux(
        acteur_of(request),
        texte=wanted.get("q", ""),
        type_lieu=wanted.get("type_lieu", ""),
        archives=wanted.get("archives", False),
    )
    page = Paginator(found, PAR_PAGE).get_page(request.GET.get("page"))
    context = {
        "filtre": filtre,
        "page": page,
        "lignes": present_lieux(list(page.object_list)),
        "filtree": any(wanted.values()),
    }
    return render(request, "territoires/lieux.html", context)


@acces(Permission.GERER_MISSIONS)
@require_http_methods(["GET", "POST"])
def nouveau(request: HttpRequest) -> HttpResponse:
    form = LieuForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lieu = create_lieu(by=acteur_of(request), zones=form.zones(), **form.champs())
        except ValidationError as errors:
            form.add_errors(errors)
        else:
            messages.success(request, f"Le lieu «\u00a0{lieu}\u00a0» est créé.")
            return redirect("territoires:lieux")
    return render(request, "territoires/lieu.html", {"form": form}, status=422 if form.errors else 200)


@acces(Permission.GERER_MISSIONS)
@require_http_methods(["GET", "POST"])
def modifier(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = acteur_of(request)
    lieu = get_object_or_404(visible_lieux(by), pk=pk)
    form = LieuForm(request.POST or None, lieu=lieu)
    if request.method == "POST" and form.is_valid():
        try:
            save_lieu(form, lieu, request)
        except ValidationError as errors:
            form.add_errors(errors)
        else:
            messages.success(request, f"Le lieu «\u00a0{lieu}\u00a0» est enregistré.")
            return redirect("territoires:lieux")
    context = {"form": form, "lieu": lieu, "zones": present_zones(lieu.zones.all())}
    return render(request, "territoires/lieu.html", context, status=422 if form.errors else 200)


@acces(Permission.GERER_MISSIONS)
@require_POST
def archiver(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = acteur_of(request)
    lieu = archive_lieu(lieu=get_object_or_404(visible_lieux(by), pk=pk), by=by)
    messages.success(request, f"Le lieu «\u00a0{lieu}\u00a0» n'est plus proposé. Ce qui s'y est passé reste.")
    return redirect("territoires:lieux")


@acces(Permission.GERER_MISSIONS)
@require_POST
def rouvrir(request: HttpRequest, pk: UUID) -> HttpResponse:
    by = acteur_of(request)
    lieu = reopen_lieu(lieu=get_object_or_404(visible_lieux(by), pk=pk), by=by)
    messages.success(request, f"Le lieu «\u00a0{lieu}\u00a0» est de nouveau proposé.")
    return redirect("territoires:modifier", pk=lieu.pk)


def save_lieu(form: LieuForm, lieu: Lieu, request: HttpRequest) -> None:
    data = form.cleaned_data
    update_lieu(
        lieu=lieu,
        by=acteur_of(request),
        version=data["version"],
        depuis=data.get("depuis"),
        est_correction=data.get("est_correction", False),
        zones=form.zones(),
        **form.champs(),
    )


def is_own_page(request: HttpRequest, url: str) -> bool:
    return url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
