"""Composing the synthesis of a day: choose among what the workshops validated, put in order, link by sentences."""

import uuid
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access import can_publish_synthese, visible_evenements_animes
from entredeux.reseau.actions import syntheses as actions
from entredeux.reseau.enums import GenrePassage
from entredeux.reseau.forms.syntheses import ChapeauForm, PhraseForm, RedactionForm
from entredeux.reseau.models import Evenement, PassageSynthese, Synthese
from entredeux.reseau.queries.ateliers import follow_ateliers, published_elements
from entredeux.reseau.queries.syntheses import read_synthese
from entredeux.reseau.views.ateliers.porte import show_refusal
from entredeux.socle.erreurs import Refus
from entredeux.socle.identifiants import parse_uuid

PAR = ("type", "theme")


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def composer(request: HttpRequest, slug: str) -> HttpResponse:
    """Above, the synthesis as it stands; below, what the workshops offer and is not in it yet.

    POST says what one does by the name of its button: `tout` (everything at once), `ajouter` (the items ticked),
    `introduire` (the opening), `ecrire` (a heading or a sentence).
    """
    by, evenement = acteur_of(request), _event(request, slug)
    synthese = Synthese.objects.filter(evenement=evenement).first()
    chapeau = _chapeau_form(request, synthese)
    phrase = PhraseForm(request.POST if "ecrire" in request.POST else None, initial={"id": uuid.uuid4()})
    refused: forms.Form | None = None
    if request.method == "POST":
        try:
            refused = _compose(request, evenement, chapeau, phrase)
        except Refus as refus:
            messages.error(request, str(refus))
        if refused is None:
            return redirect("synthese_composer", slug)
    context = _context(request, evenement, synthese) | {
        "chapeau": chapeau,
        "phrase": phrase,
        "peut_publier": can_publish_synthese(by, evenement),
    }
    return render(request, "reseau/syntheses/composer.html", context, status=422 if refused else 200)


def _chapeau_form(request: HttpRequest, synthese: Synthese | None) -> ChapeauForm:
    current = {"texte": synthese.chapeau, "version": synthese.version} if synthese else {"texte": "", "version": 0}
    return ChapeauForm(request.POST if "introduire" in request.POST else None, initial=current, prefix="chapeau")


def _compose(request: HttpRequest, evenement: Evenement, chapeau: ChapeauForm, phrase: PhraseForm) -> forms.Form | None:
    """Does what the button says; returns the form to show again when it was refused."""
    by = acteur_of(request)
    if "tout" in request.POST:
        par = request.POST["tout"] if request.POST["tout"] in PAR else "type"
        actions.compose_synthese(evenement=evenement, par=par, by=by)
        messages.success(request, "Tout ce que les ateliers ont validé est là : retirez, ordonnez, introduisez.")
    elif "ajouter" in request.POST:
        chosen = [found for text in request.POST.getlist("elements") if (found := parse_uuid(text))]
        count = actions.add_elements(evenement=evenement, elements=chosen, by=by)
        messages.success(request, f"{count} élément{'s' if count > 1 else ''} ajouté{'s' if count > 1 else ''}.")
    elif "introduire" in request.POST:
        return _write(request, chapeau, evenement)
    elif "ecrire" in request.POST:
        if not phrase.is_valid():
            return phrase
        given = phrase.cleaned_data
        before = _passage_of(evenement, parse_uuid(request.POST.get("avant")))
        actions.write_passage(
            evenement=evenement,
            genre=given["genre"],
            texte=given["texte"],
            identifiant=given["id"],
            avant=before,
            by=by,
        )
        messages.success(request, "Votre texte est dans la synthèse.")
    return None


def _write(request: HttpRequest, chapeau: ChapeauForm, evenement: Evenement) -> forms.Form | None:
    if not chapeau.is_valid():
        return chapeau
    try:
        actions.write_chapeau(evenement=evenement, **chapeau.cleaned_data, by=acteur_of(request))
    except actions.ConflitTexte as error:
        return show_conflict(chapeau, error)
    except ValidationError as error:
        show_refusal(chapeau, error)
        return chapeau
    messages.success(request, "L'introduction est enregistrée.")
    return None


