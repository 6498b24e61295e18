"""Keys of the API, for the direction; and the page that explains the API to whoever writes a program."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access import visible_cles
from entredeux.observatoire.api import ESSAIS_PAR_HEURE, PAR_HEURE, PROBLEMES, api
from entredeux.observatoire.cles import open_cle, revoke_cle
from entredeux.observatoire.enums import PorteeCle
from entredeux.observatoire.forms_cles import CleForm
from entredeux.ui.erreurs import add_errors


@never_cache
@require_http_methods(["GET", "POST"])
@acces(Permission.GERER_CLES_API)
def cles(request: HttpRequest) -> HttpResponse:
    """A new key is shown in the answer to its form, once: no address shows it again."""
    by = acteur_of(request)
    form = CleForm(request.POST or None, by=by)
    opened = None
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_cle(**form.cleaned_data, by=by)
            form = CleForm(by=by)
        except ValidationError as refused:
            add_errors(form, refused)
    context = {
        "form": form,
        "ouverte": opened,
        "cles": visible_cles(by).select_related("cree_par", "convention"),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "observatoire/cles.html", context, status=422 if form.errors else 200)


@require_POST
@acces(Permission.GERER_CLES_API)
def retirer(request: HttpRequest, cle_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    revoke_cle(get_object_or_404(visible_cles(by), pk=cle_id), by=by)
    messages.success(request, "Clé retirée : elle n'ouvre plus rien.")
    return redirect("observatoire:cles")


@require_GET
@ouvert("explique l'API aux personnes qui écrivent un programme ; aucune figure")
def api_page(request: HttpRequest) -> HttpResponse:
    """Our own rendering of the OpenAPI document: no script from elsewhere, nor of ours."""
    schema = api.get_openapi_schema()
    context = {
        "operations": [_read(path, each["get"]) for path, each in schema["paths"].items()],
        "schema": schema["info"],
        "portees": PorteeCle,
        "problemes": [(name, status, title) for name, (status, title) in PROBLEMES.items()],
        "par_heure": PAR_HEURE,
        "essais": ESSAIS_PAR_HEURE,
        "adresse": settings.ADRESSE,
        "openapi": reverse("observatoire:api-v1:openapi-json"),
    }
    return render(request, "observatoire/api.html", context)


def _read(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "chemin": path,
        "titre": operation["summary"],
        "description": operation["description"],
        "parametres": [
            {
                "nom": each["name"],
                "obligatoire": each["required"],
                "valeurs": _values(each["schema"]),
                "exemple": each["schema"].get("example", ""),
            }
            for each in operation.get("parameters", [])
        ],
        "reponses": list(operation["responses"]),
    }


def _values(schema: dict[str, Any]) -> list[str]:
    inside = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    return next((each["enum"] for each in inside if "enum" in each), [])
