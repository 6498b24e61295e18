"""What the editors' pages show around their own words: the home, the calendar, a series."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from entredeux.reseau.enums import GenreRubrique
from entredeux.reseau.forms.calendrier import VUES, CalendrierForm
from entredeux.reseau.models import Accueil, Evenement, PageLibre, Rubrique, Serie
from entredeux.reseau.models.base import presente
from entredeux.reseau.presenters.cartes import Carte, present_by_key, present_serie
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
    cartes = present_by_key([*sommaire.a_venir, *(row for _, rows, _ in sommaire.series for row in rows)])
    return {
        "a_venir": [cartes[row.pk] for row in sommaire.a_venir],
        "series": [
            present_serie(serie, [cartes[row.pk] for row in rows], total) for serie, rows, total in sommaire.series
        ],
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
    upcoming = list(coming(found)) if page.number == 1 else []
    done = list(page.object_list)
    cartes, series = present_by_key([*upcoming, *done]), series_by_path([*upcoming, *done]) if vue == "serie" else {}
    return {
        "form": form,
        "filtres": filtres,
        "vue": vue,
        "vues": VUES,
        "a_venir": _blocks(upcoming, cartes, series),
        "passes": _blocks(done, cartes, series),
        "liste": page,
        "total": page.paginator.count + len(upcoming),
    }


def _blocks(evenements: list[Evenement], cartes: dict[int, Carte], series: dict[str, Serie]) -> list[Bloc]:
    """By year or, when their series are given, by series, in the order of their first event."""
    found: dict[str, Bloc] = {}
    for evenement in evenements:
        serie = series.get(path_of_serie(evenement))
        titre = serie.title if serie else str(evenement.date_debut.year)
        bloc = found.setdefault(serie.path if serie else titre, Bloc(titre, serie.chemin if serie else "", []))
        bloc.cartes.append(cartes[evenement.pk])
    return list(found.values())


@dataclass(frozen=True)
class SeanceDeSerie:
    carte: Carte
    resume: str
    moments: MomentsForts


@presente(Serie)
def present_page_de_serie(serie: Serie, request: HttpRequest) -> dict[str, Any]:
    """Every session with its "moments forts": what comes first, then the latest."""
    found = evenements_of(serie)
    upcoming, done = list(coming(found)), list(with_voices(past(found)))
    cartes = present_by_key([*upcoming, *done])
    return {
        "organisateurs": serie.organisateurs.splitlines(),
        "forme": serie.forme.splitlines(),
        "a_venir": [cartes[row.pk] for row in upcoming],
        "seances": [_session(row, cartes[row.pk]) for row in done],
        "sources": [bloc.value for bloc in serie.sources],
    }


def _session(evenement: Evenement, carte: Carte) -> SeanceDeSerie:
    return SeanceDeSerie(carte, evenement.resume, present_moments(evenement, evenement.sequences.all()))


@presente(PageLibre)
def present_page_libre(page: PageLibre, request: HttpRequest) -> dict[str, Any]:
    return {"morceaux": present_corps(page.corps)}
