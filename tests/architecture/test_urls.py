"""Every route is access-checked, or open for a written reason (entredeux.cadre.access)."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic import RedirectView

from entredeux.cadre.permissions import Permission

TIERS = {
    "allauth.": "log-in, factors and federation: allauth checks each of its own pages",
    "django.views.static": "files of the development server",
    "django.contrib.staticfiles": "files of the development server",
}


def walk(patterns: list, prefix: str = "") -> Iterator[tuple[str, object]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def is_of_a_library(view: object) -> bool:
    """A library's own page, or a bare redirect: the page it leads to is checked on its own."""
    target = getattr(view, "view_class", view)
    return target is RedirectView or getattr(target, "__module__", "").startswith(tuple(TIERS))


def test_every_route_says_who_reaches_it():
    routes = list(walk(get_resolver().url_patterns))
    assert routes
    unmarked = [route for route, view in routes if not getattr(view, "acces", None) and not is_of_a_library(view)]
    assert unmarked == []


def test_every_mark_is_one_of_the_three():
    unknown = {
        route: view.acces
        for route, view in walk(get_resolver().url_patterns)
        if hasattr(view, "acces")
        and not isinstance(view.acces, Permission)
        and view.acces != "connecte"
        and not str(view.acces).startswith("ouvert : ")
    }
    assert unknown == {}


def test_an_open_route_gives_its_reason_and_needs_no_login():
    without = [
        route
        for route, view in walk(get_resolver().url_patterns)
        if str(getattr(view, "acces", "")).startswith("ouvert : ")
        and (len(view.acces) < 15 or getattr(view, "login_required", True))
    ]
    assert without == []
