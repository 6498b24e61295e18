"""Open data of a release: no account, files that a shared cache may keep and ask for again by their hash."""

import hashlib
import uuid
from collections.abc import Callable
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from entredeux.cadre.access import ouvert
from entredeux.observatoire import donnees, flux
from entredeux.observatoire.access import released_parutions
from entredeux.observatoire.models import Parution
from entredeux.observatoire.parutions import revised_by, tables_by_code

UNE_HEURE = 3600
JSON, CSV, ATOM = "application/json", "text/csv; charset=utf-8; header=present", "application/atom+xml; charset=utf-8"


@require_safe
@ouvert("un indicateur d'une parution, en données ouvertes")
def indicateur_csv(request: HttpRequest, parution_id: uuid.UUID, indicateur: str) -> HttpResponse:
    found = _find(parution_id)
    tables = tables_by_code(found).get(indicateur)
    if not tables:
        raise Http404
    answer = _serve(request, donnees.write_csv(found, tables), CSV, describedby=_address(request, found, "schema.json"))
    answer["Content-Disposition"] = f'attachment; filename="{indicateur}-{found.periode}.csv"'
    return answer


@require_safe
@ouvert("le Table Schema des fichiers d'une parution")
def schema(request: HttpRequest, parution_id: uuid.UUID) -> HttpResponse:
    _find(parution_id)
    return _serve(request, donnees.as_json(donnees.table_schema()), JSON)


@require_safe
@ouvert("le Data Package d'une parution")
def datapackage(request: HttpRequest, parution_id: uuid.UUID) -> HttpResponse:
    found = _find(parution_id)
    said = donnees.data_package(found, tables_by_code(found), lambda path: _address(request, found, path))
    return _serve(request, donnees.as_json(said), JSON, about=_address(request, found))


@require_safe
@ouvert("les mots des codes d'une parution")
def vocabulaire(request: HttpRequest, parution_id: uuid.UUID) -> HttpResponse:
    found = _find(parution_id)
    return _serve(request, donnees.write_vocabulaire(found), CSV)


@require_safe
@ouvert("annonce les parutions à qui s'y abonne")
def atom(request: HttpRequest) -> HttpResponse:
    released = released_parutions().select_related("structure").order_by("-parue_le", "pk")
    known = revised_by(list(released))
    content = flux.write_flux(
        known[: flux.ENTREES],
        page=lambda pk: request.build_absolute_uri(reverse("observatoire:parution", args=[pk])),
        accueil=request.build_absolute_uri(reverse("observatoire:parutions")),
        ici=request.build_absolute_uri(reverse("observatoire:atom")),
    )
    return _serve(request, content, ATOM)


def _find(parution_id: uuid.UUID) -> Parution:
    return get_object_or_404(released_parutions().select_related("structure"), pk=parution_id)


def _address(request: HttpRequest, parution: Parution, path: str = "") -> str:
    return request.build_absolute_uri(reverse("observatoire:parution", args=[parution.pk]) + path)


def _serve(request: HttpRequest, content: bytes, kind: str, **links: str) -> HttpResponse:
    """Public and the same for everyone: what a signed-in reader gets is what anybody gets."""
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    make = cast(Callable[..., HttpResponse | None], get_conditional_response)
    answer = make(request, etag=etag) or HttpResponse(content, content_type=kind)
    answer["ETag"] = etag
    answer["Access-Control-Allow-Origin"] = "*"
    said = {**links, "license": donnees.LICENCE["path"]}
    answer["Link"] = ", ".join(f'<{href}>; rel="{rel}"' for rel, href in said.items())
    patch_cache_control(answer, public=True, max_age=UNE_HEURE)
    return answer
