"""What editors name in the corpus: behind which point an item goes, what looks like it, how a point is worded."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access import can_rattacher, visible_elements, visible_points
from entredeux.reseau.actions.corpus import create_point, link_element, remove_point, reword_point, unlink_element
from entredeux.reseau.forms.corpus import PointForm, RattachementForm
from entredeux.reseau.models import Element, Point
from entredeux.reseau.presenters.corpus import present_elements
from entredeux.reseau.queries.corpus import ORIGINE, Filtre, list_corpus
from entredeux.reseau.queries.rapprochements import propose_for
from entredeux.ui.erreurs import add_errors

PAR_PAGE = 20


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def point_modifier(request: HttpRequest, point_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_points(by), pk=point_id)
    form = PointForm(request.POST or None, point=found, initial={"titre": found.titre, "theme": found.theme})
    if form.is_valid():
        try:
            reword_point(point=found, **form.cleaned_data, by=by)
            messages.success(request, "Point reformulé.")
            return redirect("corpus_point", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"point": found, "form": form, "est_vide": not found.rattachements.exists()}
    return render(request, "reseau/corpus/point_modifier.html", context, status=422 if form.errors else 200)


@acces(Permission.REDIGER_RESEAU)
@require_POST
def point_supprimer(request: HttpRequest, point_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_points(by), pk=point_id)
    try:
        remove_point(point=found, by=by)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("corpus_point", found.pk)
    messages.success(request, "Point supprimé : rien n'y était rattaché.")
    return redirect("corpus_points")


@acces(Permission.REDIGER_RESEAU)
@require_GET
def rapprochements(request: HttpRequest) -> HttpResponse:
    """Published items behind no point yet, the latest first, each with what looks like it."""
    by = acteur_of(request)
    waiting = list_corpus(Filtre(), by).filter(rattachements=None)
    if not by.peut(Permission.ANIMER_RESEAU):
        waiting = waiting.filter(feuille__sequence__evenement__region=by.region or None)
    page = Paginator(waiting, PAR_PAGE).get_page(request.GET.get("page"))
    propositions = propose_for(list(page.object_list), by)
    propositions.sort(key=lambda each: not each.proches)  # what there is something to say of comes first
    context = {"page": page, "propositions": propositions}
    return render(request, "reseau/corpus/rapprochements.html", context)


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def rattacher(request: HttpRequest, element_id: uuid.UUID) -> HttpResponse:
    """Behind which point: one proposed, one of the list, or a new one."""
    by = acteur_of(request)
    element = get_object_or_404(visible_elements(by).select_related(*ORIGINE), pk=element_id)
    (proposition,) = propose_for([element], by)
    others = Point.objects.exclude(rattachements__element=element)
    # An undone detachment says its point in the address.
    sent = request.GET if request.method == "POST" and "point" in request.GET else request.POST
    lien = RattachementForm(sent if "point" in sent else None, points=others)
    nouveau = PointForm(request.POST if "titre" in request.POST else None, initial={"theme": element.theme})
    try:
        if lien.is_valid():
            return tell_linked(request, link_element(point=lien.cleaned_data["point"], element=element, by=by).point)
        if nouveau.is_valid():
            together = [element, *chosen_among(proposition, request.POST.getlist("aussi"), by)]
            return tell_linked(request, create_point(**nouveau.cleaned_data, elements=together, by=by))
    except ValidationError as error:
        add_errors(nouveau if nouveau.is_bound else lien, error)
    context = {
        "carte": present_elements([element])[0],
        "proposition": proposition,
        "proches": [(each, can_rattacher(by, each.element)) for each in proposition.proches],
        "lien": lien,
        "nouveau": nouveau,
        "peut_rattacher": can_rattacher(by, element),
        "coches": request.POST.getlist("aussi"),
    }
    refused = lien.errors or nouveau.errors
    return render(request, "reseau/corpus/rattacher.html", context, status=422 if refused else 200)


def chosen_among(proposition: Any, chosen: list[str], by: Acteur) -> list[Element]:
    """Of the items proposed beside, those ticked that this person may put behind a point."""
    return [
        each.element
        for each in proposition.proches
        if str(each.element.pk) in chosen and can_rattacher(by, each.element)
    ]


def tell_linked(request: HttpRequest, found: Point) -> HttpResponse:
    messages.success(request, f"Rattaché à « {found.titre} ».")
    return redirect("corpus_point", found.pk)


@acces(Permission.REDIGER_RESEAU)
@require_POST
def detacher(request: HttpRequest, point_id: uuid.UUID, element_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_points(by), pk=point_id)
    element = get_object_or_404(visible_elements(by).select_related(*ORIGINE), pk=element_id)
    unlink_element(point=found, element=element, by=by)
    undo = reverse("corpus_rattacher", args=[element.pk])
    messages.success(request, f"Détaché de « {found.titre} ».", extra_tags=f"annulable {undo}?point={found.pk}")
    return redirect("corpus_point", found.pk)
