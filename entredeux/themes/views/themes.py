import uuid
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, connecte
from entredeux.cadre.permissions import Permission
from entredeux.themes.access import visible_ouvertures
from entredeux.themes.actions import close_theme, open_theme
from entredeux.themes.fichiers import read_packs
from entredeux.themes.forms import OuvertureForm
from entredeux.themes.presenters import present_pack, present_vocabularies
from entredeux.themes.principes import ecrans_of, read_principes
from entredeux.themes.queries import labels, opened_themes, terms
from entredeux.ui.erreurs import add_errors


@connecte
def liste(request: HttpRequest) -> HttpResponse:
    packs, errors = read_packs()
    illisibles = [{"fichier": Path(e.fichier).name, "ligne": e.ligne, "raison": e.raison} for e in errors]
    registres = terms("registres", timezone.localdate())
    return render(
        request,
        "themes/liste.html",
        {
            "themes": list(packs.values()),
            "illisibles": illisibles,
            "registres": registres,
            "ouverts": opened_themes(acteur_of(request).chaine),
        },
    )


@connecte
def fiche(request: HttpRequest, code: str) -> HttpResponse:
    pack = read_packs()[0].get(code)
    if pack is None:
        raise Http404
    ouverture = visible_ouvertures(acteur_of(request)).filter(theme=code, fermee_le__isnull=True).first()
    context = {"theme": pack, "ouverture": ouverture, **present_pack(pack, timezone.localdate())}
    return render(request, "themes/fiche.html", context)


@acces(Permission.OUVRIR_THEME)
@require_http_methods(["GET", "POST"])
def ouvrir(request: HttpRequest, code: str) -> HttpResponse:
    """The direction says that the assessment is signed: the theme is recorded from then on."""
    pack = read_packs()[0].get(code)
    if pack is None or not pack.est_sensible:
        raise Http404
    form = OuvertureForm(request.POST or None)
    if form.is_valid():
        try:
            open_theme(theme=code, by=acteur_of(request), **form.cleaned_data)
            messages.success(request, f"« {pack.titre} » est ouvert : l'équipe peut le saisir.")
            return redirect("themes:fiche", code)
        except ValidationError as error:
            add_errors(form, error)
    return render(request, "themes/ouvrir.html", {"form": form, "theme": pack}, status=422 if form.errors else 200)


@acces(Permission.OUVRIR_THEME)
@require_POST
def fermer(request: HttpRequest, ouverture_id: uuid.UUID) -> HttpResponse:
    found = get_object_or_404(visible_ouvertures(acteur_of(request)), pk=ouverture_id)
    try:
        close_theme(ouverture=found, by=acteur_of(request))
        messages.success(request, "Thème refermé : plus de nouvelle saisie, ce qui est écrit reste.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("themes:fiche", found.theme)


@connecte
def vocabulaires(request: HttpRequest) -> HttpResponse:
    return render(request, "themes/vocabulaires.html", {"listes": present_vocabularies(timezone.localdate())})


@connecte
def principes(request: HttpRequest) -> HttpResponse:
    """The nine, in their two groups."""
    names = labels("principes")
    return render(
        request, "themes/principes.html", {"principes": [(each, names[each.code]) for each in read_principes()]}
    )


@connecte
def principe(request: HttpRequest, principe: str) -> HttpResponse:
    """What public pages say of it, and the screens that uphold it: those one may open are links."""
    found = next((each for each in read_principes() if each.code == principe), None)
    if found is None:
        raise Http404
    held = acteur_of(request).permissions
    screens = [(ecran, not ecran.permission or ecran.permission in held) for ecran in ecrans_of(principe)]
    context = {"principe": found, "libelle": labels("principes")[principe], "ecrans": screens}
    return render(request, "themes/principe.html", context)
