"""The catalogue of indicators: what each one asks, counts, and cannot say. No figure here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.indicateurs.lecture import current_catalogue, former_versions
from entredeux.observatoire.indicateurs.schema import Niveau, RegistreUtilite
from entredeux.themes.queries import packs


@require_GET
@acces(Permission.VOIR_FIGURES)
def indicateurs(request: HttpRequest) -> HttpResponse:
    """Filtered by register (`?registre=`) and level (`?niveau=`); an unknown value filters nothing."""
    catalogue = current_catalogue(timezone.localdate())
    register, level = request.GET.get("registre", ""), request.GET.get("niveau", "")
    former = former_versions()
    shown = [
        (each, former.get(each.code, []))
        for each in catalogue.indicateurs
        if (register not in RegistreUtilite.values or each.registre == register)
        and (level not in Niveau.values or each.niveau == level)
    ]
    context = {
        "groupes": [(r, [pair for pair in shown if pair[0].registre == r]) for r in RegistreUtilite],
        "nombre_total": len(catalogue.indicateurs),
        "registres": RegistreUtilite,
        "niveaux": Niveau,
        "registre_choisi": register,
        "niveau_choisi": level,
        "fautes": catalogue.fautes if acteur_of(request).peut(Permission.COORDONNER) else (),
        "themes": [pack for pack in packs().values() if pack.indicateurs],
    }
    return render(request, "observatoire/indicateurs.html", context)
