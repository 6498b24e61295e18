"""What editors do with resources outside the desk: open one, import references, reread what others wrote."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_textes
from entredeux.reseau.access import written_ressources
from entredeux.reseau.actions import ressources as actions
from entredeux.reseau.actions.bibliographie import import_notices
from entredeux.reseau.bibliographie import read_notices
from entredeux.reseau.forms.ressources import ARevoirForm, ImportForm, NouvelleForm, RelireForm
from entredeux.reseau.lecture import FAUTES_MONTREES, FichierIllisible
from entredeux.reseau.models import Ressource
from entredeux.reseau.presenters.ressources import present_relectures
from entredeux.reseau.queries.bibliographie import plan_import
from entredeux.reseau.queries.ressources import (
    ressources_to_reread,
    usages_by_reponse,
    usages_with_words,
    words_left,
)
from entredeux.socle.erreurs import Refus

RELECTURES = 50


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def nouvelle(request: HttpRequest) -> HttpResponse:
    """Genre and title, then the desk, with the parts of the template already there."""
    by = acteur_of(request)
    form = NouvelleForm(request.POST or None, by=by, initial={"genre": request.GET.get("genre", "experience")})
    if form.is_valid():
        try:
            page = actions.create_ressource(by=by, **form.cleaned_data)
        except Refus as refus:
            form.add_error("region", str(refus))
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "reseau/ressources/nouvelle.html", {"form": form}, status=422 if form.errors else 200)


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def importer(request: HttpRequest) -> HttpResponse:
    """Read, shown, then added: the text stays in the page from one step to the next."""
    by = acteur_of(request)
    form = ImportForm(request.POST or None, request.FILES or None, by=by)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            notices = read_notices(form.cleaned_data["texte"], form.cleaned_data["format"])
            if "confirmer" in request.POST:
                return _import(request, notices, form.cleaned_data["region"])
            context["plan"] = plan_import(notices)
        except FichierIllisible as error:
            context |= {"fautes": error.fautes[:FAUTES_MONTREES], "nombre_de_fautes": len(error.fautes)}
        except Refus as refus:
            form.add_error("region", str(refus))
        if not form.errors:
            kept = {name: form.cleaned_data[name] for name in ("texte", "format", "region")}
            context["form"] = ImportForm(initial=kept, by=by)
    status = 422 if form.errors or "fautes" in context else 200
    return render(request, "reseau/ressources/importer.html", context, status=status)


def _import(request: HttpRequest, notices: list[Any], region: str) -> HttpResponse:
    _, made = import_notices(notices, by=acteur_of(request), region=region)
    if made:
        told = "1 référence importée" if len(made) == 1 else f"{len(made)} références importées"
        messages.success(request, f"{told}, en brouillon : une autre personne doit les relire.")
    else:
        messages.info(request, "Rien à ajouter : tout était déjà là.")
    return redirect("ressources_a_relire")


@acces(Permission.REDIGER_RESEAU)
@require_GET
def a_relire(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    waiting = ressources_to_reread(by)
    context = {
        **present_relectures(by, list(waiting[:RELECTURES])),
        "nombre": waiting.count(),
        "montrees": RELECTURES,
        "usages": usages_by_reponse(by),
        "mots": words_left(by),
    }
    return render(request, "reseau/ressources/a_relire.html", context)


@acces(Permission.REDIGER_RESEAU)
@require_GET
def mots(request: HttpRequest, ressource_id: int) -> HttpResponse:
    """What those who used it left for whoever wrote it; the reading is in the journal."""
    page = _written(request, ressource_id)
    usages = usages_with_words(page)
    texts = read_textes(usages, "note", by=acteur_of(request))
    context = {"page": page, "mots": [(usage, texts[usage.pk]) for usage in usages]}
    return render(request, "reseau/ressources/mots.html", context)


@acces(Permission.REDIGER_RESEAU)
@require_POST
def relire(request: HttpRequest, ressource_id: int) -> HttpResponse:
    page, form = _written(request, ressource_id), RelireForm(request.POST)
    if not form.is_valid():
        messages.error(request, f"« {page.title} » n'est pas publiée : {form.errors['a_verifier_le'][0]}")
        return redirect("ressources_a_relire")
    return _do(request, page, "relue", lambda by: actions.reread_ressource(ressource=page, by=by, **form.cleaned_data))


@acces(Permission.REDIGER_RESEAU)
@require_POST
def relire_ensemble(request: HttpRequest) -> HttpResponse:
    """Several at once: those of an import. All or none."""
    chosen = [int(pk) for pk in request.POST.getlist("ressource")[:RELECTURES] if pk.isdecimal() and len(pk) < 10]
    pages = list(written_ressources(acteur_of(request)).filter(pk__in=chosen))
    if not pages:
        messages.info(request, "Cochez au moins une ressource.")
        return redirect("ressources_a_relire")
    try:
        count = actions.reread_ressources(ressources=pages, by=acteur_of(request))
    except Refus as refus:
        messages.error(request, f"Aucune n'a été publiée. {refus}")
    else:
        messages.success(request, "1 ressource relue." if count == 1 else f"{count} ressources relues.")
    return redirect("ressources_a_relire")


@acces(Permission.ANIMER_RESEAU)
@require_POST
def valider(request: HttpRequest, ressource_id: int) -> HttpResponse:
    page = _written(request, ressource_id)
    return _do(request, page, "validée", lambda by: actions.validate_ressource(ressource=page, by=by))


@acces(Permission.REDIGER_RESEAU)
@require_POST
def a_revoir(request: HttpRequest, ressource_id: int) -> HttpResponse:
    page = _written(request, ressource_id)
    motif = ARevoirForm(request.POST)
    words = motif.cleaned_data["motif"] if motif.is_valid() else ""
    return _do(request, page, "à revoir", lambda by: actions.flag_ressource(ressource=page, motif=words, by=by))


def _written(request: HttpRequest, pk: int) -> Ressource:
    """404 for a page of another region."""
    return get_object_or_404(written_ressources(acteur_of(request)), pk=pk)


def _do(request: HttpRequest, page: Ressource, mot: str, act: Callable[[Acteur], object]) -> HttpResponse:
    try:
        act(acteur_of(request))
    except Refus as refus:
        messages.error(request, f"« {page.title} » : {refus}")
    else:
        messages.success(request, f"« {page.title} » est {mot}.")
    return redirect("ressources_a_relire")
