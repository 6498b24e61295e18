"""Finding a territory by what someone types, and the zones of places on a day.

A name or a postal code never identifies a commune (1,441 names and 4,206 postal codes are shared):
`resolve_commune` raises with the choices rather than pick one.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Case, F, IntegerField, Model, OrderBy, Prefetch, Q, QuerySet, Value, When

from entredeux.cadre.acteur import Acteur
from entredeux.socle.pliage import fold
from entredeux.territoires.access import visible_lieux
from entredeux.territoires.enums import DOMICILE, Generation, GenreZone
from entredeux.territoires.models import Commune, CommuneAncienne, ContratVille, Lieu, Qpv, ZoneEmploi, ZoneLieu

Ligne = TypeVar("Ligne", bound=Model)
CODE = re.compile(r"\d{5}|2[ab]\d{3}")
GENRES_LUS = (GenreZone.QPV_2024, GenreZone.COMMUNE)
DEPARTEMENT = re.compile(r"\d{1,3}|2[ab]")


class CommuneInconnue(LookupError):
    """No commune bears this name or code."""

    def __init__(self, texte: str) -> None:
        super().__init__(f"Aucune commune ne correspond à « {texte} ». Vérifiez l'orthographe ou donnez le code INSEE.")


class CommuneAmbigue(LookupError):
    """Several communes do: `candidates` is what to show to the person who must choose."""

    def __init__(self, texte: str, candidates: list[Commune]) -> None:
        self.candidates = candidates
        names = ", ".join(f"{commune.nom} ({commune.pk})" for commune in candidates[:8])
        more = f" et {len(candidates) - 8} autres" if len(candidates) > 8 else ""
        super().__init__(f"« {texte} » désigne plusieurs communes : {names}{more}. Choisissez-en une.")


def resolve_commune(texte: str) -> Commune:
    """The only commune that a name, an INSEE code or a postal code designates, also as "62300 Lens" or "Lens (62)".

    Raises CommuneAmbigue with the candidates, or CommuneInconnue. The old code or name of a merged commune
    leads to the commune of today.
    """
    candidates = find_communes(texte)
    if not candidates:
        raise CommuneInconnue(texte)
    if len(candidates) > 1:
        raise CommuneAmbigue(texte, candidates)
    return candidates[0]


def find_communes(texte: str) -> list[Commune]:
    """Every commune that this text may designate exactly, the most populated first."""
    words = fold(texte).split()
    codes = [word for word in words if CODE.fullmatch(word)]
    departement = words[-1] if len(words) > 1 and DEPARTEMENT.fullmatch(words[-1]) else ""
    name = " ".join(word for word in words if word not in {*codes, departement})
    if not codes and not name:
        return []
    found = _named(name) if name else _coded(codes[0])
    if name and codes:
        by_code = {commune.pk for code in codes for commune in _coded(code)}
        found = [commune for commune in found if commune.pk in by_code]
    if departement:
        found = [commune for commune in found if commune.departement_id == departement.upper().zfill(2)]
    return sorted(found, key=lambda commune: (-(commune.population or 0), commune.pk))


def search_communes(texte: str) -> QuerySet[Commune]:
    """As one types: each word begins a word of the name, or a code. Exact names first, then the most populated."""
    communes = Commune.objects.select_related("departement", "commune_parente")
    return _search(communes, texte, F("population").desc(nulls_last=True), "code")


def search_qpv(texte: str, generation: int = Generation.QPV_2024) -> QuerySet[Qpv]:
    """Same rule over the name, the communes and the code of the quarters of one generation."""
    quarters = Qpv.objects.filter(generation=generation).select_related("departement")
    return _search(quarters, texte, "nom", "code")


def search_contrats(texte: str) -> QuerySet[ContratVille]:
    """Same rule over the name, the code and the départements of the contrats de ville of 2014-2023."""
    return _search(ContratVille.objects.all(), texte, "nom", "code")


def search_lieux(by: Acteur, texte: str) -> QuerySet[Lieu]:
    """Same rule over the places in service that this account may see."""
    lieux = visible_lieux(by).filter(est_actif=True).select_related("commune")
    return _search(lieux, texte, "nom", "precision")


def filter_lieux(by: Acteur, *, texte: str = "", type_lieu: str = "", archives: bool = False) -> QuerySet[Lieu]:
    """The list of the coordination, with the zones in force under `zones_en_cours`: three queries for any number."""
    lieux = visible_lieux(by).filter(est_actif=not archives).select_related("commune")
    for word in fold(texte).split():
        lieux = lieux.filter(recherche__contains=f" {word}")
    if type_lieu:
        lieux = lieux.filter(type_lieu=type_lieu)
    return lieux.prefetch_related(
        Prefetch("zones", ZoneLieu.objects.filter(valide_au__isnull=True), to_attr="zones_en_cours")
    )


def qpv_names(codes: Iterable[str]) -> dict[str, str]:
    """Code → name, in one query."""
    return dict(Qpv.objects.filter(pk__in=set(codes) - {""}).values_list("pk", "nom"))


def zones_of_structure(structure: UUID) -> tuple[set[str], set[str]]:
    """Codes of the 2024 quarters and of the communes where a structure has places in service. Homes say nothing."""
    rows = ZoneLieu.objects.filter(
        lieu__structure=structure, lieu__est_actif=True, valide_au__isnull=True, genre__in=GENRES_LUS
    ).exclude(Q(code="") | Q(lieu__type_lieu=DOMICILE))
    found = set(rows.values_list("genre", "code").order_by())
    return (
        {code for genre, code in found if genre == GenreZone.QPV_2024},
        {code for genre, code in found if genre == GenreZone.COMMUNE},
    )


def has_contexte() -> bool:
    """Whether `entredeux import contexte` was run."""
    return ZoneEmploi.objects.exists()


def zones_on(lieux: Iterable[UUID], jour: date, genre: GenreZone = GenreZone.QPV_2024) -> dict[UUID, ZoneLieu]:
    """Place → its zone of this genre on that day. The codes are of the genre's generation, whatever the day."""
    rows = ZoneLieu.objects.filter(lieu__in=list(lieux), genre=genre).filter(
        Q(valide_du__isnull=True) | Q(valide_du__lte=jour), Q(valide_au__isnull=True) | Q(valide_au__gte=jour)
    )
    return {zone.lieu_id: zone for zone in rows}


def _search(rows: QuerySet[Ligne], texte: str, *order: str | OrderBy) -> QuerySet[Ligne]:
    words = fold(texte).split()
    for word in words:
        rows = rows.filter(recherche__contains=f" {word}")
    whole = " ".join(words)
    rank = Case(
        When(recherche__startswith=f" {whole} ", then=Value(0)),
        When(recherche__startswith=f" {whole}", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.order_by(rank, *order) if words else rows.none()


def _coded(code: str) -> list[Commune]:
    """By INSEE code (of today or of before a merger) and by postal code: one text may be both."""
    code = code.upper()
    old = CommuneAncienne.objects.filter(pk=code).values("commune")
    return list(
        Commune.objects.filter(
            Q(pk=code) | Q(recherche__contains=f" {code.lower()}", codes_postaux__contains=code) | Q(pk__in=old)
        ).select_related("departement")
    )


def _named(name: str) -> list[Commune]:
    starts = f" {name} "
    today = Commune.objects.filter(recherche__startswith=starts).select_related("departement")
    old = CommuneAncienne.objects.filter(recherche__startswith=starts).select_related("commune__departement")
    found = {commune.pk: commune for commune in today if fold(commune.nom) == name}
    found |= {row.commune_id: row.commune for row in old if fold(row.nom) == name}
    return list(found.values())