def show_conflict(form: Any, error: actions.ConflitTexte) -> forms.Form:
    """What was typed stays, the other's words are beside it; sending again means both were read."""
    typed = cast(QueryDict, form.data).copy()
    typed[form.add_prefix("version")] = str(error.version)
    again: forms.Form = type(form)(typed, prefix=form.prefix)
    again.actuel = error.actuel or "(vide)"  # type: ignore[attr-defined]
    again.is_valid()
    return again


def _context(request: HttpRequest, evenement: Evenement, synthese: Synthese | None) -> dict[str, Any]:
    there = set(synthese.passages.exclude(element=None).values_list("element_id", flat=True)) if synthese else set()
    par = request.GET.get("par") if request.GET.get("par") in PAR else "type"
    offered = [element for element in published_elements(evenement) if element.pk not in there]
    return {
        "evenement": evenement,
        "synthese": synthese,
        "lecture": read_synthese(synthese) if synthese else None,
        "par": par,
        "groupes": actions.group_elements(offered, par or "type"),
        "suivis": [suivi for suivi in follow_ateliers(evenement) if suivi.feuille],
    }


@acces(Permission.REDIGER_RESEAU)
@require_POST
def passage(request: HttpRequest, passage_synthese_id: uuid.UUID) -> HttpResponse:
    """`geste`: up, down, out."""
    found, geste = _passage(request, passage_synthese_id), request.POST.get("geste")
    by = acteur_of(request)
    if geste == "retirer":
        actions.remove_passage(passage=found, by=by)
        messages.success(request, "Retiré de la synthèse. Un élément retiré se retrouve plus bas, avec les autres.")
    elif geste in ("monter", "descendre"):
        actions.move_passage(passage=found, pas=-1 if geste == "monter" else 1, by=by)

    address = reverse("synthese_composer", args=[found.synthese.evenement.slug])
    return redirect(address if geste == "retirer" else f"{address}#passage-{found.pk}")


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def rediger(request: HttpRequest, passage_synthese_id: uuid.UUID) -> HttpResponse:
    found = _passage(request, passage_synthese_id)
    if found.genre == GenrePassage.ELEMENT:
        return redirect("synthese_composer", found.synthese.evenement.slug)
    form: Any = RedactionForm(request.POST or None, initial={"texte": found.texte, "version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rewrite_passage(passage=found, **form.cleaned_data, by=acteur_of(request))
            messages.success(request, "Texte enregistré.")
            return redirect("synthese_composer", found.synthese.evenement.slug)
        except actions.ConflitTexte as error:
            form = show_conflict(form, error)
        except ValidationError as error:
            show_refusal(form, error)
    context = {"passage": found, "form": form, "evenement": found.synthese.evenement}
    refused = form.errors or getattr(form, "actuel", "")
    return render(request, "reseau/syntheses/rediger.html", context, status=422 if refused else 200)


@acces(Permission.REDIGER_RESEAU)
@require_POST
def publier(request: HttpRequest, slug: str) -> HttpResponse:
    """Published and sent, or taken back (`depublier`)."""
    evenement = _event(request, slug)
    synthese = get_object_or_404(Synthese.objects.select_related("evenement"), evenement=evenement)
    by = acteur_of(request)
    try:
        if "depublier" in request.POST:
            actions.unpublish_synthese(synthese=synthese, by=by)
            messages.success(request, "La synthèse est redevenue un brouillon.")
        else:
            count = actions.publish_synthese(synthese=synthese, by=by)
            sent = f" {count} courriel{'s' if count > 1 else ''} aux personnes présentes." if count else ""
            messages.success(request, f"La synthèse est publiée.{sent}")
    except Refus as refus:
        messages.error(request, str(refus))
    return redirect("synthese_composer", slug)


def _event(request: HttpRequest, slug: str) -> Evenement:
    return get_object_or_404(visible_evenements_animes(acteur_of(request)), slug=slug)


def _passage(request: HttpRequest, passage_synthese_id: uuid.UUID) -> PassageSynthese:
    mine = visible_evenements_animes(acteur_of(request))
    rows = PassageSynthese.objects.filter(synthese__evenement__in=mine).select_related("synthese__evenement")
    return get_object_or_404(rows, pk=passage_synthese_id)


def _passage_of(evenement: Evenement, identifiant: uuid.UUID | None) -> PassageSynthese | None:
    if identifiant is None:
        return None
    return PassageSynthese.objects.filter(synthese__evenement=evenement, pk=identifiant).first()
