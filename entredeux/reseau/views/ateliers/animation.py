"""The facilitator's side: who reports, where each sheet stands, and the commitments that are still open."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of, connecte
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_textes
from entredeux.reseau.access import (
    can_facilitate,
    can_follow_engagement,
    can_publish_synthese,
    visible_elements,
    visible_evenements_animes,
    visible_rapporteurs,
)
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.enums import EtatEngagement, GenreElement
from entredeux.reseau.forms.ateliers import RapporteurForm, SuiviForm
from entredeux.reseau.models import Element, Evenement, Feuille, Sequence, Synthese
from entredeux.reseau.queries.ateliers import follow_ateliers, list_engagements, list_events_with_feuilles, my_feuilles
from entredeux.reseau.views.ateliers.porte import show_refusal
from entredeux.socle.erreurs import Refus

PAR_PAGE = 30


@connecte
@require_GET
def mes_feuilles(request: HttpRequest) -> HttpResponse:
    """The sheets this account reports, and the events it facilitates."""
    by = acteur_of(request)
    evenements = list_events_with_feuilles(visible_evenements_animes(by))
    page = Paginator(evenements, PAR_PAGE).get_page(request.GET.get("page"))
    context = {"feuilles": my_feuilles(by), "page": page, "anime": by.peut(Permission.REDIGER_RESEAU)}
    return render(request, "reseau/ateliers/mes_feuilles.html", context)


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def feuilles(request: HttpRequest, slug: str) -> HttpResponse:
    """The workshops of an event, as its facilitator follows them; POST designates a rapporteur."""
    by = acteur_of(request)
    evenement = _event(by, slug)
    form = RapporteurForm(request.POST or None)
    sequence = None
    if request.method == "POST":
        sequence = get_object_or_404(Sequence, evenement=evenement, pk=_number(request.POST.get("sequence")))
        if form.is_valid() and _designate(request, by, sequence, form):
            return redirect("feuilles", slug)
    suivis = follow_ateliers(evenement)
    rapporteurs = [each for suivi in suivis for each in suivi.rapporteurs]
    context = {
        "evenement": evenement,
        "suivis": suivis,
        "noms": read_textes(rapporteurs, "nom", by=by),
        "form": form,
        "form_de": sequence.pk if sequence else None,
        "vide": RapporteurForm(),
        "synthese": Synthese.objects.filter(evenement=evenement).first(),
        "peut_publier": can_publish_synthese(by, evenement),
    }
    return render(request, "reseau/ateliers/feuilles.html", context, status=422 if form.errors else 200)


def _designate(request: HttpRequest, by: Acteur, sequence: Sequence, form: RapporteurForm) -> bool:
    try:
        rapporteur = actions.designate_rapporteur(sequence=sequence, **form.cleaned_data, by=by)
    except ValidationError as error:
        show_refusal(form, error)
        return False
    account = " Son compte ouvre aussi la feuille." if rapporteur.compte else ""
    messages.success(request, f"{form.cleaned_data['nom']} reçoit le lien de la feuille.{account}")
    return True


@acces(Permission.REDIGER_RESEAU)
@require_POST
def retirer_rapporteur(request: HttpRequest, rapporteur_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    rows = visible_rapporteurs(by).select_related("sequence__evenement")
    rapporteur = get_object_or_404(rows, pk=rapporteur_id)
    actions.withdraw_rapporteur(rapporteur=rapporteur, by=by)
    messages.success(request, "Le rôle est retiré : le lien n'ouvre plus la feuille, ce qui est noté reste.")
    return redirect("feuilles", rapporteur.sequence.evenement.slug)


@acces(Permission.REDIGER_RESEAU)
@require_POST
def publier_feuille(request: HttpRequest, feuille_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    rows = Feuille.objects.filter(sequence__evenement__in=visible_evenements_animes(by))
    feuille = get_object_or_404(rows.select_related("sequence__evenement"), pk=feuille_id)
    try:
        actions.publish_feuille(feuille=feuille, by=by)
        messages.success(request, f"{feuille.sequence} : publié.")
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect("feuilles", feuille.sequence.evenement.slug)


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def retirer_element(request: HttpRequest, element_id: uuid.UUID) -> HttpResponse:
    """A published item leaves the public pages, for good: asked once, said plainly."""
    by = acteur_of(request)
    element = get_object_or_404(_elements(), pk=element_id)
    if not can_facilitate(by, element.feuille.sequence.evenement):
        raise Http404
    atelier = element.feuille.sequence
    if request.method == "POST":
        actions.withdraw_element(element=element, by=by)
        messages.success(request, "L'élément est retiré, ses mots sont effacés. Les pages qui le citaient le disent.")
        return redirect("atelier", atelier.evenement.slug, atelier.uid)
    return render(request, "reseau/ateliers/retirer_element.html", {"element": element, "atelier": atelier})


@acces(Permission.REDIGER_RESEAU)
@require_GET
def engagements(request: HttpRequest) -> HttpResponse:
    """Open commitments first, the late ones on top; `?etat=tenu`, `?etat=abandonne` for those closed."""
    by = acteur_of(request)
    asked = request.GET.get("etat", "")
    etat = asked if asked in EtatEngagement.values else EtatEngagement.EN_COURS
    rows = list_engagements(visible_evenements_animes(by)).filter(etat=etat)
    context = {
        "page": Paginator(rows, PAR_PAGE).get_page(request.GET.get("page")),
        "etat": etat,
        "etats": EtatEngagement.choices,
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "reseau/ateliers/engagements.html", context)


@connecte
@require_http_methods(["GET", "POST"])
def engagement(request: HttpRequest, element_id: uuid.UUID) -> HttpResponse:
    """One commitment, its history, and what became of it."""
    by = acteur_of(request)
    element = get_object_or_404(_elements(), pk=element_id, genre=GenreElement.ENGAGEMENT)
    if not can_follow_engagement(by, element.feuille.sequence) or not visible_elements(by).filter(pk=element.pk):
        raise Http404
    form = SuiviForm(request.POST or None)
    if request.method == "POST" and "reprendre" in request.POST:
        actions.reopen_engagement(element=element, by=by)
        messages.success(request, "L'engagement est repris : il revient à la prochaine rencontre.")
        return redirect("engagement", element.pk)
    if request.method == "POST" and form.is_valid():
        try:
            _follow(element, form.cleaned_data, by)
            messages.success(request, "C'est noté, à côté de l'engagement.")
            return redirect("engagement", element.pk)
        except (ValidationError, Refus) as error:
            show_refusal(form, error)
    context = {
        "element": element,
        "atelier": element.feuille.sequence,
        "form": form,
        "suivis": element.suivis.all(),
        "aujourdhui": timezone.localdate(),
    }
    return render(request, "reseau/ateliers/engagement.html", context, status=422 if form.errors else 200)


def _follow(element: Element, given: dict[str, Any], by: Acteur) -> None:
    if given["suite"] == SuiviForm.REPORTE:
        actions.postpone_engagement(element=element, echeance=given["echeance"], raison=given["raison"], by=by)
    else:
        actions.close_engagement(element=element, etat=given["suite"], raison=given["raison"], by=by)


def _event(by: Acteur, slug: str) -> Evenement:
    return get_object_or_404(visible_evenements_animes(by), slug=slug)


def _elements() -> Any:
    return Element.objects.select_related("feuille__sequence__evenement")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
