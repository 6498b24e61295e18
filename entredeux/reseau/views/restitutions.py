"""The files of a published restitution."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from entredeux.cadre.access import ouvert
from entredeux.reseau.fichiers_restitution import TYPES, draw_file
from entredeux.reseau.models import Restitution
from entredeux.reseau.presenters.restitutions import write_document
from entredeux.reseau.queries.restitutions import read_restitution, version_of


@ouvert("une restitution publiée, à imprimer")
@require_GET
def pdf(request: HttpRequest, restitution_slug: str) -> HttpResponse:
    return answer_file(restitution_slug, "pdf")


@ouvert("une restitution publiée, à reprendre")
@require_GET
def odt(request: HttpRequest, restitution_slug: str) -> HttpResponse:
    return answer_file(restitution_slug, "odt")


def answer_file(slug: str, genre: str) -> HttpResponse:
    page = get_object_or_404(Restitution.objects.live().public().select_related("region"), slug=slug)
    version = version_of(page)
    document = write_document(page, read_restitution(page, version), version)
    name = f"{page.slug}-version-{version.numero}.{genre}" if version else f"{page.slug}.{genre}"
    response = HttpResponse(draw_file(document, genre), content_type=TYPES[genre])
    response["Content-Disposition"] = f'{"inline" if genre == "pdf" else "attachment"}; filename="{name}"'
    response["ETag"] = f'"{document.empreinte}"'
    return response
