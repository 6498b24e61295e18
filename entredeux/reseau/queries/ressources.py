"""Resources as people look for them: by filters, by theme of the field, by what is left to do."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import visible_ressources, written_ressources
from entredeux.reseau.enums import GenreRessource, ReponseUsage, StatutRessource
from entredeux.reseau.models import FicheEpinglee, Ressource, UsageRessource
from entredeux.reseau.models.champs import porte
from entredeux.reseau.programme import read_yaml
from entredeux.themes.queries import packs

SUGGESTIONS = 5
# Under this number of answers, how many used a resource is not said.
USAGES_DITS = 3


@dataclass(frozen=True)
class Filtre:
    texte: str = ""
    genre: str = ""
    theme: str = ""
    region: str = ""
    annee: int | None = None
    statut: str = ""


def filter_ressources(by: Acteur, filtre: Filtre) -> QuerySet[Ressource]:
    """The latest first."""
    rows = visible_ressources(by).select_related("region")
    if filtre.genre:
        rows = rows.filter(genre=filtre.genre)
    if filtre.theme:
        rows = rows.filter(themes__contains=porte(filtre.theme))
    if filtre.region:
        rows = rows.filter(region_id=filtre.region)
    if filtre.annee:
        rows = rows.filter(annee=filtre.annee)
    if filtre.statut:
        rows = rows.filter(_has_statut(filtre.statut))
    if filtre.texte:
        rows = rows.filter(_mentions(filtre.texte))
    return rows.order_by("-first_published_at", "-pk")


def _mentions(texte: str) -> Q:
    """Each word in the title, the chapô, the authors or the place; the network's search reads the rest."""
    found = Q()
    for word in texte.split():
        found &= (
            Q(title__icontains=word)
            | Q(chapeau__icontains=word)
            | Q(auteurs__icontains=word)
            | Q(territoire__icontains=word)
        )
    return found


def overdue(today: date) -> Q:
    """Legal notes whose check-by date is past, or was never given."""
    return Q(genre=GenreRessource.NOTE_JURIDIQUE) & (Q(a_verifier_le__isnull=True) | Q(a_verifier_le__lt=today))


def _has_statut(statut: str) -> Q:
    """As `Ressource.statut_du_jour` says it, whether or not the night has passed."""
    late = overdue(timezone.localdate())
    return Q(statut=statut) | late if statut == StatutRessource.A_REVOIR else Q(statut=statut) & ~late


def years_of(by: Acteur) -> list[int]:
    years = visible_ressources(by).filter(annee__isnull=False).values_list("annee", flat=True)
    return list(years.distinct().order_by("-annee"))


def regions_of(by: Acteur) -> list[tuple[str, str]]:
    rows = visible_ressources(by).filter(region__isnull=False).order_by("region__nom")
    return list(rows.values_list("region_id", "region__nom").distinct())


# --- suggested in the field


def suggest_ressources(by: Acteur, theme: str, limit: int = SUGGESTIONS) -> list[Ressource]:
    """The validated first, then the latest. `theme`: a pack of the field or a theme of the network. One query."""
    themes = network_themes(theme)
    if not themes:
        return []
    wanted = Q()
    for code in themes:
        wanted |= Q(themes__contains=porte(code))
    late = overdue(timezone.localdate())
    rank = Case(
        When(late, then=Value(2)),
        When(statut=StatutRessource.VALIDEE, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    rows = visible_ressources(by).filter(wanted).alias(rang=rank).order_by("rang", "-first_published_at", "-pk")
    return list(rows[:limit])


@cache
def _suggestions() -> dict[str, list[str]]:
    return {str(code): list(themes) for code, themes in read_yaml("suggestions.yaml")["themes"].items()}


def network_themes(theme: str) -> list[str]:
    """The network's themes for a theme of the field: those the mapping gives, those the pack names, else itself."""
    pack = packs().get(theme)
    named = [*(pack.ressources if pack else ()), theme]
    found = [code for name in named for code in _suggestions().get(name, [] if name == theme and pack else [name])]
    return list(dict.fromkeys(found))


def epinglees_of(by: Acteur) -> QuerySet[FicheEpinglee]:
    """What this account pinned and may still read."""
    mine = FicheEpinglee.objects.filter(compte=by.compte, ressource__in=visible_ressources(by))
    return mine.select_related("ressource", "ressource__region")


# --- what is left to do


def ressources_to_reread(by: Acteur) -> QuerySet[Ressource]:
    """Drafts, what is to be seen again, what is reread and not validated: the oldest first."""
    waiting = (
        Q(statut__in=[StatutRessource.BROUILLON, StatutRessource.A_REVOIR, StatutRessource.RELUE])
        | Q(has_unpublished_changes=True)
        | overdue(timezone.localdate())
    )
    rows = written_ressources(by).filter(waiting).select_related("region", "owner", "latest_revision", "relue_par")
    return rows.order_by("latest_revision_created_at", "pk")


def count_usages(ressource: Ressource) -> int:
    """How many said that they used it; 0 under three, so that nobody is guessed."""
    used = (ReponseUsage.TELLE_QUELLE, ReponseUsage.ADAPTEE)
    count = ressource.usages.filter(reponse__in=used).count()
    return count if count >= USAGES_DITS else 0


def usages_by_reponse(by: Acteur) -> list[dict[str, Any]]:
    """For who facilitates: answers per resource, from three answers on."""
    rows = UsageRessource.objects.filter(ressource__in=written_ressources(by)).exclude(reponse="")
    counted: Any = rows.values("ressource__title", "ressource__slug").annotate(
        **{code: Count("pk", filter=Q(reponse=code)) for code in ReponseUsage.values}, total=Count("pk")
    )
    return [dict(row) for row in counted.order_by("-total", "ressource__title") if row["total"] >= USAGES_DITS]


def words_left(by: Acteur) -> list[dict[str, Any]]:
    """How many words were left about each resource this person writes."""
    rows = UsageRessource.objects.filter(ressource__in=written_ressources(by)).exclude(note=b"")
    counted: Any = rows.values("ressource__title", "ressource_id").annotate(total=Count("pk"))
    return [dict(row) for row in counted.order_by("ressource__title")]


def usages_with_words(ressource: Ressource) -> list[UsageRessource]:
    """The latest first. Nobody is known behind them any more."""
    return list(ressource.usages.exclude(note=b"").order_by("-repondue_le"))


def questions_for(by: Acteur) -> QuerySet[UsageRessource]:
    """The questions this account was asked and has not answered."""
    mine = UsageRessource.objects.filter(compte=by.compte, demandee_le__isnull=False, repondue_le__isnull=True)
    return mine.select_related("ressource")
