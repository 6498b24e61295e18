"""The structure's accounts, for whoever manages them."""

import uuid

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from entredeux.cadre.access import acces, acteur_of, visible_adhesions
from entredeux.cadre.actions import change_role, close_adhesion, invite_compte, reopen_adhesion
from entredeux.cadre.forms import FiltreComptesForm, InvitationForm, RoleForm
from entredeux.cadre.permissions import Permission
from entredeux.cadre.queries import list_adhesions
from entredeux.socle.erreurs import Refus


@acces(Permission.GERER_COMPTES)
def comptes(request: HttpRequest) -> HttpResponse:
    filtre = FiltreComptesForm(request.GET)
    wanted = filtre.cleaned_data if filtre.is_valid() else {}
    rows = list(list_adhesions(acteur_of(request), **wanted))
    today = timezone.localdate()
    for row in rows:
        row.est_ouverte = row.jusqua is None or row.jusqua > today  # type: ignore[attr-defined]
    return render(
        request, "cadre/comptes.html", {"adhesions": rows, "filtre": filtre, "structure": acteur_of(request).structure}
    )


@acces(Permission.GERER_COMPTES)
def inviter(request: HttpRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _try(form, request):
        return redirect("cadre:comptes")
    return render(request, "cadre/inviter.html", {"form": form}, status=422 if form.errors else 200)


def _try(form: Form, request: HttpRequest) -> bool:
    """Invites; what the action refuses is shown on the form, which keeps what was typed."""
    try:
        invitation = invite_compte(by=acteur_of(request), **form.cleaned_data)
    except (ValidationError, Refus) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return False
    nom, role = invitation.adhesion.compte.nom, invitation.adhesion.get_role_display()
    if invitation.est_repetee:
        messages.info(request, f"{nom} a déjà cet accès ({role}). Rien n'a été envoyé une seconde fois.")
    else:
        messages.success(
            request, f"{nom} est invité comme « {role} ». Un courriel part à {form.cleaned_data['email']}."
        )
    return True


@acces(Permission.GERER_COMPTES)
def changer_role(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    adhesion = get_object_or_404(visible_adhesions(acteur_of(request)), pk=pk)
    form = RoleForm(request.POST or None, initial={"role": adhesion.role})
    if request.method == "POST" and form.is_valid():
        try:
            change_role(adhesion=adhesion, role=form.cleaned_data["role"], by=acteur_of(request))
        except (ValidationError, Refus) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            messages.success(request, f"Le rôle de {adhesion.compte.nom} est changé.")
            return redirect("cadre:comptes")
    return render(request, "cadre/role.html", {"form": form, "adhesion": adhesion}, status=422 if form.errors else 200)


@acces(Permission.GERER_COMPTES)
@require_POST
def fermer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    adhesion = get_object_or_404(visible_adhesions(acteur_of(request)), pk=pk)
    try:
        close_adhesion(adhesion=adhesion, by=acteur_of(request))
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, f"L'accès de {adhesion.compte.nom} est fermé, sur tous ses appareils.")
    return redirect("cadre:comptes")


@acces(Permission.GERER_COMPTES)
@require_POST
def rouvrir(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    adhesion = get_object_or_404(visible_adhesions(acteur_of(request)), pk=pk)
    try:
        reopen_adhesion(adhesion=adhesion, by=acteur_of(request))
    except (ValidationError, Refus) as error:
        messages.error(request, " ".join(error.messages) if isinstance(error, ValidationError) else str(error))
    else:
        messages.success(request, f"L'accès de {adhesion.compte.nom} est rouvert.")
    return redirect("cadre:comptes")
