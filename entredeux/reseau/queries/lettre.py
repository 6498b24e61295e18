"""What a digest tells: what is new since the last one, and what is coming, for a theme or a region."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from entredeux.reseau.enums import AudienceRessource, StatutElement, StatutFeuille, StatutRessource
from entredeux.reseau.models import Element, Evenement, Ressource, Restitution
from entredeux.reseau.models.champs import porte

A_VENIR = timedelta(days=60)
AU_PLUS = 12


@dataclass(frozen=True)
class Lettre:
    """`evenements` to come, `elements` published by workshops, `pages` newly published (resources, restitutions)."""

    evenements: list[Evenement]
    elements: list[Element]
    pages: list[Any]

    @property
    def est_vide(self) -> bool:
        return not (self.evenements or self.elements or self.pages)


def compose_lettre(*, theme: str = "", region: str = "", depuis: datetime) -> Lettre:
    """Public things only: a digest is forwarded, printed, and copied into other newsletters."""
    return Lettre(_coming(theme, region), _said(theme, region, depuis), _published(theme, region, depuis))


def _coming(theme: str, region: str) -> list[Evenement]:
    today = timezone.localdate()
    rows = Evenement.objects.live().filter(est_annule=False, date_debut__range=(today, today + A_VENIR))
    if theme:
        rows = rows.filter(Q(themes__contains=porte(theme)) | Q(sequences__themes__contains=porte(theme))).distinct()
    if region:
        rows = rows.filter(region_id=region)
    return list(rows.order_by("date_debut")[:AU_PLUS])


def _said(theme: str, region: str, depuis: datetime) -> list[Element]:
    rows = Element.objects.filter(
        statut=StatutElement.VALIDE, feuille__statut=StatutFeuille.PUBLIEE, feuille__publiee_le__gt=depuis
    ).select_related("feuille__sequence__evenement")
    if theme:
        rows = rows.filter(theme=theme)
    if region:
        rows = rows.filter(feuille__sequence__evenement__region_id=region)
    return list(rows.order_by("-feuille__publiee_le", "ordre")[:AU_PLUS])


def _published(theme: str, region: str, depuis: datetime) -> list[Any]:
    """What is said once, when it first appears; a correction is not news."""
    found = [page for list_pages in _SORTES for page in list_pages(theme, region, depuis)]
    return sorted(found, key=lambda page: page.first_published_at, reverse=True)[:AU_PLUS]


def _news(pages: Any, theme: str, region: str, depuis: datetime) -> Any:
    rows = pages.live().filter(first_published_at__gt=depuis)
    if theme:
        rows = rows.filter(themes__contains=porte(theme))
    return rows.filter(region_id=region) if region else rows


def _ressources(theme: str, region: str, depuis: datetime) -> Iterable[Ressource]:
    """Public and reread: a draft is nobody's, and what members keep for themselves is not mailed."""
    read = Ressource.objects.filter(audience=AudienceRessource.PUBLIC).exclude(statut=StatutRessource.BROUILLON)
    return _news(read, theme, region, depuis)


def _restitutions(theme: str, region: str, depuis: datetime) -> Iterable[Restitution]:
    """A restitution gathers many themes: it is news for each of them."""
    rows = Restitution.objects.live().filter(first_published_at__gt=depuis)
    return rows.filter(region_id=region) if region else rows


ListePages = Callable[[str, str, datetime], Iterable[Any]]
_SORTES: list[ListePages] = [_ressources, _restitutions]


def register_pages(list_pages: ListePages) -> None:
    """Another kind of page that a digest announces: (theme, region, since) -> the public ones first published since."""
    if list_pages not in _SORTES:
        _SORTES.append(list_pages)
