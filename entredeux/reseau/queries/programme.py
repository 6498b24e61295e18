"""The published programme: series, events with their sequences, who takes the floor. Every reader of a public page
passes here, so that a draft or a page kept private shows nowhere."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_elements
from entredeux.reseau.enums import GenreSequence, PrecisionDate, RolePrise
from entredeux.reseau.models import Element, Evenement, Organisation, Prise, Sequence, Serie
from entredeux.reseau.models.champs import porte, split_codes

# A list needs none of these, and they are the heavy part of a row.
LOURDS = ("corps", "documents", "sources")


def public(pages: QuerySet[Any]) -> QuerySet[Any]:
    """Published, and not kept private at the desk (itself or a page above it). One query, where Wagtail's own
    `public()` makes two."""
    kept = PageViewRestriction.objects.annotate(_path=ExpressionWrapper(OuterRef("path"), output_field=CharField()))
    return pages.filter(~Exists(kept.filter(_path__startswith=F("page__path"))), live=True)


def live_evenements() -> QuerySet[Evenement]:
    found = public(Evenement.objects.select_related("region"))
    return found.annotate(_fin=Coalesce("date_fin", "date_debut"))


def evenements_of(serie: Serie) -> QuerySet[Evenement]:
    return live_evenements().filter(path__startswith=serie.path)


@dataclass(frozen=True)
class Sommaire:
    """The rows of the home: what comes, then the series editors put first and the latest ones, each with its latest
    sessions and how many it has."""

    a_venir: list[Evenement]
    series: list[tuple[Serie, list[Evenement], int]]


def read_sommaire(*, a_venir: int, series: int, par_serie: int) -> Sommaire:
    """Keys first, of every event; then only the rows that are shown."""
    coming_keys = list(coming(live_evenements()).values_list("pk", flat=True)[:a_venir])
    by_series: dict[str, list[int]] = {}
    for key, path in past(live_evenements()).values_list("pk", "path"):
        by_series.setdefault(path[: -Page.steplen], []).append(key)
    pages = {page.path: page for page in public(Serie.objects.all())}
    ranked = sorted((path for path in by_series if path in pages), key=lambda path: not pages[path].est_a_la_une)
    shown = {path: by_series[path][:par_serie] for path in ranked[:series]}
    wanted = [*coming_keys, *(key for keys in shown.values() for key in keys)]
    rows = {row.pk: row for row in live_evenements().filter(pk__in=wanted).defer(*LOURDS)}
    told = [(pages[path], [rows[key] for key in keys], len(by_series[path])) for path, keys in shown.items()]
    return Sommaire([rows[key] for key in coming_keys], told)


def find_evenement(slug: str) -> Evenement | None:
    return live_evenements().filter(slug=slug).first()


def serie_of(evenement: Evenement) -> Serie:
    """Its parent, also for a draft that the desk previews."""
    return Serie.objects.get(path=path_of_serie(evenement))


def series_by_path(evenements: Iterable[Evenement]) -> dict[str, Serie]:
    """Of each event's `path` without its last step: one query for a whole list."""
    paths = {path_of_serie(evenement) for evenement in evenements}
    return {serie.path: serie for serie in Serie.objects.filter(path__in=paths)} if paths else {}


def path_of_serie(evenement: Evenement) -> str:
    return str(evenement.path[: -Page.steplen])


@dataclass
class Voix:
    """What a line of a list says of an event's sequences: how many workshops, and who speaks outside of them, as
    (organisation, town), each once."""

    ateliers: int = 0
    organisations: list[tuple[str, str]] = field(default_factory=list)


def read_voix(keys: Iterable[int]) -> dict[int, Voix]:
    """Two queries of a few words each, whatever the number of events: a list does not load their sequences."""
    found = {key: Voix() for key in keys}
    ateliers = Sequence.objects.filter(evenement__in=found, genre=GenreSequence.ATELIER)
    for key, number in ateliers.order_by().values_list("evenement").annotate(Count("pk")):
        found[key].ateliers = number
    said = Prise.objects.filter(
        sequence__evenement__in=found, role=RolePrise.INTERVENTION, organisation__isnull=False
    ).exclude(sequence__genre=GenreSequence.ATELIER)
    words = said.order_by("sequence__evenement", "sequence__sort_order", "sort_order")
    for key, nom, lieu in words.values_list("sequence__evenement", "organisation__nom", "lieu"):
        if (nom, lieu) not in found[key].organisations:
            found[key].organisations.append((nom, lieu))
    return found


def with_voices(evenements: QuerySet[Evenement]) -> QuerySet[Evenement]:
    """With their sequences and who speaks: three queries more, whatever the number of events."""
    return evenements.prefetch_related(Prefetch("sequences", _sequences_with_prises()))


