"""What workshops show on an event's page: their sheets once published, the synthesis, and the commitments that come
back from earlier meetings."""

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import can_facilitate
from entredeux.reseau.enums import StatutFeuille, StatutSynthese
from entredeux.reseau.models import Evenement, Feuille, Synthese
from entredeux.reseau.queries.ateliers import engagements_for


def show_engagements(evenement: Evenement, request: HttpRequest) -> str:
    """On the page of the meeting to come: what was promised at the earlier ones."""
    found = engagements_for(evenement)
    return _draw("engagements", request, {"engagements": found}) if found else ""


def show_feuilles(evenement: Evenement, request: HttpRequest) -> str:
    """The workshops whose sheet is published; for who facilitates, the way to all of them. Before the day, no query."""
    facilitates = _facilitates(request, evenement)
    published = Feuille.objects.filter(sequence__evenement=evenement, statut=StatutFeuille.PUBLIEE)
    rows = published.select_related("sequence").order_by("sequence__sort_order")
    feuilles = list(rows) if _has_begun(evenement) else []
    if not feuilles and not facilitates:
        return ""
    return _draw("feuilles", request, {"evenement": evenement, "feuilles": feuilles, "anime": facilitates})


def show_synthese(evenement: Evenement, request: HttpRequest) -> str:
    if not _has_begun(evenement):
        return ""
    if not Synthese.objects.filter(evenement=evenement, statut=StatutSynthese.PUBLIEE).exists():
        return ""
    return _draw("synthese", request, {"evenement": evenement})


def _has_begun(evenement: Evenement) -> bool:
    return evenement.date_debut <= timezone.localdate()


def _facilitates(request: HttpRequest, evenement: Evenement) -> bool:
    by = getattr(request, "acteur", None)
    return isinstance(by, Acteur) and can_facilitate(by, evenement)


def _draw(nom: str, request: HttpRequest, context: dict) -> str:
    return render_to_string(f"reseau/encarts/{nom}.html", context, request=request)
