"""What the editors' pages show around their own words: the home, the calendar, a series."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Page as PageDeListe
from django.core.paginator import Paginator
from django.http import HttpRequest

from entredeux.reseau.enums import GenreRubrique
from entredeux.reseau.forms.calendrier import VUES, CalendrierForm
from entredeux.reseau.models import Accueil, Evenement, PageLibre, Rubrique, Serie
from entredeux.reseau.models.base import presente
from entredeux.reseau.presenters.cartes import Carte, present_cartes, present_serie
from entredeux.reseau.presenters.corps import MomentsForts, present_corps, present_moments
from entredeux.reseau.queries.programme import (
    LOURDS,
    coming,
    evenements_of,
    filter_evenements,
    past,
    path_of_serie,
    read_choix,
    read_sommaire,
    series_by_path,
    with_voices,
)
from entredeux.reseau.queries.restitutions import live_restitutions

A_VENIR_SUR_L_ACCUEIL = 6
SERIES_SUR_L_ACCUEIL = 5
SEANCES_PAR_SERIE = 6
PAR_PAGE = 40


@presente(Accueil)
def present_accueil(accueil: Accueil, request: HttpRequest) -> dict[str, Any]:
    """What comes, then the latest series, the latest session first in each."""
    sommaire = read_sommaire(a_venir=A_VENIR_SUR_L_ACCUEIL, series=SERIES_SUR_L_ACCUEIL, par_serie=SEANCES_PAR_SERIE)
    return {
        "a_venir": present_cartes(sommaire.a_venir),
        "series": [present_serie(serie, shown, total) for serie, shown, total in sommaire.series],
    }


@dataclass(frozen=True)
class Bloc:
    """A year, or a series, of the calendar."""

    titre: str
    adresse: str
    cartes: list[Carte]


@presente(Rubrique)
def present_rubrique(rubrique: Rubrique, request: HttpRequest) -> dict[str, Any]:
    if rubrique.genre == GenreRubrique.RESTITUTIONS:
        return {"restitutions": live_restitutions()}
    return present_calendrier(request) if rubrique.genre == GenreRubrique.PROGRAMME else {}


def present_calendrier(request: HttpRequest) -> dict[str, Any]:
    form = CalendrierForm(request.GET, read_choix())
    filtres = form.filtres()
    vue = "serie" if request.GET.get("vue") == "serie" else "date"
    found = filter_evenements(filtres).defer(*LOURDS)
    page = Paginator(past(found), PAR_PAGE).get_page(request.GET.get("page"))
    upcoming = list(with_voices(coming(found))) if page.number == 1 else []
    return {
        "form": form,
        "filtres": filtres,
        "vue": vue,
        "vues": VUES,
        "a_venir": _blocks(upcoming, vue),
        "passes": _blocks(_with_voices_of(page), vue),
        "liste": page,
        "total": page.paginator.count + len(upcoming),
    }


def _with_voices_of(page: PageDeListe) -> list[Evenement]:
    """The page's own rows only: a slice cannot be prefetched twice."""
    keys = [evenement.pk for evenement in page.object_list]
    rows = {row.pk: row for row in with_voices(Evenement.objects.filter(pk__in=keys).select_related("region"))}
    return [rows[key] for key in keys]


def _blocks(evenements: list[Evenement], vue: str) -> list[Bloc]:
    if vue == "date":
        return [
            Bloc(str(year), "", present_cartes(found))
            for year, found in groupby(evenements, key=lambda each: each.date_debut.year)
        ]
    series = series_by_path(evenements)
    by_series: dict[str, list[Evenement]] = {}
    for evenement in evenements:
        by_series.setdefault(path_of_serie(evenement), []).append(evenement)
    return [Bloc(series[path].title, series[path].chemin, present_cartes(found)) for path, found in by_series.items()]


@dataclass(frozen=True)
class SeanceDeSerie:
    carte: Carte
    resume: str
    moments: MomentsForts


@presente(Serie)
def present_page_de_serie(serie: Serie, request: HttpRequest) -> dict[str, Any]:
    """Every session with its "moments forts": what comes first, then the latest."""
    found = evenements_of(serie)
    upcoming, done = list(with_voices(coming(found))), list(with_voices(past(found)))
    return {
        "organisateurs": serie.organisateurs.splitlines(),
        "forme": serie.forme.splitlines(),
        "a_venir": present_cartes(upcoming),
        "seances": [_session(evenement) for evenement in done],
        "sources": [bloc.value for bloc in serie.sources],
    }


def _session(evenement: Evenement) -> SeanceDeSerie:
    (carte,) = present_cartes([evenement])
    return SeanceDeSerie(carte, evenement.resume, present_moments(evenement, evenement.sequences.all()))


@presente(PageLibre)
def present_page_libre(page: PageLibre, request: HttpRequest) -> dict[str, Any]:
    return {"morceaux": present_corps(page.corps)}
