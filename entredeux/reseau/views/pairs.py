"""Questions between peers."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.reseau.access.collectifs import can_close_question, visible_questions
from entredeux.reseau.actions import pairs as actions
from entredeux.reseau.forms.collectifs import BilanForm, FiltreQuestionsForm, QuestionForm, ReponseForm
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.territoires.models import Commune
from entredeux.ui.erreurs import add_errors

PAR_PAGE = 20


@acces(Permission.ECHANGER_RESEAU)
@require_GET
def questions(request: HttpRequest) -> HttpResponse:
    """Titles only: a text is opened one at a time, and its reading is journaled."""
    by = acteur_of(request)
    form = FiltreQuestionsForm(request.GET)
    form.is_valid()
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    rows = visible_questions(by).filter(**chosen).select_related("commune", "collectif").prefetch_related("reponses")
    page = Paginator(rows, PAR_PAGE).get_page(request.GET.get("page"))
    themes = dict(label_themes({row.theme for row in page.object_list if row.theme}))
    context = {"page": page, "form": form, "themes": themes, "filtre": bool(chosen)}
    return render(request, "reseau/pairs/liste.html", context)


@acces(Permission.ECHANGER_RESEAU)
@require_http_methods(["GET", "POST"])
def poser(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = QuestionForm(request.POST or None, by=by, initial={"collectif": request.GET.get("collectif")})
    if form.is_valid():
        try:
            question = actions.ask_question(**_asked(form.cleaned_data), by=by)
            messages.success(request, "Question posée. Vous lirez ici les réponses des pairs.")
            return redirect("question_pairs", question.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form}
    return render(request, "reseau/pairs/poser.html", context, status=422 if form.errors else 200)


def _asked(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "commune": Commune.objects.filter(pk=data["commune"]).first() if data["commune"] else None}


@acces(Permission.ECHANGER_RESEAU)
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    rows = visible_questions(by).select_related("commune__departement", "collectif", "auteur")
    found = get_object_or_404(rows, pk=question_id)
    form = ReponseForm(request.POST or None)
    if form.is_valid():
        try:
            actions.answer_question(question=found, texte=form.cleaned_data["texte"], by=by)
            messages.success(request, "Réponse partagée.")
            return redirect("question_pairs", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {
        "question": found,
        "theme": dict(label_themes([found.theme])).get(found.theme, "") if found.theme else "",
        "texte": read_texte(found, "texte", by=by),
        "bilan": read_texte(found, "bilan", by=by),
        "reponses": [
            (reponse, read_texte(reponse, "texte", by=by)) for reponse in found.reponses.select_related("auteur")
        ],
        "form": form,
        "form_bilan": BilanForm(),
        "peut_clore": can_close_question(by, found),
    }
    return render(request, "reseau/pairs/question.html", context, status=422 if form.errors else 200)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def mettre_en_fiche(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_questions(by).select_related("commune__departement"), pk=question_id)
    actions.draft_fiche(question=found, by=by)
    messages.success(request, "Un brouillon de fiche attend la rédaction du réseau, qui le complète et le fait relire.")
    return redirect("question_pairs", found.pk)


@acces(Permission.ECHANGER_RESEAU)
@require_POST
def clore(request: HttpRequest, question_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    found = get_object_or_404(visible_questions(by), pk=question_id)
    form = BilanForm(request.POST)
    if form.is_valid():
        try:
            actions.close_question(question=found, bilan=form.cleaned_data["bilan"], by=by)
            messages.success(request, "Merci : ce que vous avez essayé servira à d'autres.")
            return redirect("question_pairs", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"question": found, "form": form}
    return render(request, "reseau/pairs/clore.html", context, status=422)
