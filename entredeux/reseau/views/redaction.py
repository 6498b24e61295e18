"""Our own pages of the desk: those that Wagtail does not have."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.reseau.actions import create_journee_from_template
from entredeux.reseau.forms.journee import NouvelleJourneeForm
from entredeux.reseau.models import Serie
from entredeux.socle.erreurs import Refus


@acces(Permission.REDIGER_RESEAU)
def nouvelle_journee(request: HttpRequest) -> HttpResponse:
    """From the template to the desk, where the draft is corrected."""
    by = acteur_of(request)
    form = NouvelleJourneeForm(request.POST or None, by=by, initial={"serie": request.GET.get("serie")})
    if request.method == "POST" and form.is_valid():
        try:
            evenement = create_journee_from_template(**form.cleaned_data, by=by)
        except Refus as refus:
            form.add_error(None, str(refus))
        else:
            count = len(form.cleaned_data["ateliers"])
            messages.success(
                request,
                f"Le brouillon est prêt, avec {count} atelier{'s' if count > 1 else ''}. Corrigez les heures et les "
                "salles, puis soumettez-le à relecture.",
            )
            return redirect("wagtailadmin_pages:edit", evenement.pk)
    return render(request, "reseau/nouvelle_journee.html", {"form": form, "a_une_serie": Serie.objects.exists()})
