"""The phone's side: a shell without data, a service worker, the packet it carries, and the enrolment."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import mark_safe
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.permissions import Permission
from entredeux.carnet import actions
from entredeux.carnet.forms import EnrolementForm
from entredeux.carnet.paquet import build_paquet
from entredeux.carnet.queries import current_key
from entredeux.ui.icones import ICONES

SQUELETTE = "carnet/coquille.html"
COQUILLE_HTML = Path(__file__).resolve().parents[1] / "templates" / "carnet" / "coquille.html"
COQUILLE = "la coquille du carnet : aucune donnée dedans, elle s'ouvre sans réseau ni session"
MODULES = (
    *(
        "app",
        "autres",
        "choix",
        "code",
        "coffre",
        "ecrans",
        "envoi",
        "fiches",
        "file",
        "formulaire",
        "hpke",
        "intervention",
        "lieux",
        "photo",
    ),
    *("proche", "scelle", "seance", "ui"),
)
STYLES = ("ui/tokens.css", "ui/base.css", "ui/composants.css", "ui/lanterne.svg", "carnet/carnet.css")
# Modules name one another without a hash; the worker's version follows their content.
PAR_LEUR_NOM = (*(f"carnet/{name}.js" for name in MODULES), "cadre/garde_note.js", "cadre/garde_note.json")


@ouvert(COQUILLE)
@require_GET
@gzip_page  # the page holds no secret to guess by its size: its token is in a cookie
@ensure_csrf_cookie
def coquille(request: HttpRequest) -> HttpResponse:
    context = {"prefixe": settings.STATIC_URL, "icones": [(nom, mark_safe(dessin)) for nom, dessin in ICONES.items()]}
    response = render(request, SQUELETTE, context)
    patch_cache_control(response, no_cache=True)
    return response


@ouvert(COQUILLE)
@require_GET
@gzip_page
def service(request: HttpRequest) -> HttpResponse:
    """The worker names the files it keeps; their hashed names change with the release, and so does its version."""
    files = [*map(static, STYLES), *(settings.STATIC_URL + name for name in PAR_LEUR_NOM)]
    names = (*STYLES, *PAR_LEUR_NOM)
    text = COQUILLE_HTML.read_text(encoding="utf-8") + "".join(f"{name}{_content_hash(name)}" for name in names)
    version = hashlib.sha256(text.encode()).hexdigest()[:12]
    context = {"version": version, "fichiers": json.dumps([reverse("carnet_telephone:coquille"), *files])}
    response = render(request, "carnet/service.js", context, content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/terrain/"
    patch_cache_control(response, no_cache=True)
    return response


@lru_cache(maxsize=64)
def _content_hash(name: str) -> str:
    found = finders.find(name)
    path = Path(found) if isinstance(found, str) else Path(staticfiles_storage.path(name))
    return hashlib.sha256(path.read_bytes()).hexdigest()


@ouvert(COQUILLE)
@require_GET
def manifeste(request: HttpRequest) -> HttpResponse:
    answer = {
        "name": "Entre-deux, carnet protégé",
        "short_name": "Carnet",
        "lang": "fr",
        "start_url": reverse("carnet_telephone:coquille"),
        "scope": "/terrain/",
        "display": "standalone",
        "background_color": "#12191D",
        "theme_color": "#0B5D63",
        "icons": [
            {"src": static("carnet/icone.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
            {"src": static("carnet/icone.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "maskable"},
        ],
    }
    response = JsonResponse(answer, content_type="application/manifest+json")
    patch_cache_control(response, no_cache=True)
    return response


@acces(Permission.SAISIR_TERRAIN)
@require_GET
@gzip_page
def paquet(request: HttpRequest) -> HttpResponse:
    """Everything the notebook needs without network; 304 when the phone has it already."""
    by = acteur_of(request)
    content = build_paquet(by)
    if request.headers.get("If-None-Match") == f'"{content["version"]}"':
        return HttpResponse(status=304)
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "default": str})
    response["ETag"] = f'"{content["version"]}"'
    patch_cache_control(response, private=True, no_store=True)
    return response


@acces(Permission.SAISIR_TERRAIN)
@require_POST
def enroler(request: HttpRequest) -> HttpResponse:
    """Gives the phone the right to send in this account's name: the only time the token is said."""
    by = acteur_of(request)
    form = EnrolementForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"message": "Donnez un nom à ce téléphone, de 60 caractères au plus."}, status=422)
    try:
        done = actions.enrol_compte(nom=form.cleaned_data["nom"], telephone=form.cleaned_data["telephone"], by=by)
    except ValidationError as error:
        return JsonResponse({"message": " ".join(error.messages)}, status=422)
    assert by.compte is not None
    assert by.structure is not None
    key = current_key(by.structure)
    assert key is not None
    answer: dict[str, Any] = {
        "telephone": {"id": str(done.telephone.pk), "nom": done.telephone.nom},
        "compte": {"id": str(by.compte.pk), "nom": str(by.compte)},
        "structure": {"id": str(by.structure.pk), "nom": by.structure.nom},
        "jeton": done.jeton,
        "cle": {"id": str(key.pk), "publique": key.publique},
    }
    response = JsonResponse(answer, status=201)
    patch_cache_control(response, no_store=True)
    return response
