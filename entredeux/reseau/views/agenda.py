"""Calendars and feed: what other programs read of the programme."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from entredeux.cadre.access import ouvert
from entredeux.reseau.models import Evenement
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.presenters.agenda import export_agenda, export_evenement
from entredeux.reseau.presenters.dates import is_month, say_when
from entredeux.reseau.queries.programme import find_evenement, live_evenements, sequences_of, with_voices

NOM = "Programme du réseau de la médiation sociale"
DERNIERS = 50


@ouvert("le programme publié, pour les agendas")
def agenda(request: HttpRequest) -> HttpResponse:
    return answer_ics(export_agenda(NOM, with_voices(live_evenements().order_by("date_debut", "pk"))), "programme")


@ouvert("un événement publié, pour les agendas")
def agenda_evenement(request: HttpRequest, slug: str) -> HttpResponse:
    """404 while only the month is known, as the page says: no day is invented."""
    evenement = find_evenement(slug)
    if evenement is None or is_month(evenement):
        raise Http404
    return answer_ics(export_evenement(evenement, sequences_of(evenement)), slug)


def answer_ics(content: bytes, nom: str) -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{nom}.ics"'
    return response


class Flux(Feed):
    """The last published first."""

    feed_type = Atom1Feed
    title = NOM
    subtitle = "Les événements publiés, du plus récemment publié au plus ancien."
    description = subtitle
    author_name = "Entre-deux, le réseau"

    def link(self) -> str:
        return reverse("programme")

    def items(self) -> list[Evenement]:
        return list(live_evenements().order_by("-first_published_at", "-pk")[:DERNIERS])

    def item_title(self, item: Any) -> str:
        return f"Annulé : {item.title}" if item.est_annule else str(item.title)

    def item_description(self, item: Any) -> str:
        head = ", ".join(part for part in (item.get_genre_display(), say_when(item), item.lieu) if part)
        return f"{head}. {item.resume}".strip()

    def item_link(self, item: Any) -> str:
        return str(item.chemin)

    def item_guid(self, item: Any) -> str:
        return f"urn:uuid:{item.translation_key}"

    def item_pubdate(self, item: Any) -> Any:
        return item.first_published_at or item.latest_revision_created_at

    def item_updateddate(self, item: Any) -> Any:
        return item.last_published_at or item.latest_revision_created_at

    def item_categories(self, item: Any) -> list[str]:
        return [label for _, label in label_themes(item.themes)]


flux = ouvert("les derniers événements publiés, pour les lecteurs de flux")(Flux())
