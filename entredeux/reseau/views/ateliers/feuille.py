"""The guided sheet: one question at a time, on a phone, in the room."""

import uuid
from dataclasses import replace
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.textes import read_textes
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.enums import GenreElement, StatutAmendement, StatutElement
from entredeux.reseau.forms.ateliers import ICONES, QUESTIONS, ElementForm, IssuesForm, initial_of, sign_saisie
from entredeux.reseau.models import Contribution, Element
from entredeux.reseau.queries.ateliers import list_elements
from entredeux.reseau.saisie_ateliers import CHAMPS, SaisieElement
from entredeux.reseau.views.ateliers.porte import Porte, porte, show_refusal
from entredeux.socle.erreurs import Refus
from entredeux.socle.identifiants import parse_uuid

LIBELLES = {
    "genre": "Type",
    "texte": "Texte",
    "theme": "Thème",
    "auteur_citation": "Qui parle",
    "qui": "Qui s'engage",
    "echeance": "Pour quand",
}


@porte
@require_GET
def feuille(request: HttpRequest, ici: Porte) -> HttpResponse:
    """What was noted, what is left to note, and what comes next."""
    contributions = Contribution.objects.filter(sequence=ici.sequence)
    context = {
        "ici": ici,
        "types": [(genre, ICONES[genre]) for genre in GenreElement],
        "elements": list_elements(ici.feuille),
        "ecartes": ici.feuille.elements.filter(statut=StatutElement.ECARTE).exclude(texte="") if ici.feuille else [],
        "contributions": len(contributions),
        "contributions_closes": sum(bool(each.issue) for each in contributions),
        "a_decider": ici.feuille.amendements.filter(statut=StatutAmendement.PROPOSE).count() if ici.feuille else 0,
    }
    return render(request, "reseau/ateliers/feuille.html", context)


@porte
@require_http_methods(["GET", "POST"])
def noter(request: HttpRequest, ici: Porte) -> HttpResponse:
    """One item: `?genre=` says which question is asked."""
    asked = request.POST.get("genre") or request.GET.get("genre") or ""
    if asked not in GenreElement.values:
        return redirect(ici.url("feuille"))
    genre = GenreElement(asked)
    initial = {"id": uuid.uuid4(), "genre": genre}
    form = ElementForm(request.POST or None, initial=initial, sequence=ici.sequence, genre=genre, choisit_genre=False)
    if request.method == "POST" and form.is_valid():
        try:
            element = actions.record_element(sequence=ici.sequence, saisie=form.saisie(), **ici.qui)
            undo = ici.url("feuille_retirer", dit_id=element.pk)
            messages.success(request, f"{genre.label} : noté.", extra_tags=f"annulable {undo}")
            again = f"{ici.url('feuille_noter')}?genre={genre}&dernier={element.pk}"
            return redirect(again if "encore" in request.POST else ici.url("feuille"))
        except (ValidationError, Refus) as error:
            show_refusal(form, error)
    question, aide = QUESTIONS[genre]
    context = {
        "ici": ici,
        "form": form,
        "genre": genre,
        "question": question,
        "aide": aide,
        "icone_genre": ICONES[genre],
        "dernier": parse_uuid(request.GET.get("dernier")),
    }
    return render(request, "reseau/ateliers/noter.html", context, status=422 if form.errors else 200)


@porte
@require_http_methods(["GET", "POST"])
def modifier(request: HttpRequest, ici: Porte, dit_id: uuid.UUID) -> HttpResponse:
    """The item on the version read. Two who change the same thing at once: both values are shown, one decides."""
    element = _element(ici, dit_id)
    current = actions.describe_element(element)
    asked = request.POST.get("genre", element.genre)
    genre = asked if asked in GenreElement.values else element.genre
    form = ElementForm(
        request.POST or None, initial=initial_of(current, element.version), sequence=ici.sequence, genre=genre
    )
    conflit: actions.ConflitElement | None = None
    if request.method == "POST" and form.is_valid():
        try:
            return _correct(request, ici, element, form)
        except actions.ConflitElement as error:
            conflit = error
            form = _on_last_version(form, error, ici, genre)
        except (ValidationError, Refus) as error:
            show_refusal(form, error)
    context = {
        "ici": ici,
        "form": form,
        "element": element,
        "conflit": conflit,
        "deux_valeurs": _both_values(conflit, form) if conflit else [],
    }
    refused = conflit or form.errors
    return render(request, "reseau/ateliers/modifier.html", context, status=422 if refused else 200)


def _correct(request: HttpRequest, ici: Porte, element: Element, form: ElementForm) -> HttpResponse:
    lu = form.lu_saisie()
    if lu is None:
        raise ValidationError("Cette page est abîmée : rien n'est enregistré. Copiez votre texte, puis rechargez-la.")
    actions.correct_element(
        element=element,
        lu=lu,
        voulu=_wanted(request, form, lu),
        version=form.cleaned_data["version"] or 0,
        remettre="remettre" in request.POST,
        **ici.qui,
    )
    messages.success(request, "Modification enregistrée.")
    return redirect(f"{ici.url('feuille')}#element-{element.pk}")


