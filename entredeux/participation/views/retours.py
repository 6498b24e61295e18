"""« À redire » : the answers that wait for someone, and what happened on the way."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.participation import actions
from entredeux.participation.access import visible_retours
from entredeux.participation.enums import EtatRetour
from entredeux.participation.queries.listes import retours_to_tell

PAR_PAGE = 50


@acces(Permission.NOTER_PAROLE)
@require_GET
def a_redire(request: HttpRequest) -> HttpResponse:
    page = Paginator(retours_to_tell(acteur_of(request)), PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "participation/a_redire.html", {"page": page})


@acces(Permission.NOTER_PAROLE)
@require_http_methods(["GET", "POST"])
def retour(request: HttpRequest, retour_id: uuid.UUID) -> HttpResponse:
    """The answer to say, how to find the person; then one tap: told, not found this time, no longer looked for."""
    by = acteur_of(request)
    rows = visible_retours(by).select_related("structure", "lieu", "parole__groupe__destinataire")
    found = get_object_or_404(rows, pk=retour_id)
    if request.method == "POST":
        acts: dict[str, tuple[Callable[..., Any], str]] = {
            "redit": (actions.record_told, "Réponse redite : c'est noté. Merci pour cette personne."),
            "pas_trouvee": (actions.record_not_found, "Pas trouvée cette fois : la réponse reste à redire."),
            "renoncer": (actions.give_up_retour, "Noté. La réponse reste lisible avec le numéro du reçu."),
        }
        act, said = acts.get(request.POST.get("geste", ""), (None, ""))
        if act is None:
            return redirect("participation:retour", found.pk)
        try:
            act(retour=found, by=by)
            messages.success(request, said)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("participation:a_redire")
    groupe = found.parole.groupe
    tells = found.etat == EtatRetour.A_REDIRE
    context = {
        "retour": found,
        "groupe": groupe,
        "est_a_redire": tells,
        "reponse": read_texte(groupe, "reponse", by=by) if groupe and tells else "",
        "parole": read_texte(found.parole, "texte", by=by) if tells else "",
        "repere": read_texte(found, "repere", by=by) if tells else "",
    }
    return render(request, "participation/retour.html", context)
