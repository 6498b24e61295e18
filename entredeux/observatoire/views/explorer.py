"""The explorer: one indicator, one cut, some periods; as a table, drawings, files, and an address that stays."""

import uuid
from collections.abc import Sequence
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.observatoire import contrats
from entredeux.observatoire.access import audience_of
from entredeux.observatoire.contexte import contexte_of
from entredeux.observatoire.enums import Axe
from entredeux.observatoire.forms_explorer import CONTRAT, PAR_DEFAUT, SANS_DECOUPAGE, ExplorerForm
from entredeux.observatoire.indicateurs.calcul import TableIndicateur, publish_indicateur
from entredeux.observatoire.indicateurs.lecture import current_catalogue
from entredeux.observatoire.periodes import next_months
from entredeux.observatoire.publication import available_periods, communes_of, listed_quarters
from entredeux.observatoire.rapports import FORMATS, Tableau, compare_tables, present_table
from entredeux.observatoire.rapports.cartes import draw_maps
from entredeux.observatoire.rapports.fichiers import structure_in_words
from entredeux.observatoire.rapports.graphiques import draw_charts
from entredeux.observatoire.rapports.mots import names_of
from entredeux.observatoire.rapports.permanents import find_later, find_publications, permanent_query, reread_permanent
from entredeux.observatoire.rapports.tableaux import COMPARAISONS_MAX, territory_axis


