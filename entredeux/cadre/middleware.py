from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control

from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.models import Adhesion, Compte

SESSION_ADHESION = "adhesion"


class ActeurMiddleware:
    """Sets `request.acteur` from the membership chosen in the session, else the account's first one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, Compte) and request.user.is_authenticated:
            request.acteur = self._acteur(request, request.user)  # type: ignore[attr-defined]
        return self.get_response(request)

    @staticmethod
    def _acteur(request: HttpRequest, compte: Compte) -> Acteur:
        """A session never changes structure by itself: what was typed for one must not be recorded in another."""
        adhesions = list(current_adhesions(compte))
        chosen = request.session.get(SESSION_ADHESION)
        if chosen is None:
            if len(adhesions) > 1:
                request.session[SESSION_ADHESION] = str(adhesions[0].pk)
            return Acteur.of(adhesions[0]) if adhesions else Acteur.sans_adhesion(compte)
        found = next((row for row in adhesions if str(row.pk) == chosen), None) or _successor(chosen, adhesions)
        return Acteur.of(found) if found else Acteur.sans_adhesion(compte)


def _successor(chosen: str, adhesions: list[Adhesion]) -> Adhesion | None:
    """The role was changed meanwhile: the new membership in the same structure, never one elsewhere."""
    former = Adhesion.objects.filter(pk=chosen).first()
    return next((row for row in adhesions if former and row.structure_id == former.structure_id), None)


class OfficeCacheMiddleware:
    """A signed-in page is never kept by the browser: a shared phone shows nothing after log-out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True)
        return response
