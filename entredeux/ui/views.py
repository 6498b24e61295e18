"""Appearance, and the page that shows every component. `config/urls.py` marks who reaches them: ui is below cadre."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from entredeux.ui.apparence import APPARENCES, TEMOIN
from entredeux.ui.planche import FormulairePlanche

UN_AN = 365 * 24 * 3600


def safe_return(request: HttpRequest, wanted: str) -> str:
    """An address of ours to go back to, whatever the form said."""
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith(("/", "http")) else "/"


@require_POST
def choose_apparence(request: HttpRequest) -> HttpResponse:
    """Keeps the choice in a cookie of this browser; anything else than clair or sombre goes back to the machine's."""
    response = HttpResponseRedirect(safe_return(request, request.POST.get("suite", "/")))
    chosen = request.POST.get(TEMOIN, "")
    if chosen in APPARENCES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(TEMOIN, chosen, max_age=UN_AN, httponly=True, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(TEMOIN, samesite="Lax")
    return response


CADRES = {"public": "ui/base.html", "bureau": "ui/bureau.html", "terrain": "ui/terrain.html"}


def show_planche(request: HttpRequest, cadre: str = "public") -> HttpResponse:
    """Every component in one of the three frames, for developers and for axe; never on a real installation."""
    if settings.INSTANCE not in {"demo", "test"} or cadre not in CADRES:
        raise Http404
    formulaire = FormulairePlanche(request.GET if "envoi" in request.GET else None)
    messages.success(request, "Passage enregistré.")
    pages = Paginator(range(1, 131), 50)
    context = {"gabarit": CADRES[cadre], "cadre": cadre, "form": formulaire, "page": pages.get_page(2)}
    return render(request, "ui/planche.html", context)
