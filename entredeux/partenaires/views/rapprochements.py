"""Sheets that may be one structure, shown side by side: a person decides, and may undo. What imports refused."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.partenaires import actions
from entredeux.partenaires.access import visible_paires, visible_rapprochements, visible_rejets, visible_sources
from entredeux.partenaires.presenters import week_of
from entredeux.partenaires.queries.annuaire import paires_to_decide

PAR_PAGE = 10


@require_GET
@acces(Permission.TENIR_ANNUAIRE)
def doublons(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    texte = request.GET.get("q", "")[:80].replace("\0", "")
    page = Paginator(paires_to_decide(by, texte), PAR_PAGE).get_page(request.GET.get("page"))
    context = {
        "texte": texte,
        "page": page,
        "paires": [(paire, week_of(paire.une), week_of(paire.autre)) for paire in page],
        "decisions": visible_rapprochements(by).count(),
    }
    return render(request, "partenaires/doublons.html", context)


@require_GET
@acces(Permission.TENIR_ANNUAIRE)
def rapprochements(request: HttpRequest) -> HttpResponse:
    rows = visible_rapprochements(acteur_of(request)).select_related("gardee", "ecartee").order_by("-cree_le", "pk")
    return render(
        request, "partenaires/rapprochements.html", {"page": Paginator(rows, 25).get_page(request.GET.get("page"))}
    )


@require_POST
@acces(Permission.TENIR_ANNUAIRE)
def decider(request: HttpRequest, paire_id: int) -> HttpResponse:
    """`decision`: « une » or « autre » (one structure, shown as that sheet), or « distinctes »."""
    by = acteur_of(request)
    if paire_id > 2**62:
        raise Http404
    paire = get_object_or_404(visible_paires(by).select_related("une", "autre"), pk=paire_id)
    decision = request.POST.get("decision", "")
    try:
        if decision == "distinctes":
            row = actions.separate_fiches(une=paire.une, autre=paire.autre, by=by)
            said = "Deux structures distinctes : cette paire ne vous sera plus proposée."
        elif decision in ("une", "autre"):
            kept, left = (paire.une, paire.autre) if decision == "une" else (paire.autre, paire.une)
            row = actions.merge_fiches(gardee=kept, ecartee=left, by=by)
            said = f"Une seule structure : {kept} s'affiche, l'autre fiche y mène."
        else:
            raise ValidationError("Dites si c'est la même structure. Rien n'a changé.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        undo = reverse("partenaires:annuler_rapprochement", args=[row.pk])
        messages.success(request, said, extra_tags=f"annulable {undo}")
    return redirect("partenaires:doublons")


@require_POST
@acces(Permission.TENIR_ANNUAIRE)
def annuler_rapprochement(request: HttpRequest, rapprochement_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    row = get_object_or_404(visible_rapprochements(by), pk=rapprochement_id)
    actions.undo_rapprochement(rapprochement=row, by=by)
    messages.success(request, "Annulé : les deux fiches s'affichent, et la paire vous est de nouveau proposée.")
    return redirect("partenaires:doublons")


@require_GET
@acces(Permission.TENIR_ANNUAIRE)
def refus(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    rejets = visible_rejets(by)
    source = request.GET.get("source", "").replace("\0", "")
    if source:
        rejets = rejets.filter(source=source[:60])
    context = {
        "page": Paginator(rejets, 50).get_page(request.GET.get("page")),
        "sources": visible_sources(by),
        "source": source,
    }
    return render(request, "partenaires/refus.html", context)
