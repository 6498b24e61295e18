"""Who enters the editors' desk: the table of roles decides at each request, Wagtail's groups follow."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.installation import ANIMATION, REDACTION


def bureau(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Marks a route of the desk: 404 without the right to write for the network, in the active membership."""

    @wraps(view)
    def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        follow_role(acteur_of(request))
        return view(request, *args, **kwargs)

    return acces(Permission.REDIGER_RESEAU)(enter)


def follow_role(acteur: Acteur) -> None:
    """Puts the account in the group of its role and out of the other: one query when nothing changed."""
    if acteur.compte is None:
        return
    wanted = ANIMATION if acteur.peut(Permission.ANIMER_RESEAU) else REDACTION
    held = set(acteur.compte.groups.values_list("name", flat=True))
    if held != {wanted}:
        acteur.compte.groups.set(Group.objects.filter(name=wanted))