@require_GET
@acces(Permission.VOIR_FIGURES)
def explorer(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form = _form_of(request, by)
    tableau = _tableau_of(form, by) if form else None
    context = {
        "form": form,
        "structure": by.structure,
        "prochains": next_months(timezone.localdate()),
        "coordonne": by.peut(Permission.COORDONNER),
        "gere_conventions": by.peut(Permission.GERER_PROTOCOLES),
        "gere_cles": by.peut(Permission.GERER_CLES_API),
        "annees_du_contrat": _contract_link(form, tableau) if form and tableau else "",
        "formats": [(f.libelle, reverse(f"observatoire:explorer_{f.extension}")) for f in FORMATS.values()],
        "blocs": contexte_of(tableau.territoires) if tableau and len(tableau.territoires) == 1 else (),
        **(_drawn(tableau) if tableau else {"tableau": None}),
    }
    return render(request, "observatoire/explorer.html", context)


@require_GET
@acces(Permission.VOIR_FIGURES)
def explorer_fichier(request: HttpRequest, extension: str) -> HttpResponse:
    """The table of the page, with the same filters; refused filters lead back to the page, which says why."""
    by = acteur_of(request)
    form = _form_of(request, by)
    tableau = _tableau_of(form, by) if form else None
    if tableau is None:
        context = {"form": form, "structure": by.structure, "tableau": None}
        return render(request, "observatoire/explorer.html", context, status=400)
    return _file(request, tableau, extension, _structure_of(by))


@require_GET
@acces(Permission.VOIR_FIGURES)
def activite(request: HttpRequest, extension: str = "") -> HttpResponse:
    """The former address of the activity by quarter, with its filters."""
    name = f"observatoire:explorer_{extension}" if extension else "observatoire:explorer"
    query = [("indicateur", "actes_de_mediation"), ("axe", Axe.QPV.value)] if request.GET else []
    query += [("periode", value) for value in request.GET.getlist("periode")]
    query += [("detail", value) for value in request.GET.getlist("detail") if value != "aucun"]
    if request.GET and "detail" not in request.GET:
        query.append(("detail", Axe.MOIS.value))
    query += [("territoire", value) for value in request.GET.getlist("quartier")]
    return redirect(f"{reverse(name)}{'?' if query else ''}{urlencode(query)}")


@require_GET
@acces(Permission.VOIR_FIGURES)
def tableau(request: HttpRequest, publication_id: uuid.UUID, extension: str = "") -> HttpResponse:
    """A table of the register at its own address: the same figures for ever, and a word when there are later ones."""
    by = acteur_of(request)
    structure = _structure_of(by)
    publications = find_publications([str(publication_id), *request.GET.getlist("sur")], by)
    table = reread_permanent(publications, request.GET.get("indicateur", PAR_DEFAUT))
    axis = territory_axis(table)
    rows = table.valeurs[axis] if axis else ()
    shown = present_table(table, [code for code in request.GET.getlist("territoire") if code and code in rows])
    if extension:
        return _file(request, shown, extension, structure)
    latest = [find_later(each) for each in publications]
    later = reread_permanent(latest, request.GET.get("indicateur", PAR_DEFAUT)) if latest != publications else None
    context = {
        "structure": structure,
        "plus_recente": later,
        "lien_plus_recente": _permanent(later, shown.territoires) if later else "",
        "formats": [(f.libelle, _permanent(table, shown.territoires, f.extension)) for f in FORMATS.values()],
        "explorer": _explorer_address(shown),
        **_drawn(shown),
    }
    return render(request, "observatoire/tableau.html", context)


def _explorer_address(shown: Tableau) -> str:
    axis = shown.axe_territoire
    query = [("indicateur", shown.table.indicateur.code), ("periode", shown.table.periode.code)]
    query += [("axe", str(axis) if axis else SANS_DECOUPAGE)]
    query += [("detail", str(axe)) for axe in shown.table.axes if axe != axis]
    query += [("territoire", code) for code in shown.territoires]
    return f"{reverse('observatoire:explorer')}?{urlencode(query)}"


def _form_of(request: HttpRequest, by: Acteur) -> ExplorerForm | None:
    """None while no month is out."""
    structure = _structure_of(by)
    today = timezone.localdate()
    periods = available_periods(structure, today)
    if not periods:
        return None
    return ExplorerForm(
        request.GET,
        indicateurs=current_catalogue(today).indicateurs,
        periodes=periods,
        territoires=_territories(structure),
    )


def _territories(structure: Structure) -> dict[str, dict[str, str]]:
    """Names by code of the rows of the structure's tables, by axis."""
    quarters = listed_quarters(structure)
    listed = {Axe.QPV.value: quarters, Axe.COMMUNE.value: communes_of(quarters)}
    names = names_of(code for codes in listed.values() for code in codes)
    return {axe: {code: names.get(code, code) for code in codes} for axe, codes in listed.items()}


def _tableau_of(form: ExplorerForm, by: Acteur) -> Tableau | None:
    """None when the filters are refused: the form then says why."""
    if not form.is_valid():
        return None
    wanted = form.cleaned_data
    tables = []
    for period in (wanted["periode"], *wanted["comparer"]):
        try:
            tables.append(_publish(form, period.code, by))
        except ValidationError as refusal:
            form.refuse(refusal, period)
            return None
    if len(tables) > 1:
        return compare_tables(tables, wanted["territoire"], est_contrat=form.est_contrat)
    return present_table(tables[0], wanted["territoire"], est_contrat=form.est_contrat)


def _publish(form: ExplorerForm, periode: str, by: Acteur) -> TableIndicateur:
    return publish_indicateur(
        form.cleaned_data["indicateur"],
        structure=_structure_of(by),
        periode=periode,
        axes=form.axes,
        audience=audience_of(by),
        by=by,
    )


def _drawn(tableau: Tableau) -> dict[str, object]:
    maps = draw_maps(tableau)
    return {
        "tableau": tableau,
        "graphiques": draw_charts(tableau),
        "cartes": maps,
        "secrets_carte": any(drawn.a_des_secrets for drawn in maps),
        "liens": [(tableau.name_of(table.periode), _permanent(table, tableau.territoires)) for table in tableau.tables],
    }


def _contract_link(form: ExplorerForm, tableau: Tableau) -> str:
    """The same cut over the contract's years that are out, side by side; empty when there is one, or none."""
    years = [p for p in contrats.contract_years() if p in form.periodes][-COMPARAISONS_MAX:]
    if len(years) < 2 or (form.est_contrat and tableau.est_comparaison):
        return ""
    kept = [(name, value) for name in ("indicateur", "axe", "detail", "territoire") for value in form.asked(name)]
    latest, *others = sorted(years, reverse=True)
    asked = [("periode", latest), *(("comparer", each) for each in others)]
    return f"?{urlencode([*kept, *((name, f'{CONTRAT}{each.code}') for name, each in asked)])}"


def _permanent(table: TableIndicateur, territories: Sequence[str], extension: str = "") -> str:
    name = f"observatoire:tableau_{extension}" if extension else "observatoire:tableau"
    address = reverse(name, args=[table.sources[0].identifiant])
    return f"{address}?{urlencode(permanent_query(table, territories))}"


def _file(request: HttpRequest, tableau: Tableau, extension: str, structure: Structure) -> HttpResponse:
    format = FORMATS[extension]
    links = [request.build_absolute_uri(_permanent(table, tableau.territoires)) for table in tableau.tables]
    response = HttpResponse(format.ecrire(tableau, structure_in_words(structure), links), content_type=format.type_mime)
    periods = "-".join(table.periode.code for table in tableau.tables)
    name = f"{tableau.table.indicateur.code.replace('_', '-')}-{periods}.{extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _structure_of(by: Acteur) -> Structure:
    if by.structure is None:
        raise Http404
    return by.structure
