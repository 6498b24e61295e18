from django.http import HttpRequest

from entredeux.themes.principes import principes_of


class Cadre:
    """The « cadre » of a page's footer: shown to whoever has field pages. Read lazily, by the frames that draw it."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @property
    def est_montre(self) -> bool:
        acteur = getattr(self._request, "acteur", None)
        return acteur is not None and "voir_situations" in acteur.permissions

    @property
    def principes(self) -> list[tuple[str, str]]:
        match = self._request.resolver_match
        return principes_of(match.view_name) if match else []


def cadre(request: HttpRequest) -> dict:
    return {"cadre": Cadre(request)}
