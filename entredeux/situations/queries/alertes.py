"""Alerts that wait for someone: rows the reader may open, never a figure."""

from datetime import date, timedelta

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.attentes import Attente
from entredeux.cadre.permissions import Permission
from entredeux.situations.access import visible_alertes
from entredeux.situations.enums import Decision

SANS_NOUVELLE = timedelta(days=3)


def waiting_alertes(by: Acteur, day: date) -> list[Attente]:
    """For « Aujourd'hui », to whoever decides: not decided, not sent, or sent three days ago without a word back."""
    if not by.peut(Permission.SUIVRE_ALERTES):
        return []
    rows = visible_alertes(by)
    waiting = (
        (rows.filter(decision="").count(), "à décider"),
        (rows.filter(decision=Decision.ALERTER, transmise_le__isnull=True).count(), "à transmettre"),
        (
            rows.filter(transmise_le__lt=day - SANS_NOUVELLE, accusee_le__isnull=True).count(),
            "sans accusé reçu",
        ),
    )
    return [
        Attente(f"{number} {'alertes' if number > 1 else 'alerte'} {what}", "un danger a été dit", "situations:alertes")
        for number, what in waiting
        if number
    ]