def sequences_of(evenement: Evenement) -> list[Sequence]:
    """Those of the page as it is held: of a preview, what the form says; of a published page, three queries."""
    if evenement.pk and "sequences" not in getattr(evenement, "_cluster_related_objects", {}):
        found = list(_sequences_with_prises().filter(evenement=evenement))
    else:
        found = list(evenement.sequences.all())
    for sequence in found:
        sequence.evenement = evenement  # its day, when it has none of its own
    return found


def _sequences_with_prises() -> QuerySet[Sequence]:
    return Sequence.objects.prefetch_related(
        Prefetch("prises", Prise.objects.select_related("intervenant", "organisation"))
    )


def elements_by_sequence(evenement: Evenement) -> dict[int, list[Element]]:
    """What was published of each workshop's sheet."""
    found: dict[int, list[Element]] = {}
    published = visible_elements(Acteur.public()).filter(feuille__sequence__evenement=evenement)
    for element in published.select_related("feuille").order_by("feuille", "ordre", "cree_le"):
        found.setdefault(element.feuille.sequence_id, []).append(element)
    return found


# --- the calendar and its filters


@dataclass(frozen=True)
class Filtres:
    """What the address asks for; "" or None asks nothing."""

    genre: str = ""
    theme: str = ""
    region: str = ""
    annee: int | None = None

    def __bool__(self) -> bool:
        return bool(self.genre or self.theme or self.region or self.annee)


@dataclass
class Choix:
    """What there is to filter by: only values that some event has."""

    genres: set[str] = field(default_factory=set)
    themes: set[str] = field(default_factory=set)
    regions: dict[str, str] = field(default_factory=dict)
    annees: set[int] = field(default_factory=set)


def read_choix() -> Choix:
    choix = Choix()
    rows = live_evenements().values_list("genre", "themes", "region_id", "region__nom", "date_debut", "_fin")
    for genre, themes, region, nom, debut, fin in rows:
        choix.genres.add(genre)
        choix.themes.update(split_codes(themes) if isinstance(themes, str) else themes)
        choix.annees.update((debut.year, fin.year))
        if region:
            choix.regions[region] = nom
    return choix


def filter_evenements(filtres: Filtres) -> QuerySet[Evenement]:
    found = live_evenements()
    if filtres.genre:
        found = found.filter(genre=filtres.genre)
    if filtres.theme:
        found = found.filter(has_theme(filtres.theme))
    if filtres.region:
        found = found.filter(region_id=filtres.region)
    if filtres.annee:
        found = found.filter(date_debut__year__lte=filtres.annee, _fin__year__gte=filtres.annee)
    return found


def has_theme(code: str) -> Q:
    """The event's own theme, or one of its workshops'."""
    ateliers = Sequence.objects.filter(themes__contains=porte(code)).values("evenement")
    return Q(themes__contains=porte(code)) | Q(pk__in=ateliers)


def is_coming(today: datetime.date | None = None) -> Q:
    """Not over yet: its last day, or its month when only the month is known."""
    day = today or timezone.localdate()
    return Q(precision_date=PrecisionDate.JOUR, _fin__gte=day) | Q(
        precision_date=PrecisionDate.MOIS, date_debut__gte=day.replace(day=1)
    )


def coming(evenements: QuerySet[Evenement], today: datetime.date | None = None) -> QuerySet[Evenement]:
    """The next first; without an hour, first of its day."""
    return evenements.filter(is_coming(today)).order_by(
        "date_debut", F("heure_debut").asc(nulls_first=True), "precision_date", "pk"
    )


def past(evenements: QuerySet[Evenement], today: datetime.date | None = None) -> QuerySet[Evenement]:
    """The latest first."""
    return evenements.exclude(is_coming(today)).order_by(
        "-date_debut", F("heure_debut").desc(nulls_last=True), "-precision_date", "pk"
    )


# --- people and organisations


def prises_of_intervenant(slug: str) -> list[Prise]:
    return _published_prises(Q(intervenant__slug=slug))


def prises_of_organisation(organisation: Organisation) -> list[Prise]:
    return _published_prises(Q(organisation=organisation))


def _published_prises(who: Q) -> list[Prise]:
    """The latest event first. `prise.sequence.evenement` is at hand."""
    found = Prise.objects.filter(who, sequence__evenement__in=live_evenements().values("pk"))
    return list(
        found.select_related("intervenant", "organisation", "sequence__evenement__region").order_by(
            "-sequence__evenement__date_debut", "sequence__evenement", "sequence__sort_order", "sort_order"
        )
    )
