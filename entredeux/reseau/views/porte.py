"""The door of an event's check-in list: by account, or by a volunteer's link kept in the session.

Whoever has neither gets 404, like a page that does not exist: who welcomes where is nobody else's business.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import check_can_send_pointages, check_can_welcome
from entredeux.reseau.models import Evenement, LienAccueil
from entredeux.reseau.presence import jours_of
from entredeux.socle.erreurs import Refus
from entredeux.socle.identifiants import parse_uuid

SESSION = "liens_accueil"


@dataclass(frozen=True)
class Porte:
    """Who stands there, by which way in, and for which day."""

    evenement: Evenement
    jour: date
    by: Acteur
    lien: LienAccueil | None

    @property
    def est_par_lien(self) -> bool:
        return self.lien is not None


def open_porte(request: HttpRequest, slug: str) -> Porte:
    """For seeing the list."""
    return _open(request, slug, check_can_welcome)


def open_porte_to_send(request: HttpRequest, slug: str) -> Porte:
    """For sending taps, a link's a little longer than the day."""
    return _open(request, slug, check_can_send_pointages)


def find_evenement(slug: str) -> Evenement:
    found = Evenement.objects.live().filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _open(request: HttpRequest, slug: str, check: Callable[..., None]) -> Porte:
    evenement = find_evenement(slug)
    by = getattr(request, "acteur", None) or Acteur.public()
    lien = _lien_of_session(request, evenement)
    try:
        check(by, evenement)
        lien = None
    except Refus:
        try:
            check(by, evenement, lien)
        except Refus:
            raise Http404 from None
    jour = lien.jour if lien else choose_jour(request, evenement)
    return Porte(evenement, jour, Acteur.public() if lien else by, lien)


def _lien_of_session(request: HttpRequest, evenement: Evenement) -> LienAccueil | None:
    kept = request.session.get(SESSION, {})
    pk = parse_uuid(str(kept.get(str(evenement.pk), ""))) if isinstance(kept, dict) else None
    return LienAccueil.objects.filter(pk=pk, evenement=evenement).first() if pk else None


def keep_lien(request: HttpRequest, lien: LienAccueil) -> None:
    request.session[SESSION] = {**request.session.get(SESSION, {}), str(lien.evenement_id): str(lien.pk)}


def forget_lien(request: HttpRequest, evenement: Evenement) -> None:
    kept = dict(request.session.get(SESSION, {}))
    if kept.pop(str(evenement.pk), None):
        request.session[SESSION] = kept


def choose_jour(request: HttpRequest, evenement: Evenement) -> date:
    """Asked for in the address, else today, else the nearest day of the event. Without a confirmed day: no list."""
    days = jours_of(evenement)
    if not days:
        raise Http404
    asked = request.GET.get("jour") or request.POST.get("jour") or ""
    wanted = next((day for day in days if day.isoformat() == asked), None)
    today = timezone.now().astimezone(evenement.zone).date()
    return wanted or min(days, key=lambda day: abs((day - today).days))
