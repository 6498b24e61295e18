"""What other modules show on an event's or a theme's page, registered in `AppConfig.ready`.

    encarts.register(encarts.INSCRIPTION, show_inscription)

The page knows none of them. `show_inscription(evenement, request)` (on a theme's page: `(code, request)`) returns safe
HTML (`render_to_string`), or "" when it has nothing to say. It runs at each view of the page: at most a query or two,
whatever the number of sequences. The fragment's titles start at `<h2>`, its ids start with its own name.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

# under the date, place and summary: how to come
INSCRIPTION = "inscription"
# after the list of workshops: their sheets, who reports
ATELIERS = "ateliers"
# once it took place, before the sources: replay, synthesis, commitments
APRES = "apres"
# on a theme's page, after its events: resources, items of the corpus
THEME = "theme"
PLACES = (INSCRIPTION, ATELIERS, APRES, THEME)

Encart = Callable[[Any, HttpRequest], str]

_encarts: dict[tuple[str, str], tuple[int, Encart]] = {}


def register(place: str, encart: Encart, ordre: int = 50) -> None:
    """Registering the same function twice at the same place replaces it: `ready` may run twice."""
    if place not in PLACES:
        raise ValueError(f"Pas de place « {place} » sur la page d'un événement : {', '.join(PLACES)}")
    _encarts[place, f"{encart.__module__}.{encart.__qualname__}"] = (ordre, encart)


def draw_encarts(place: str, sujet: Any, request: HttpRequest) -> SafeString:
    """`sujet`: the event or, on a theme's page, its code."""
    found = [(ordre, name, encart) for (where, name), (ordre, encart) in _encarts.items() if where == place]
    return mark_safe("".join(encart(sujet, request) for _, _, encart in sorted(found, key=lambda each: each[:2])))
