"""« Notre travail » : exact quantities for whoever reads the figures, and the page where some are declared."""

import csv

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access import visible_quantites
from entredeux.observatoire.declarations import counts_of, declare_quantite, latest_fiche, record_fiche
from entredeux.observatoire.forms_travail import ANNEES_DECLARABLES, DeclarationForm, FicheForm, TravailForm
from entredeux.observatoire.periodes import next_months, parse_periode
from entredeux.observatoire.quantites import DEFINITIONS, Quantite
from entredeux.observatoire.rapports.travail import RapportTravail, build_travail, travail_csv_rows, travail_periods
from entredeux.ui.erreurs import add_errors


@require_GET
@acces(Permission.VOIR_FIGURES)
def travail(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form, rapport = _read(request, by)
    context = {
        "form": form,
        "rapport": rapport,
        "structure": by.structure,
        "declare": by.peut(Permission.COORDONNER),
        "envoie": by.peut(Permission.ENVOYER_RESEAU),
        "prochains": next_months(timezone.localdate()),
    }
    return render(request, "observatoire/travail.html", context, status=422 if form and form.errors else 200)


@require_GET
@acces(Permission.VOIR_FIGURES)
def travail_csv(request: HttpRequest) -> HttpResponse:
    """The table of the page, with the same filters."""
    by = acteur_of(request)
    _, rapport = _read(request, by)
    if rapport is None:
        return redirect("observatoire:travail")
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="notre-travail-{rapport.periode.code}.csv"'
    csv.writer(response, delimiter=";").writerows(travail_csv_rows(rapport, _structure_of(by)))
    return response


@require_http_methods(["GET", "POST"])
@acces(Permission.COORDONNER)
def travail_declarer(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = DeclarationForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            declared = declare_quantite(**form.cleaned_data, by=by)
            messages.success(request, f"{declared} : {declared.nombre}. Le nombre se lira 45 jours après la période.")
            return redirect("observatoire:travail_declarer")
        except ValidationError as refused:
            add_errors(form, refused)
    context = {"form": form, "declarees": _history(by)}
    return render(request, "observatoire/travail_declarer.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@acces(Permission.COORDONNER)
def fiche(request: HttpRequest) -> HttpResponse:
    """The yearly sheet; the year is in the address."""
    by = acteur_of(request)
    last = timezone.localdate().year - 1
    years = [last - back for back in range(ANNEES_DECLARABLES)]
    year = next((each for each in years if str(each) == request.GET.get("annee")), last)
    former = latest_fiche(_structure_of(by), year)
    form = FicheForm(request.POST or None, avant=counts_of(former))
    if request.method == "POST" and form.is_valid():
        try:
            record_fiche(annee=year, comptes=form.comptes, by=by)
            messages.success(request, f"Fiche {year} enregistrée. Une fiche se corrige en l'enregistrant de nouveau.")
            return redirect(f"{request.path}?annee={year}")
        except ValidationError as refused:
            add_errors(form, refused)
    context = {"form": form, "annee": year, "annees": years, "avant": former[-1] if former else None}
    return render(request, "observatoire/fiche.html", context, status=422 if form.errors else 200)


def _history(by: Acteur) -> list[dict[str, object]]:
    """The number in force first, what it corrected after it."""
    rows = visible_quantites(by).select_related("cree_par")
    latest: dict[tuple[str, str], dict[str, object]] = {}
    for row in rows:
        said = {"ligne": row, "unite": DEFINITIONS[Quantite(row.nature)].unite, "periode": parse_periode(row.periode)}
        found = latest.setdefault((row.periode, row.nature), said | {"avant": []})
        if found["ligne"] != row:
            found["avant"].append(row)  # type: ignore[attr-defined]
    return list(latest.values())


def _read(request: HttpRequest, by: Acteur) -> tuple[TravailForm | None, RapportTravail | None]:
    """No form while there is nothing to read; no report when the filters are refused: the form says why."""
    structure = _structure_of(by)
    periods = travail_periods(structure)
    if not periods:
        return None, None
    form = TravailForm(request.GET, periodes=periods)
    if not form.is_valid():
        return form, None
    return form, build_travail(structure, form.periode_choisie, form.detail_choisi, by=by)


def _structure_of(by: Acteur) -> Structure:
    if by.structure is None:
        raise Http404
    return by.structure
