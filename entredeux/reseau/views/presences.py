"""After the door: how many came, volunteers' links, a webinar's joinings, certificates."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access import (
    can_facilitate,
    visible_attestations,
    visible_evenements_animes,
    visible_imports_connexions,
    visible_liens_accueil,
)
from entredeux.reseau.actions.accueil import open_lien_accueil, revoke_lien_accueil
from entredeux.reseau.actions.attestations import draw_attestation, issue_attestations
from entredeux.reseau.actions.connexions import apply_connexions, give_up_connexions, receive_connexions
from entredeux.reseau.enums import GenreEvenement, StatutImportConnexions
from entredeux.reseau.forms.presences import ConnexionsForm
from entredeux.reseau.liens import adresse_du_lien
from entredeux.reseau.models import Evenement, ImportConnexions
from entredeux.reseau.presence import jours_of, seance_of
from entredeux.reseau.queries.accueil import load_liste, load_noms
from entredeux.reseau.queries.connexions import preview
from entredeux.reseau.queries.presences import evenements_accueillis, load_bilan
from entredeux.reseau.views.porte import choose_jour, find_evenement
from entredeux.socle.erreurs import Refus
from entredeux.socle.lecture.erreurs import FichierRefuse

PAR_PAGE = 30


def _evenement(request: HttpRequest, journee: str) -> tuple[Acteur, Evenement]:
    by, evenement = acteur_of(request), find_evenement(journee)
    if not can_facilitate(by, evenement):
        raise Http404
    return by, evenement


@acces(Permission.REDIGER_RESEAU)
@require_GET
def accueils(request: HttpRequest) -> HttpResponse:
    """The events one welcomes at: today's first, then those to come, then those past."""
    found = evenements_accueillis(visible_evenements_animes(acteur_of(request)))
    page = Paginator(found.passes, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "reseau/presences/accueils.html", {"evenements": found, "page": page})


@acces(Permission.REDIGER_RESEAU)
@require_GET
def show(request: HttpRequest, journee: str) -> HttpResponse:
    by, evenement = _evenement(request, journee)
    return render(request, "reseau/presences/presences.html", _context(request, by, evenement))


def _context(request: HttpRequest, by: Acteur, evenement: Evenement, **more: Any) -> dict[str, Any]:
    jours = jours_of(evenement)
    context: dict[str, Any] = {
        "evenement": evenement,
        "est_webinaire": evenement.genre == GenreEvenement.WEBINAIRE,
        "jours": jours,
        "est_fini": bool(jours) and seance_of(evenement, jours[-1])[1] <= timezone.now(),
        "bilan": load_bilan(evenement),
        "liens": visible_liens_accueil(by).filter(evenement=evenement).order_by("revoque_le", "-cree_le")[:20],
        "imports": visible_imports_connexions(by).filter(evenement=evenement)[:20],
        "form": ConnexionsForm(),
        "nouveau_lien": None,
    }
    if jours:
        jour = choose_jour(request, evenement)
        liste = load_liste(evenement, jour)
        context |= {"jour": jour, "comptes": liste.comptes(), "liste": liste}
    if request.GET.get("noms") and jours:
        context["personnes"] = load_noms(context["liste"], by=by).personnes
        context["attestations"] = {row.inscription_id: row for row in evenement.attestations.all()}
    return context | more


# --- volunteers' links


@acces(Permission.REDIGER_RESEAU)
@require_POST
def open_link(request: HttpRequest, journee: str) -> HttpResponse:
    """The link is shown once, to be copied: it is a key, no page lists it again."""
    by, evenement = _evenement(request, journee)
    jours = jours_of(evenement)
    try:
        jour = parse_date(request.POST.get("jour", "")) or (jours[0] if jours else None)
    except ValueError:
        jour = None
    try:
        if jour is None:
            raise ValidationError("Le jour de cet événement n'est pas confirmé : corrigez-le d'abord au bureau.")
        lien = open_lien_accueil(evenement=evenement, jour=jour, by=by)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("presences", journee)
    adresse = adresse_du_lien("accueil_lien", "accueil", lien.pk, journee=journee)
    context = _context(request, by, evenement, nouveau_lien=lien, adresse=adresse)
    return render(request, "reseau/presences/presences.html", context)


