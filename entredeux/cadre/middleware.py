from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_cache_control

from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.models import Compte

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
        adhesions = list(current_adhesions(compte))
        chosen = request.session.get(SESSION_ADHESION)
        for adhesion in adhesions:
            if str(adhesion.pk) == chosen:
                return Acteur.of(adhesion)
        return Acteur.of(adhesions[0]) if adhesions else Acteur.sans_adhesion(compte)


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
