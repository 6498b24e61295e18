"""Exact counts, for the coordination's screen alone; and the method of protected figures, for everyone."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.coupes import parse_coupe
from entredeux.observatoire.enums import Audience, Axe
from entredeux.observatoire.forms import ExacteForm
from entredeux.observatoire.publication import TOUT, available_periods, read_exact
from entredeux.observatoire.rapports.mots import AILLEURS, names_of
from entredeux.observatoire.secret import ECART_MAX, MEDIATEURS_MIN, PART_MAX, PLANCHERS, VARIANCE


@never_cache
@acces(Permission.COORDONNER)
def exacte(request: HttpRequest) -> HttpResponse:
    """Exact counts by quarter, on screen: no file of them, and each reading is journaled."""
    by = acteur_of(request)
    form = _form_of(request, by)
    context: dict[str, object] = {"form": form, "structure": by.structure}
    if form and form.is_valid():
        try:
            context |= _exact_rows(form, by)
        except ValidationError as refusal:
            form.refuse(refusal)
    return render(request, "observatoire/exacte.html", context, status=422 if form and form.errors else 200)


def _exact_rows(form: ExacteForm, by: Acteur) -> dict[str, object]:
    coupe = parse_coupe(
        structure=_structure_of(by).pk,
        periode=form.cleaned_data["periode"],
        axes=form.axes,
        today=timezone.localdate(),
    )
    values, counts = read_exact(coupe, by=by)
    second = [axe for axe in coupe.axes if axe != Axe.QPV]
    columns = [*(values[second[0]] if second else ()), TOUT]
    names = names_of(values[Axe.QPV])
    rows = [
        (names.get(code, AILLEURS), [counts[(code, column) if second else (code,)] for column in columns])
        for code in values[Axe.QPV]
    ]
    total = [counts[(TOUT, column) if second else (TOUT,)] for column in columns]
    headers = ["Ensemble" if column == TOUT else column or "non précisé" for column in columns]
    return {"periode": coupe.periode, "entetes": headers, "lignes": rows, "total": total}


@ouvert("explique la méthode ; aucune figure")
def methode(request: HttpRequest) -> HttpResponse:
    context = {
        "plancher": PLANCHERS[Audience.PUBLIC],
        "plancher_partenaire": PLANCHERS[Audience.PARTENAIRE],
        "ecart": ECART_MAX,
        "variance": int(VARIANCE),
        "mediateurs": MEDIATEURS_MIN,
        "part": int(PART_MAX * 100),
    }
    return render(request, "observatoire/methode.html", context)


def _structure_of(by: Acteur) -> Structure:
    if by.structure is None:
        raise Http404
    return by.structure


def _form_of(request: HttpRequest, by: Acteur) -> ExacteForm | None:
    """None while no month is out."""
    periods = available_periods(_structure_of(by), timezone.localdate())
    return ExacteForm(request.GET, periodes=periods) if periods else None
