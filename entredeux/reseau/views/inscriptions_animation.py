"""Who facilitates an event keeps its registrations: counts on the first page, names and words where asked for."""

import csv
import io
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre import journal
from entredeux.cadre.access import View, acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import open_textes_without_journal, read_texte
from entredeux.reseau import actions
from entredeux.reseau.access import visible_evenements_animes
from entredeux.reseau.enums import GenreSequence, StatutInscription
from entredeux.reseau.forms.inscriptions_animation import AnnulationForm, ConfierForm, CourrielForm, ListeForm
from entredeux.reseau.horaires import fin_of
from entredeux.reseau.liste_inscriptions import read_liste
from entredeux.reseau.messages_inscription import describe, ou_of, quand_of
from entredeux.reseau.models import Evenement, Inscription, Sequence
from entredeux.reseau.queries import inscriptions_animation as queries
from entredeux.reseau.queries.inscriptions import etat_of, offered_ateliers
from entredeux.socle.identifiants import parse_uuid
from entredeux.socle.lecture.erreurs import FichierRefuse
from entredeux.ui.erreurs import add_errors
from entredeux.ui.templatetags.ui import pluriel


def de_l_evenement(view: Callable[..., HttpResponse]) -> View:
    """A page about an event that this person facilitates; another region's answers 404."""

    @acces(Permission.REDIGER_RESEAU)
    @wraps(view)
    def opened(request: HttpRequest, slug: str, **kwargs: Any) -> HttpResponse:
        by = acteur_of(request)
        evenement = get_object_or_404(visible_evenements_animes(by).select_related("region"), slug=slug)
        return view(request, evenement, by, **kwargs)

    return opened


@acces(Permission.REDIGER_RESEAU)
@require_GET
def liste(request: HttpRequest) -> HttpResponse:
    evenements = list(queries.followed_evenements(acteur_of(request)))
    return render(request, "reseau/inscriptions/evenements.html", {"evenements": evenements})


@de_l_evenement
@require_GET
def evenement(request: HttpRequest, evenement: Evenement, by: Acteur) -> HttpResponse:
    return _show(request, evenement)


@de_l_evenement
@require_GET
def noms(request: HttpRequest, evenement: Evenement, by: Acteur) -> HttpResponse:
    """The names, because they were asked for: one line of the journal says how many were read."""
    filtre = request.GET.get("etat", "")
    atelier = parse_uuid(request.GET.get("atelier"))
    context = {
        "evenement": evenement,
        "lignes": queries.read_inscriptions(evenement, by=by, filtre=filtre, atelier=atelier),
        "filtre": filtre,
        "atelier": atelier,
        "ateliers": offered_ateliers(evenement),
    }
    return render(request, "reseau/inscriptions/noms.html", context)


@de_l_evenement
@require_GET
def besoins(request: HttpRequest, evenement: Evenement, by: Acteur) -> HttpResponse:
    context = {"evenement": evenement, "lignes": queries.read_besoins(evenement, by=by)}
    return render(request, "reseau/inscriptions/besoins.html", context)


@de_l_evenement
@require_http_methods(["GET", "POST"])
def contributions(request: HttpRequest, evenement: Evenement, by: Acteur) -> HttpResponse:
    """Gives each contribution to a workshop; one form for all of them, nothing lost when one is refused."""
    lignes = queries.read_contributions(evenement, by=by)
    sequences = list(Sequence.objects.filter(evenement=evenement, genre=GenreSequence.ATELIER))
    formulaires = [ConfierForm(request.POST or None, ligne=ligne, sequences=sequences) for ligne in lignes]
    if request.method == "POST" and all(form.is_valid() for form in formulaires):
        changed = 0
        for form in formulaires:
            if form.has_changed():
                try:
                    actions.allot_contribution(contribution=form.contribution, sequence=form.sequence, by=by)
                    changed += 1
                except ValidationError as error:
                    form.add_error("atelier", error.messages[0])
        if not any(form.errors for form in formulaires):
            messages.success(request, f"{changed} contribution{pluriel(changed)} confiée{pluriel(changed)}.")
            return redirect("reseau_contributions", evenement.slug)
    context = {"evenement": evenement, "formulaires": formulaires, "sequences": sequences}
    refused = any(form.errors for form in formulaires)
    return render(request, "reseau/inscriptions/contributions.html", context, status=422 if refused else 200)


@de_l_evenement
@require_GET
def badges(request: HttpRequest, evenement: Evenement, by: Acteur) -> HttpResponse:
    """Names for badges, as a file: one event of the journal."""
    rows = list(Inscription.objects.filter(evenement=evenement, statut=StatutInscription.CONFIRMEE, anonymisee_le=None))
    names = open_textes_without_journal(rows, "nom")
    journal.record_read(by, "reseau.inscription.badges", evenement, champs=["nom", "organisme"], nombre=len(rows))
    lines = queries.name_lines(rows, names)
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["nom", "organisme", "ateliers"])
    for line in sorted(lines, key=lambda each: each.nom.casefold()):
        writer.writerow(map(_as_text, (line.nom, line.inscription.organisme, ", ".join(line.retenus))))
    headers = {"Content-Disposition": f'attachment; filename="badges-{evenement.slug}.csv"'}
    return HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@de_l_evenement