@acces(Permission.REDIGER_RESEAU)
@require_POST
def revoke_link(request: HttpRequest, journee: str, lien_id: uuid.UUID) -> HttpResponse:
    by, evenement = _evenement(request, journee)
    revoke_lien_accueil(lien=get_object_or_404(visible_liens_accueil(by), pk=lien_id, evenement=evenement), by=by)
    messages.success(request, "Lien retiré : les téléphones qui l'ont ouvert effacent les noms à leur prochain envoi.")
    return redirect("presences", journee)


# --- a webinar's joinings


@acces(Permission.REDIGER_RESEAU)
@require_http_methods(["GET", "POST"])
def receive_file(request: HttpRequest, journee: str) -> HttpResponse:
    by, evenement = _evenement(request, journee)
    form = ConnexionsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["fichier"]
        try:
            record = receive_connexions(evenement=evenement, contenu=file.read(), nom=file.name or "", by=by)
            return redirect("connexions_apercu", journee, record.pk)
        except ValidationError as error:
            form.add_error("fichier", error)
    context = {"evenement": evenement, "form": form}
    return render(request, "reseau/presences/connexions.html", context, status=422 if form.errors else 200)


def _import(request: HttpRequest, journee: str, connexions_id: uuid.UUID) -> tuple[Acteur, ImportConnexions]:
    by, evenement = _evenement(request, journee)
    rows = visible_imports_connexions(by).select_related("evenement")
    return by, get_object_or_404(rows, pk=connexions_id, evenement=evenement)


@acces(Permission.REDIGER_RESEAU)
@require_GET
def show_file(request: HttpRequest, journee: str, connexions_id: uuid.UUID) -> HttpResponse:
    """What applying would do; once applied, what it did."""
    _, record = _import(request, journee, connexions_id)
    context: dict[str, Any] = {"import": record, "evenement": record.evenement, "rejets": record.rejets}
    if record.statut == StatutImportConnexions.RECU:
        try:
            context["apercu"] = preview(record)
            context["rejets"] = context["apercu"].rapprochement.lecture.refusees
        except (FichierRefuse, Refus) as error:
            context["erreur"] = str(error)
    return render(request, "reseau/presences/apercu.html", context)


@acces(Permission.REDIGER_RESEAU)
@require_POST
def apply_file(request: HttpRequest, journee: str, connexions_id: uuid.UUID) -> HttpResponse:
    by, record = _import(request, journee, connexions_id)
    try:
        apply_connexions(record=record, avec_noms=bool(request.POST.get("avec_noms")), by=by)
    except (ValidationError, FichierRefuse, Refus) as error:
        messages.error(request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
    return redirect("connexions_apercu", journee, record.pk)


@acces(Permission.REDIGER_RESEAU)
@require_POST
def drop_file(request: HttpRequest, journee: str, connexions_id: uuid.UUID) -> HttpResponse:
    by, record = _import(request, journee, connexions_id)
    give_up_connexions(record=record, by=by)
    messages.success(request, "Fichier abandonné et détruit : rien n'a changé.")
    return redirect("presences", journee)


# --- certificates


@acces(Permission.REDIGER_RESEAU)
@require_POST
def issue(request: HttpRequest, journee: str) -> HttpResponse:
    by, evenement = _evenement(request, journee)
    try:
        new = issue_attestations(evenement=evenement, by=by)
        count = len(new)
        said = f"{count} attestation{'s' if count > 1 else ''} émise{'s' if count > 1 else ''}."
        messages.success(request, f"{said} Le lien part par courriel à qui a donné une adresse.")
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("presences", journee)


@acces(Permission.REDIGER_RESEAU)
@require_GET
def print_one(request: HttpRequest, journee: str, attestation_id: uuid.UUID) -> HttpResponse:
    """For someone who has no address: handed over on paper. The reading of the name is journaled."""
    by, evenement = _evenement(request, journee)
    row = get_object_or_404(
        visible_attestations(by).select_related("inscription"), pk=attestation_id, evenement=evenement
    )
    try:
        return pdf(draw_attestation(attestation=row, by=by))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("presences", journee)


def pdf(content: bytes) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="attestation-de-presence.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
