"""Words are put together by a person, sent, reminded, answered. What the body sees is public.py's."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte, read_textes
from entredeux.participation import actions
from entredeux.participation.access import visible_groupes, visible_paroles
from entredeux.participation.enums import EtatGroupe, EtatRetour
from entredeux.participation.forms.paroles import EnvoiForm, RegrouperForm, ReponseEquipeForm
from entredeux.participation.models import GroupeParoles, Parole, RetourParole
from entredeux.participation.models.paroles import MINIMUM
from entredeux.participation.queries.listes import list_groupes, paroles_to_group
from entredeux.participation.queries.partage import paroles_shown
from entredeux.themes.queries import choices, labels
from entredeux.ui.erreurs import add_errors

PAR_PAGE = 50


@acces(Permission.VOIR_PARTICIPATION)
@require_GET
def groupes(request: HttpRequest) -> HttpResponse:
    by, etat = acteur_of(request), request.GET.get("etat", "")
    rows = list_groupes(by, etat if etat in EtatGroupe.values else "")
    context = {
        "page": Paginator(rows, PAR_PAGE).get_page(request.GET.get("page")),
        "etat": etat,
        "etats": EtatGroupe.choices,
        "today": timezone.localdate(),
        "minimum": MINIMUM,
    }
    return render(request, "participation/groupes.html", context)


@acces(Permission.PORTER_PAROLES)
@require_http_methods(["GET", "POST"])
def regrouper(request: HttpRequest) -> HttpResponse:
    """The waiting words, read at once (one line of the journal); a person ticks those that say the same thing."""
    by = acteur_of(request)
    domaine = request.GET.get("domaine", "")
    waiting = paroles_to_group(by)
    open_groups = visible_groupes(by).filter(etat=EtatGroupe.OUVERT, est_oublie=False)
    initial = {"identifiant": uuid.uuid4(), "groupe": request.GET.get("groupe", ""), "domaine": domaine}
    form = RegrouperForm(request.POST or None, paroles=waiting, groupes=open_groups, initial=initial)
    if form.is_valid():
        try:
            done = _gather(form.cleaned_data, by)
            messages.success(request, "Paroles regroupées.")
            return redirect("participation:groupe", done.pk)
        except ValidationError as error:
            add_errors(form, error)
    shown = waiting.filter(domaine=domaine) if domaine else waiting
    page = Paginator(shown, PAR_PAGE).get_page(request.GET.get("page"))
    words = list(page.object_list)
    names, texts = labels("domaines"), read_textes(words, "texte", by=by)
    ticked = set(request.POST.getlist("paroles"))
    context = {
        "form": form,
        "page": page,
        "lignes": [
            (word, texts[word.pk], names.get(word.domaine, word.domaine), str(word.pk) in ticked) for word in words
        ],
        "domaine": domaine,
        "domaines": choices("domaines", timezone.localdate()),
    }
    return render(request, "participation/regrouper.html", context, status=422 if form.errors else 200)


def _gather(said: dict[str, Any], by: Acteur) -> GroupeParoles:
    if said["groupe"]:
        return actions.add_paroles(groupe=said["groupe"], paroles=list(said["paroles"]), by=by)
    return actions.create_groupe(
        titre=said["titre"], domaine=said["domaine"], paroles=list(said["paroles"]), id=said["identifiant"], by=by
    )


@acces(Permission.VOIR_PARTICIPATION)
@require_GET
def groupe(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    """The words are read by whoever notes them; the direction sees how many there are, and the answer."""
    by, found = acteur_of(request), _groupe(request, groupe_id)
    words = list(found.paroles.filter(retiree_le__isnull=True, est_oubliee=False).order_by("dite_le", "pk"))
    may_read = by.peut(Permission.NOTER_PAROLE)
    texts = read_textes(words, "texte", by=by) if may_read else {}
    retours = RetourParole.objects.filter(parole__groupe=found)
    context = {
        "groupe": found,
        "lignes": [(word, texts[word.pk]) for word in words] if may_read else [],
        "nombre": len(words),
        "minimum": MINIMUM,
        "manque": max(0, MINIMUM - len(words)),
        "montrees": len(paroles_shown(found)),
        "reponse": read_texte(found, "reponse", by=by),
        "domaine": labels("domaines").get(found.domaine, found.domaine),
        "est_en_retard": bool(
            found.etat == EtatGroupe.ENVOYE and found.reponse_due_le and found.reponse_due_le < timezone.localdate()
        ),
        "peut_porter": by.peut(Permission.PORTER_PAROLES),
        "redites": retours.filter(etat=EtatRetour.REDITE).count(),
        "a_redire": retours.filter(etat=EtatRetour.A_REDIRE).count(),
    }
    return render(request, "participation/groupe.html", context)


@acces(Permission.PORTER_PAROLES)
@require_http_methods(["GET", "POST"])
def envoyer(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _groupe(request, groupe_id)
    if found.etat != EtatGroupe.OUVERT:
        messages.error(request, "Ce groupe est déjà parti. Rien n'a été changé.")
        return redirect("participation:groupe", found.pk)
    form = EnvoiForm(request.POST or None, by=by)

    def act() -> str:
        said = form.cleaned_data
        sent = actions.send_groupe(
            groupe=found,
            partenaire=said["partenaire"],
            reponse_due_le=said["reponse_due_le"],
            est_par_courriel=said["maniere"] == "courriel",
            by=by,
        )
        return f"{sent.nombre_envoye} paroles sont parties, sans nom. {sent.destinataire} doit répondre."

    return _form(request, form, found, "Envoyer à qui doit répondre", "Envoyer ces paroles", act)


@acces(Permission.PORTER_PAROLES)
@require_http_methods(["GET", "POST"])
def reponse(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    by, found = acteur_of(request), _groupe(request, groupe_id)
    form = ReponseEquipeForm(request.POST or None)

    def act() -> str:
        actions.record_reponse(groupe=found, by=by, **form.cleaned_data)
        return "Réponse notée. Elle est maintenant à redire, en personne, à celles et ceux qui ont parlé."

    return _form(request, form, found, "Ce qui a été répondu", "Enregistrer la réponse", act)


@acces(Permission.PORTER_PAROLES)
@require_GET
def feuille(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    """The sheet that is handed over: the same words as the link shows, or none below five."""
    by, found = acteur_of(request), _groupe(request, groupe_id)
    words = paroles_shown(found)
    texts = read_textes(words, "texte", by=by)
    context = {"groupe": found, "textes": [texts[word.pk] for word in words], "structure": by.structure}
    return render(request, "participation/feuille.html", context)


@acces(Permission.PORTER_PAROLES)
@require_POST
def rappeler(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    found = _groupe(request, groupe_id)
    return _do(request, found, "Rappel envoyé, avec un nouveau lien.", lambda: actions.remind_body(
        groupe=found, by=acteur_of(request)
    ))  # fmt: skip


@acces(Permission.PORTER_PAROLES)
@require_POST
def sans_reponse(request: HttpRequest, groupe_id: uuid.UUID) -> HttpResponse:
    found = _groupe(request, groupe_id)
    return _do(request, found, "Clos sans réponse : cela aussi se redit.", lambda: actions.close_without_answer(
        groupe=found, by=acteur_of(request)
    ))  # fmt: skip


@acces(Permission.PORTER_PAROLES)
@require_POST
def detacher(request: HttpRequest, parole_id: uuid.UUID) -> HttpResponse:
    by = acteur_of(request)
    word: Parole = get_object_or_404(visible_paroles(by).select_related("groupe"), pk=parole_id)
    if word.groupe is None:
        return redirect("participation:regrouper")
    return _do(request, word.groupe, "Parole détachée : elle attend un autre groupe.", lambda: actions.detach_parole(
        parole=word, by=by
    ))  # fmt: skip


def _groupe(request: HttpRequest, groupe_id: uuid.UUID) -> GroupeParoles:
    rows = visible_groupes(acteur_of(request)).select_related("structure", "destinataire")
    return get_object_or_404(rows, pk=groupe_id)


def _do(request: HttpRequest, found: GroupeParoles, said: str, act: Callable[[], Any]) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("participation:groupe", found.pk)


def _form(
    request: HttpRequest, form: Any, found: GroupeParoles, titre: str, bouton: str, act: Callable[[], str]
) -> HttpResponse:
    if form.is_valid():
        try:
            messages.success(request, act())
            return redirect("participation:groupe", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {
        "form": form,
        "titre": titre,
        "bouton": bouton,
        "surtitre": str(found),
        "retour": found,
        "envoi": isinstance(form, EnvoiForm),
    }
    return render(request, "participation/groupe_formulaire.html", context, status=422 if form.errors else 200)
