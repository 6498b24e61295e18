"""Mails of the network: text and HTML from two templates, a calendar beside when there is one."""

from collections.abc import Sequence
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send_courriel(
    nom: str,
    *,
    a: str,
    sujet: str,
    contexte: dict[str, Any],
    pieces: Sequence[tuple[str, bytes, str]] = (),
    entetes: dict[str, str] | None = None,
) -> None:
    """Sends `reseau/courriels/<nom>.txt` and `.html` to one address. Called from tasks, which give it the address
    they have just opened: it is never an argument of a task. `pieces`: (file name, content, media type)."""
    contexte = {"sujet": sujet, **contexte}
    mail = EmailMultiAlternatives(
        subject=f"[Entre-deux] {sujet}",
        body=render_to_string(f"reseau/courriels/{nom}.txt", contexte),
        to=[a],
        headers=entetes,
    )
    mail.attach_alternative(render_to_string(f"reseau/courriels/{nom}.html", contexte), "text/html")
    for piece in pieces:
        mail.attach(*piece)
    mail.send()
