"""Registrations belong to who facilitates the event (ateliers.can_facilitate), and each to who holds its link."""

from django.db.models import QuerySet

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access.ateliers import check_can_facilitate, is_rapporteur, visible_evenements_animes
from entredeux.reseau.models import Contribution, Inscription, Rapporteur


def visible_inscriptions(by: Acteur) -> QuerySet[Inscription]:
    return Inscription.objects.filter(evenement__in=visible_evenements_animes(by))


def visible_contributions(by: Acteur) -> QuerySet[Contribution]:
    return Contribution.objects.filter(evenement__in=visible_evenements_animes(by))


def check_can_change_inscription(by: Acteur, inscription: Inscription) -> None:
    """Whoever holds its signed link acts as the public: the view read the link. Else, who facilitates the event."""
    if by != Acteur.public():
        check_can_facilitate(by, inscription.evenement)


def check_can_close_contribution(by: Acteur, contribution: Contribution, lien: Rapporteur | None = None) -> None:
    """Who reports on the workshop it was given to, by account or by link; else who facilitates the event."""
    if contribution.sequence is None or not is_rapporteur(by, contribution.sequence, lien):
        check_can_facilitate(by, contribution.evenement)
