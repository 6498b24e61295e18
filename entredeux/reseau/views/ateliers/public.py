"""A workshop's public page: what was said, each thing at an address of its own; and the synthesis of its day."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from entredeux.cadre.access import ouvert
from entredeux.reseau.access import can_facilitate, can_read_feuille, visible_elements, visible_syntheses
from entredeux.reseau.document_synthese import write_synthese
from entredeux.reseau.enums import StatutFeuille
from entredeux.reseau.models import Evenement, Sequence, Synthese
from entredeux.reseau.queries.ateliers import feuille_of
from entredeux.reseau.queries.syntheses import read_synthese
from entredeux.reseau.views.ateliers.porte import acteur_or_public
from entredeux.socle.pdf import render_document_pdf


@ouvert("ce qu'un atelier a laissé, une fois relu et publié")
@require_GET
def atelier(request: HttpRequest, slug: str, sequence_uid: uuid.UUID) -> HttpResponse:
    """Exists once its event is public; its items once its sheet is."""
    rows = Sequence.objects.select_related("evenement__region").prefetch_related(
        "prises__intervenant", "prises__organisation"
    )
    sequence = get_object_or_404(rows, uid=sequence_uid, evenement__slug=slug, evenement__live=True)
    by, feuille = acteur_or_public(request), feuille_of(sequence)
    published = feuille is not None and feuille.statut == StatutFeuille.PUBLIEE
    elements = visible_elements(by).filter(feuille=feuille).prefetch_related("suivis") if published else []
    context = {
        "sequence": sequence,
        "evenement": sequence.evenement,
        "feuille": feuille if published else None,
        "elements": list(elements),
        "peut_ecrire": by.compte is not None and can_read_feuille(by, sequence),
        "peut_animer": by.compte is not None and can_facilitate(by, sequence.evenement),
    }
    return render(request, "reseau/ateliers/atelier.html", context)


@ouvert("la synthèse d'une journée, une fois publiée")
@require_GET
def synthese(request: HttpRequest, slug: str) -> HttpResponse:
    found = _synthese(request, slug)
    by = acteur_or_public(request)
    context = {
        "synthese": found,
        "evenement": found.evenement,
        "lecture": read_synthese(found),
        "peut_animer": by.compte is not None and can_facilitate(by, found.evenement),
    }
    return render(request, "reseau/syntheses/synthese.html", context)


@ouvert("la synthèse d'une journée, une fois publiée, à imprimer")
@require_GET
def synthese_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    found = _synthese(request, slug)
    response = HttpResponse(render_document_pdf(write_synthese(found)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="synthese-{slugify(slug)}.pdf"'
    return response


def _synthese(request: HttpRequest, slug: str) -> Synthese:
    """A draft is shown to who facilitates the event, as a preview."""
    evenement = get_object_or_404(Evenement, slug=slug)
    rows = visible_syntheses(acteur_or_public(request)).filter(evenement=evenement)
    found = rows.select_related("evenement__region").first()
    if found is None:
        raise Http404
    return found
