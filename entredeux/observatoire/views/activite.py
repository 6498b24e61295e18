"""Pages of protected figures. A view asks for a cut, draws the table it is handed, and computes nothing itself."""

import csv

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from entredeux.cadre.access import acces, acteur_of, ouvert
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access import audience_of
from entredeux.observatoire.coupes import parse_coupe
from entredeux.observatoire.enums import Audience, Axe
from entredeux.observatoire.forms import ActiviteForm
from entredeux.observatoire.periodes import next_months
from entredeux.observatoire.publication import TOUT, available_periods, listed_quarters, publish_table, read_exact
from entredeux.observatoire.rapports import Rapport, build_rapport, csv_rows
from entredeux.observatoire.rapports.activite import AILLEURS, names_of
from entredeux.observatoire.secret import ECART_MAX, MEDIATEURS_MIN, PART_MAX, PLANCHERS, VARIANCE


@acces(Permission.VOIR_FIGURES)
def activite(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = _form_of(request, by)
    context: dict[str, object] = {"form": form, "prochains": next_months(timezone.localdate())}
    context["structure"] = by.structure
    context |= {"coordonne": by.peut(Permission.COORDONNER), "gere_conventions": by.peut(Permission.GERER_PROTOCOLES)}
    context["gere_cles"] = by.peut(Permission.GERER_CLES_API)
    return render(request, "observatoire/activite.html", context | {"rapport": form and _rapport_of(form, by)})


@acces(Permission.VOIR_FIGURES)
def activite_csv(request: HttpRequest) -> HttpResponse:
    """The table of the page, with the same filters."""
    by = acteur_of(request)
    form = _form_of(request, by)
    rapport = _rapport_of(form, by) if form else None
    if form is None or rapport is None:
        return render(request, "observatoire/activite.html", {"form": form, "structure": by.structure}, status=400)
    code = rapport.table.coupe.periode.code
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="activite-par-quartier-{code}.csv"'
    csv.writer(response, delimiter=";").writerows(csv_rows(rapport))
    return response


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


def _exact_rows(form: ActiviteForm, by: Acteur) -> dict[str, object]:
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


def _form_of(request: HttpRequest, by: Acteur) -> ActiviteForm | None:
    """None while no month is out."""
    structure = _structure_of(by)
    periods = available_periods(structure, timezone.localdate())
    if not periods:
        return None
    codes = listed_quarters(structure)
    names = names_of(codes)
    return ActiviteForm(request.GET, periodes=periods, quartiers={code: names.get(code, code) for code in codes})


def _rapport_of(form: ActiviteForm, by: Acteur) -> Rapport | None:
    """None when the filters are refused: the form then says why."""
    if not form.is_valid():
        return None
    try:
        coupe = parse_coupe(
            structure=_structure_of(by).pk,
            periode=form.cleaned_data["periode"],
            axes=form.axes,
            today=timezone.localdate(),
        )
        return build_rapport(publish_table(coupe, audience=audience_of(by), by=by), form.cleaned_data["quartier"])
    except ValidationError as refusal:
        form.refuse(refusal)
        return None
