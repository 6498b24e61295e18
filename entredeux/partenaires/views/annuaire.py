"""The directory: searched, seen on a map, one sheet, its note, what a team makes of it, and the files handed out."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entredeux.cadre import journal
from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte
from entredeux.partenaires import actions
from entredeux.partenaires.access import visible_fiches, visible_notes, visible_sources
from entredeux.partenaires.annuaire import carte, export
from entredeux.partenaires.annuaire.distance import metres, say_distance
from entredeux.partenaires.annuaire.suites import suites_for
from entredeux.partenaires.forms import RAYON, FichePartenaireForm, NoteForm, RechercheAnnuaireForm
from entredeux.partenaires.models import FicheAnnuaire
from entredeux.partenaires.presenters import (
    guess_partner,
    holidays_said,
    modalites_said,
    moment_of,
    phone_said,
    present_lignes,
    publics_said,
    thematiques_said,
    week_of,
)
from entredeux.partenaires.queries import annuaire as queries
from entredeux.partenaires.queries.annuaire import Criteres
from entredeux.partenaires.queries.reperes import Repere, find_repere, reperes_of_team, search_reperes
from entredeux.partenaires.retention import erased_on
from entredeux.ui.erreurs import add_errors

PAR_PAGE = 25
GARDES = ("q", "besoin", "autour", "rayon", "ouvert", "disparues")  # what a link between the pages keeps


@require_GET
@acces(Permission.VOIR_TERRAIN)
def annuaire(request: HttpRequest) -> HttpResponse:
    by = acteur_of(request)
    form, criteres = _read_search(request, by)
    choices, unknown = [], ""
    if text := form.cleaned_data.get("ville", "").strip():
        choices = search_reperes(by, text)
        if len(choices) == 1:
            return redirect(f"{request.path}?{_query(request, autour=choices[0][0].code)}")
        unknown = "" if choices else text
    found = queries.search_fiches(by, criteres)
    page = Paginator(found, PAR_PAGE).get_page(request.GET.get("page"))
    lignes = _lignes(by, list(page), page.start_index())
    context = {
        "form": form,
        "criteres": criteres,
        "page": page,
        "lignes": lignes,
        "carte": _map(lignes, criteres) if form.cleaned_data.get("vue") == "carte" else None,
        "vue": form.cleaned_data.get("vue", ""),
        "choix": [(repere, detail, _query(request, autour=repere.code)) for repere, detail in choices],
        "ville_inconnue": unknown,
        "sans_repere": _query(request, autour=""),
        "communes": []
        if criteres.repere
        else [(each, _query(request, autour=each.code)) for each in reperes_of_team(by)],
        "est_filtree": any(form.cleaned_data.get(name) for name in ("q", "besoin", "autour", "ouvert", "disparues")),
        "retour": _query(request),
        "sources": visible_sources(by),
        "peut_tenir": by.peut(Permission.TENIR_ANNUAIRE),
    }
    return render(request, "partenaires/annuaire.html", context)


def _read_search(request: HttpRequest, by: Acteur) -> tuple[RechercheAnnuaireForm, Criteres]:
    """What cannot be read in the address is left aside: a search never fails."""
    data = request.GET.copy()
    for name, value in list(data.items()):
        data[name] = str(value).replace("\0", "")
    if not data.get("rayon"):
        data["rayon"] = str(RAYON)
    form = RechercheAnnuaireForm(data)
    form.is_valid()
    said = form.cleaned_data
    repere = find_repere(by, said.get("autour", "")) if said.get("autour") else None
    return form, Criteres(
        texte=said.get("q", ""),
        besoin=said.get("besoin", ""),
        repere=repere,
        rayon=1000 * (said.get("rayon") or RAYON),
        ouvertes=said.get("ouvert", False),
        disparues=said.get("disparues", False),
    )


def _query(request: HttpRequest, **changes: str) -> str:
    """The filters of this search, for another page; never what was typed to find a place."""
    kept = {name: request.GET[name] for name in (*GARDES, "vue") if request.GET.get(name)} | changes
    return urlencode({name: value for name, value in kept.items() if value})


def _lignes(by: Acteur, found: list[tuple[int, float | None]], start: int) -> list[Any]:
    ids = [pk for pk, _ in found]
    shown = queries.under(by, ids)
    return present_lignes(
        queries.fiches_in_order(by, ids),
        dict(found),
        start,
        queries.noted_among(by, shown),
        queries.partners_among(by, shown),
    )


def _map(lignes: list[Any], criteres: Criteres) -> carte.Carte | None:
    points = [
        (ligne.numero, (ligne.fiche.latitude, ligne.fiche.longitude))
        for ligne in lignes
        if ligne.fiche.latitude is not None and ligne.fiche.longitude is not None
    ]
    return carte.draw_map(points, criteres.repere.point if criteres.repere else None)


@require_GET
@acces(Permission.VOIR_TERRAIN)
def fiche(request: HttpRequest, fiche_id: int) -> HttpResponse:
    by = acteur_of(request)
    return _show(request, _get(by, fiche_id), by)


def _show(
    request: HttpRequest, found: FicheAnnuaire, by: Acteur, form: NoteForm | None = None, status: int = 200
) -> HttpResponse:
    """`form`: a note that comes back to be corrected; the stored one is then not read again."""
    repere = find_repere(by, request.GET.get("autour", "")[:36].replace("\0", ""))
    row = visible_notes(by).filter(fiche=found).first()
    note = read_texte(row, "note", by=by) if row and form is None else ""
    shown = queries.under(by, [found.pk])
    partenaire = queries.partners_among(by, shown).get(found.pk)
    memes = queries.same_as(by, found)
    notees = queries.noted_among(by, {each.pk: each.pk for each in memes})
    context = {
        "fiche": found,
        "telephone": phone_said(found.telephone),
        "moment": moment_of(found),
        "semaine": week_of(found),
        "feries_fermes": holidays_said(found),
        "thematiques": thematiques_said(found),
        "publics": publics_said(found),
        "modalites": modalites_said(found),
        "mise_a_jour": parse_date(found.date_maj) if found.date_maj else None,
        "repere": repere,
        "distance": _distance(found, repere),
        "retour": _query(request),
        "source": visible_sources(by).filter(pk=found.source).first(),
        "memes": [(each, each.pk in notees) for each in memes],
        "gardee": queries.kept_instead_of(by, found),
        "note": note,
        "effacee_le": erased_on(row) if row else None,
        "form": form or NoteForm(initial={"note": note}),
        "peut_noter": by.peut(Permission.ORIENTER),
        "peut_tenir": by.peut(Permission.TENIR_ANNUAIRE),
        "partenaire": partenaire,
        "suites": suites_for(partenaire, by) if partenaire else [],
    }
    return render(request, "partenaires/fiche_annuaire.html", context, status=status)


def _distance(found: FicheAnnuaire, repere: Repere | None) -> str:
    if repere is None or repere.point is None or found.latitude is None or found.longitude is None:
        return ""
    return say_distance(metres(repere.point, (found.latitude, found.longitude)))


@require_POST
@acces(Permission.ORIENTER)
def noter(request: HttpRequest, fiche_id: int) -> HttpResponse:
    by = acteur_of(request)
    found = _get(by, fiche_id)
    form = NoteForm(request.POST)
    if form.is_valid():
        kept = actions.write_note(fiche=found, note=form.cleaned_data["note"], by=by)
        messages.success(request, "Note enregistrée, pour votre équipe seule." if kept else "Note effacée.")
        return redirect("partenaires:fiche_annuaire", found.pk)
    return _show(request, found, by, form, status=422)


@require_http_methods(["GET", "POST"])
@acces(Permission.TENIR_ANNUAIRE)
def faire_partenaire(request: HttpRequest, fiche_id: int) -> HttpResponse:
    by = acteur_of(request)
    found = _get(by, fiche_id)
    genre, profession = guess_partner(found)
    initial = {"nom": found.nom[:120], "genre": genre, "profession": profession, "courriel": found.courriel}
    form = FichePartenaireForm(request.POST or None, initial=initial | {"perimetre": found.commune})
    if form.is_valid():
        try:
            created = actions.create_partenaire(by=by, fiche=found, **form.cleaned_data)
            messages.success(request, f"{created} est un de vos partenaires.")
            return redirect("partenaires:fiche_annuaire", found.pk)
        except ValidationError as error:
            add_errors(form, error)
    context = {"form": form, "fiche": found}
    return render(request, "partenaires/faire_partenaire.html", context, status=422 if form.errors else 200)


@require_GET
@acces(Permission.TENIR_ANNUAIRE)
def exporter(request: HttpRequest, format: str) -> HttpResponse:
    """The search of the address, whole, in one of the two national standards. One line of the journal."""
    by = acteur_of(request)
    makers = {"data-inclusion": export.export_data_inclusion, "mediation-num": export.export_mediation_num}
    if format not in makers:
        raise Http404
    _, criteres = _read_search(request, by)
    ids = [pk for pk, _ in queries.search_fiches(by, criteres)]
    made = makers[format](queries.fiches_in_order(by, ids))
    journal.record_read(by, f"partenaires.annuaire.exporte.{format}", nombre=made.nombre)
    if format == "data-inclusion":
        answer: HttpResponse = JsonResponse(made.contenu, json_dumps_params={"ensure_ascii": False, "indent": 1})
        name = "annuaire-data-inclusion.json"
    else:
        answer = HttpResponse(export.write_csv(made.contenu), content_type="text/csv; charset=utf-8")
        name = "annuaire-mediation-num.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
@acces(Permission.TENIR_ANNUAIRE)
def exports(request: HttpRequest) -> HttpResponse:
    """What each file would hold of this search, and what would stay out of it, before one takes it."""
    by = acteur_of(request)
    _, criteres = _read_search(request, by)
    ids = [pk for pk, _ in queries.search_fiches(by, criteres)]
    fiches = queries.fiches_in_order(by, ids)
    made = [
        ("data-inclusion", "data·inclusion v1 (JSON)", export.export_data_inclusion(fiches)),
        ("mediation-num", "Lieux de médiation numérique v1.0.2 (CSV)", export.export_mediation_num(fiches)),
    ]
    fichiers = [
        {
            "titre": title,
            "adresse": f"{reverse('partenaires:exporter', args=[code])}?{_query(request)}",
            "nombre": each.nombre,
            "ecartees": each.ecartees.most_common(),
        }
        for code, title, each in made
    ]
    return render(
        request, "partenaires/exports.html", {"fichiers": fichiers, "total": len(ids), "retour": _query(request)}
    )


def _get(by: Acteur, fiche_id: int) -> FicheAnnuaire:
    if fiche_id > 2**62:
        raise Http404
    return get_object_or_404(visible_fiches(by), pk=fiche_id)
