"""Rereading before publication: those who were there propose, the rapporteur decides."""

import uuid
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import ouvert
from entredeux.cadre.textes import read_texte, read_textes
from entredeux.reseau.access import attended, can_amend
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.courriels_ateliers import usage_relecture
from entredeux.reseau.enums import GenreElement, StatutAmendement, StatutFeuille
from entredeux.reseau.forms.ateliers import AmendementForm, ElementForm
from entredeux.reseau.liens import read_lien
from entredeux.reseau.models import Amendement, Element, Feuille, Inscription
from entredeux.reseau.queries.ateliers import list_amendements, list_elements
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.reseau.views.ateliers.porte import Porte, acteur_or_public, porte, show_refusal
from entredeux.socle.erreurs import Refus
from entredeux.socle.identifiants import parse_uuid
from entredeux.socle.liens import LienRefuse


@ouvert("la relecture d'un atelier, par le lien signé d'une personne qui l'a suivi")
@never_cache
@require_http_methods(["GET", "POST"])
def relecture(request: HttpRequest, feuille_id: uuid.UUID, lien_relecture: str) -> HttpResponse:
    """The items of the workshop, what this person proposed and what became of it."""
    try:
        feuille, inscription = _open(feuille_id, lien_relecture)
    except LienRefuse as refus:
        return render(request, "reseau/ateliers/lien_refuse.html", {"raison": str(refus)}, status=403)
    if feuille.statut == StatutFeuille.BROUILLON:
        raise Http404
    chosen = _chosen(request, feuille)
    form = AmendementForm(request.POST or None, initial={"id": uuid.uuid4()}, est_ajout=chosen is None)
    late = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _propose(request, feuille, inscription, chosen, form)
        except Refus as refus:
            late = str(refus)
        except ValidationError as error:
            show_refusal(form, error)
    context = {
        "feuille": feuille,
        "lien": lien_relecture,
        "elements": list_elements(feuille),
        "miens": _mine(request, feuille, inscription),
        "peut_proposer": can_amend(inscription, feuille),
        "form": form,
        "choisi": chosen,
        "ajoute": chosen is None and (form.is_bound or "ajouter" in request.GET),
        "refus": late,
    }
    return render(request, "reseau/ateliers/relecture.html", context, status=422 if late or form.errors else 200)


def _open(feuille_id: uuid.UUID, lien: str) -> tuple[Feuille, Inscription]:
    feuille = get_object_or_404(Feuille.objects.select_related("sequence__evenement"), pk=feuille_id)
    inscription = Inscription.objects.filter(pk=read_lien(usage_relecture(feuille), lien)).first()
    if inscription is None or not attended(inscription, feuille.sequence):
        raise LienRefuse("Ce lien sert aux personnes qui ont suivi cet atelier. Écrivez à l'organisation au besoin.")
    return feuille, inscription


def _chosen(request: HttpRequest, feuille: Feuille) -> Element | None:
    """The item to be said otherwise: `?element=`."""
    wanted = parse_uuid(request.POST.get("element") or request.GET.get("element"))
    return next((each for each in list_elements(feuille) if each.pk == wanted), None) if wanted else None


def _propose(
    request: HttpRequest, feuille: Feuille, inscription: Inscription, chosen: Element | None, form: AmendementForm
) -> HttpResponse:
    given = form.cleaned_data
    actions.propose_amendement(
        feuille=feuille,
        inscription=inscription,
        element=chosen,
        genre=given.get("genre", ""),
        texte=given["texte"],
        identifiant=given["id"],
        by=acteur_or_public(request),
    )
    messages.success(request, "Votre proposition est transmise au rapporteur. Ce lien vous dira ce qu'il en a fait.")
    return redirect(request.path)


def _mine(request: HttpRequest, feuille: Feuille, inscription: Inscription) -> list[dict[str, Any]]:
    rows = [row for row in list_amendements(feuille) if row.inscription_id == inscription.pk]
    by = acteur_or_public(request)
    words, answers = read_textes(rows, "texte", by=by), read_textes(rows, "reponse", by=by)
    return [{"amendement": row, "texte": words[row.pk], "reponse": answers[row.pk]} for row in rows]


@porte
@require_GET
def amendements(request: HttpRequest, ici: Porte) -> HttpResponse:
    """What was proposed, the undecided first. Words are read, and journaled."""
    rows = list(list_amendements(ici.feuille)) if ici.feuille else []
    rows.sort(key=lambda row: row.statut != StatutAmendement.PROPOSE)
    words = read_textes(rows, "texte", by=ici.by)
    context = {"ici": ici, "amendements": [(row, words[row.pk]) for row in rows]}
    return render(request, "reseau/ateliers/amendements.html", context)


@porte
@require_http_methods(["GET", "POST"])
def decider(request: HttpRequest, ici: Porte, amendement_id: uuid.UUID) -> HttpResponse:
    """The item as it is beside what is proposed; the rapporteur may put it in other words before accepting."""
    rows = Amendement.objects.select_related("feuille__sequence__evenement", "element")
    amendement = get_object_or_404(rows, pk=amendement_id, feuille__sequence=ici.sequence)
    if amendement.statut != StatutAmendement.PROPOSE:
        messages.info(request, f"Cette proposition est déjà décidée : {amendement.get_statut_display().lower()}.")
        return redirect(ici.url("feuille_amendements"))
    proposed = read_texte(amendement, "texte", by=ici.by)
    form = _decision_form(request, ici, amendement, proposed)
    conflit: actions.ConflitElement | None = None
    if request.method == "POST" and ("refuser" in request.POST or form.is_valid()):
        try:
            return _decide(request, ici, amendement, form)
        except actions.ConflitElement as error:
            conflit = error
            typed = cast(QueryDict, form.data).copy()
            typed["version"] = str(error.version)
            form.data = typed
            amendement.refresh_from_db()
        except (ValidationError, Refus) as error:
            show_refusal(form, error)
    context = {
        "ici": ici,
        "amendement": amendement,
        "propose": proposed,
        "form": form,
        "conflit": conflit,
    }
    return render(request, "reseau/ateliers/decider.html", context, status=422 if conflit or form.errors else 200)


def _decision_form(request: HttpRequest, ici: Porte, amendement: Amendement, proposed: str) -> ElementForm:
    element = amendement.element
    asked = request.POST.get("genre", amendement.genre)
    genre = element.genre if element else (asked if asked in GenreElement.values else amendement.genre)
    initial = {"genre": genre, "version": element.version if element else 0, "texte": proposed}
    form = ElementForm(
        request.POST or None, initial=initial, sequence=ici.sequence, genre=genre, choisit_genre=element is None
    )
    form.fields["texte"].label = "Les mots retenus"
    for name in ("theme", "qui", "echeance", "auteur_citation", "a_consenti") if element else ():
        form.fields.pop(name, None)
    return form


def _decide(request: HttpRequest, ici: Porte, amendement: Amendement, form: ElementForm) -> HttpResponse:
    answer = request.POST.get("reponse", "").replace("\x00", "")
    if "refuser" in request.POST:
        actions.refuse_amendement(amendement=amendement, reponse=answer, **ici.qui)
        messages.success(request, "Proposition refusée ; la personne le lira à son lien, avec votre réponse.")
    else:
        saisie: SaisieElement = form.saisie()
        actions.accept_amendement(
            amendement=amendement,
            version=form.cleaned_data["version"],
            texte=saisie.texte,
            ajout=None if amendement.element else saisie,
            reponse=answer,
            **ici.qui,
        )
        messages.success(request, "Proposition acceptée : la feuille en tient compte.")
    return redirect(ici.url("feuille_amendements"))