@require_POST
def annuler_evenement(request: HttpRequest, evenement: Evenement, by: Acteur) -> HttpResponse:
    form = AnnulationForm(request.POST)
    if form.is_valid():
        try:
            told = actions.cancel_evenement(evenement=evenement, motif=form.cleaned_data["motif"], by=by)
            messages.success(request, f"Événement annulé. {told} courriel{pluriel(told)} à envoyer.")
            return redirect("reseau_inscriptions_evenement", evenement.slug)
        except ValidationError as error:
            add_errors(form, error)
    return _show(request, evenement, annulation=form, status=422)


@de_l_evenement
@require_POST
def importer(request: HttpRequest, evenement: Evenement, by: Acteur) -> HttpResponse:
    """A list kept elsewhere, by the same rules as the page: whole or nothing."""
    form = ListeForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            demandes = read_liste(form.cleaned_data["fichier"])
            before = evenement.inscriptions.count()
            actions.record_inscriptions(
                evenement=evenement, demandes=demandes, by=by, prevenir=form.cleaned_data["prevenir"]
            )
            added = evenement.inscriptions.count() - before
            known = len(demandes) - added
            messages.success(
                request,
                f"{added} inscription{pluriel(added)} ajoutée{pluriel(added)}, {known} déjà connue{pluriel(known)}.",
            )
            return redirect("reseau_inscriptions_evenement", evenement.slug)
        except FichierRefuse as refus:
            form.add_error("fichier", str(refus))
        except ValidationError as error:
            form.add_error("fichier", error.messages[:DITES])
    return _show(request, evenement, liste=form, status=422)


@de_l_evenement
@require_GET
def personne(request: HttpRequest, evenement: Evenement, by: Acteur, inscription_id: uuid.UUID) -> HttpResponse:
    return _show_one(request, evenement, by, _find(evenement, inscription_id))


@de_l_evenement
@require_POST
def annuler(request: HttpRequest, evenement: Evenement, by: Acteur, inscription_id: uuid.UUID) -> HttpResponse:
    found = _find(evenement, inscription_id)
    try:
        actions.cancel_inscription(inscription=found, by=by)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("reseau_inscrit", evenement.slug, found.pk)
    undo = reverse("reseau_inscrit_retablir", args=[evenement.slug, found.pk])
    messages.success(request, "Inscription annulée, la place est rendue.", extra_tags=f"annulable {undo}")
    return redirect("reseau_inscrit", evenement.slug, found.pk)


@de_l_evenement
@require_POST
def retablir(request: HttpRequest, evenement: Evenement, by: Acteur, inscription_id: uuid.UUID) -> HttpResponse:
    found = _find(evenement, inscription_id)
    try:
        actions.restore_inscription(inscription=found, by=by)
        messages.success(request, "Inscription rétablie.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("reseau_inscrit", evenement.slug, found.pk)


@de_l_evenement
@require_POST
def corriger(request: HttpRequest, evenement: Evenement, by: Acteur, inscription_id: uuid.UUID) -> HttpResponse:
    found, form = _find(evenement, inscription_id), CourrielForm(request.POST)
    if form.is_valid():
        try:
            actions.correct_courriel(inscription=found, courriel=form.cleaned_data["courriel"], by=by)
            messages.success(request, "Adresse corrigée. La confirmation part à cette adresse.")
            return redirect("reseau_inscrit", evenement.slug, found.pk)
        except ValidationError as error:
            add_errors(form, error)
    return _show_one(request, evenement, by, found, form=form, status=422)


DITES = 20  # errors of a list shown at once


def _find(evenement: Evenement, inscription_id: uuid.UUID) -> Inscription:
    return get_object_or_404(
        Inscription.objects.select_related("evenement"), pk=inscription_id, evenement=evenement, anonymisee_le=None
    )


def _show(
    request: HttpRequest,
    evenement: Evenement,
    *,
    annulation: AnnulationForm | None = None,
    liste: ListeForm | None = None,
    status: int = 200,
) -> HttpResponse:
    evenement.refresh_from_db()
    context = {
        "evenement": evenement,
        "quand": quand_of(evenement),
        "ou": ou_of(evenement),
        "etat": etat_of(evenement),
        "comptes": queries.count_inscriptions(evenement),
        "ateliers": offered_ateliers(evenement),
        "a_venir": fin_of(evenement) > timezone.now(),
        "annulation": annulation or AnnulationForm(),
        "liste": liste or ListeForm(),
    }
    return render(request, "reseau/inscriptions/evenement.html", context, status=status)


def _show_one(
    request: HttpRequest,
    evenement: Evenement,
    by: Acteur,
    inscription: Inscription,
    *,
    form: CourrielForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Name and address are read, and journaled, each time the page is shown."""
    courriel = read_texte(inscription, "courriel", by=by)
    context = describe(inscription) | {
        "nom": read_texte(inscription, "nom", by=by),
        "courriel": courriel,
        "form": form or CourrielForm(initial={"courriel": courriel}),
        "envois": inscription.envois.order_by("cree_le"),
        "a_venir": fin_of(evenement) > timezone.now(),
    }
    return render(request, "reseau/inscriptions/personne.html", context, status=status)


def _as_text(value: str) -> str:
    """A spreadsheet must read text, not run it."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
