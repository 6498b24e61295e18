"""Who enters the editors' desk: the table of roles decides at each request, Wagtail's groups follow.

And what the second reading of a page leaves in our journal.
"""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

from entredeux.cadre import journal
from entredeux.cadre.access import acces, acteur_of
from entredeux.cadre.acteur import Acteur, acteurs_of
from entredeux.cadre.models import Compte
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


def follow_relecture() -> None:
    """Submitted, sent back, approved: who did it, in our journal (called once, from `AppConfig.ready`)."""
    for signal, event in (
        (workflow_submitted, "reseau.page.soumise"),
        (workflow_rejected, "reseau.page.renvoyee"),
        (workflow_approved, "reseau.page.validee"),
    ):
        signal.connect(partial(_journal_relecture, event), dispatch_uid=event, weak=False)


def _journal_relecture(event: str, *, instance: Any, user: Any, **_: Any) -> None:
    journal.record_write(redacteur_of(user), event, instance.content_object.specific)


def redacteur_of(compte: Compte | None) -> Acteur:
    """The account in the membership that lets it write for the network; a workflow that ends alone has nobody."""
    if compte is None:
        return Acteur.systeme()
    return next(
        (acteur for acteur in acteurs_of(compte) if acteur.peut(Permission.REDIGER_RESEAU)),
        Acteur.sans_adhesion(compte),
    )