def _wanted(request: HttpRequest, form: ElementForm, lu: SaisieElement) -> SaisieElement:
    """What was typed, over the item as shown. Where a conflict was shown, « the other's value » is the one the page
    then carried (`lu`)."""
    typed = form.saisie()
    fields = {champ for champ in CHAMPS if champ in form.fields}
    kept = {champ for champ in fields if request.POST.get(f"garder-{champ}") == "autre"}
    if "auteur_citation" in kept:
        kept.add("a_consenti")
    return replace(lu, **{champ: getattr(typed, champ) for champ in fields - kept})


def _on_last_version(form: ElementForm, error: actions.ConflitElement, ici: Porte, genre: str) -> ElementForm:
    """What was typed stays; sending again now means « I have seen the other value »."""
    typed = cast(QueryDict, form.data).copy()
    typed["version"], typed["lu"] = str(error.version), sign_saisie(error.stocke)
    return ElementForm(typed, sequence=ici.sequence, genre=genre)


def _both_values(conflit: actions.ConflitElement, form: ElementForm) -> list[dict[str, Any]]:
    """For each field that both changed: its label, what the other wrote, what this person typed."""
    form.is_valid()
    typed = form.saisie()
    return [
        {
            "champ": champ,
            "libelle": libelle,
            "autre": _shown(champ, conflit.stocke),
            "mien": _shown(champ, typed),
        }
        for champ, libelle in LIBELLES.items()
        if champ in conflit.champs
    ]


def _shown(champ: str, saisie: SaisieElement) -> Any:
    value = getattr(saisie, champ)
    if champ == "genre":
        return GenreElement(value).label
    if champ == "auteur_citation" and not saisie.a_consenti:
        return "sans nom"
    return value or "rien"


@porte
@require_POST
def retirer(request: HttpRequest, ici: Porte, dit_id: uuid.UUID) -> HttpResponse:
    element = _element(ici, dit_id)
    actions.remove_element(element=element, **ici.qui)
    undo = ici.url("feuille_remettre", dit_id=element.pk)
    messages.success(request, f"{element.get_genre_display()} : retiré.", extra_tags=f"annulable {undo}")
    return redirect(ici.url("feuille"))


@porte
@require_POST
def remettre(request: HttpRequest, ici: Porte, dit_id: uuid.UUID) -> HttpResponse:
    element = _element(ici, dit_id)
    actions.restore_element(element=element, **ici.qui)
    messages.success(request, f"{element.get_genre_display()} : remis à sa place.")
    return redirect(f"{ici.url('feuille')}#element-{element.pk}")


@porte
@require_POST
def deplacer(request: HttpRequest, ici: Porte, dit_id: uuid.UUID) -> HttpResponse:
    """`geste`: up, down, said to the plenary or not."""
    element, geste = _element(ici, dit_id), request.POST.get("geste")
    if geste in ("monter", "descendre"):
        actions.move_element(element=element, pas=-1 if geste == "monter" else 1, **ici.qui)
    elif geste in ("retenir", "laisser"):
        actions.mark_majeur(element=element, est_majeur=geste == "retenir", **ici.qui)
    return redirect(f"{ici.url('feuille')}#element-{element.pk}")


@porte
@require_http_methods(["GET", "POST"])
def contributions(request: HttpRequest, ici: Porte) -> HttpResponse:
    """The problems and initiatives brought to this workshop, and how each ends. Their words are read, journaled."""
    rows = list(Contribution.objects.filter(sequence=ici.sequence))
    form = IssuesForm(request.POST or None, contributions=rows)
    if request.method == "POST" and form.is_valid():
        actions.record_feuille(sequence=ici.sequence, issues=form.issues(), **ici.qui)
        messages.success(request, "Ce que deviennent ces contributions est enregistré.")
        return redirect(ici.url("feuille"))
    words = read_textes(rows, "texte", by=ici.by)
    context = {"ici": ici, "form": form, "contributions": [(row, words[row.pk], form[row.pk.hex]) for row in rows]}
    return render(request, "reseau/ateliers/contributions.html", context, status=422 if form.errors else 200)


@porte
@require_POST
def clore(request: HttpRequest, ici: Porte) -> HttpResponse:
    if ici.feuille is None:
        messages.error(request, "Cette feuille est vide : notez au moins une chose dite avant de la donner à relire.")
        return redirect(ici.url("feuille"))
    count = actions.close_feuille(feuille=ici.feuille, **ici.qui)
    messages.success(request, _say_closed(count))
    return redirect(ici.url("feuille"))


def _say_closed(count: int) -> str:
    if count == 0:
        return (
            "La feuille est close. Personne n'est noté présent à cet atelier, aucun courriel n'est donc parti ; "
            "l'animation peut la publier."
        )
    return f"La feuille est close : {count} courriel{'s' if count > 1 else ''} à qui a suivi l'atelier, pour relire."


@porte
@require_POST
def rouvrir(request: HttpRequest, ici: Porte) -> HttpResponse:
    if ici.feuille is not None:
        actions.reopen_feuille(feuille=ici.feuille, **ici.qui)
        messages.success(request, "La feuille est rouverte : la relecture s'arrête, les propositions reçues restent.")
    return redirect(ici.url("feuille"))


def _element(ici: Porte, dit_id: uuid.UUID) -> Element:
    rows = Element.objects.select_related("feuille__sequence__evenement")
    return get_object_or_404(rows, pk=dit_id, feuille__sequence=ici.sequence)
