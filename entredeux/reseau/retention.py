"""What the network forgets by itself, night after night: the words of those who came. Rows stay, as counts.

1 day     after the event's last day: accessibility needs, row and key
7 days    after a cancellation, or after the event for who was still waiting: everything that says who
6 months  after the event: names, addresses, organisations, contributions, rapporteurs' contacts, amendments
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.reseau.enums import StatutInscription
from entredeux.reseau.models import (
    Amendement,
    BesoinAccessibilite,
    Contribution,
    EnvoiInscription,
    Inscription,
    Rapporteur,
)

BESOINS = timedelta(days=1)
SANS_SUITE = timedelta(days=7)
IDENTITES = timedelta(days=183)
EFFETS = {
    "besoins": "besoins d'accessibilité, texte et ligne",
    "inscriptions": "inscriptions dont la clé est détruite ; restent les nombres",
    "contributions": "contributions rendues illisibles",
    "ateliers": "contacts de rapporteurs et amendements rendus illisibles",
}


def forget_inscriptions(today: date | None = None) -> dict[str, int]:
    """Applies every clock as of `today`; idempotent. Returns what each clock touched."""
    day = today or timezone.localdate()
    return {
        "besoins": _erase_besoins(day),
        "inscriptions": _erase_inscriptions(day),
        "contributions": _erase_contributions(day),
        "ateliers": _erase_ateliers(day),
    }


def _ended(rows: QuerySet[Any], path: str, before: date) -> QuerySet[Any]:
    """Rows whose event had its last day before this one."""
    return rows.annotate(dernier_jour=Coalesce(f"{path}__date_fin", f"{path}__date_debut")).filter(
        dernier_jour__lt=before
    )


def _given_up(before: date) -> QuerySet[Inscription]:
    """Cancelled for a week, or still waiting a week after the event: nobody needs their words any more."""
    limit = before - SANS_SUITE
    waited = _ended(Inscription.objects.filter(statut=StatutInscription.ATTENTE), "evenement", limit)
    return Inscription.objects.filter(Q(annulee_le__date__lte=limit) | Q(pk__in=waited.values("pk")))


@transaction.atomic
def _erase_besoins(day: date) -> int:
    """From the first night after the event."""
    over = _ended(BesoinAccessibilite.objects.all(), "inscription__evenement", day)
    given_up = _given_up(day).values("pk")
    besoins = BesoinAccessibilite.objects.filter(Q(pk__in=over.values("pk")) | Q(inscription__in=given_up))
    count = _destroy("reseau.besoin.efface", besoins)
    besoins.delete()
    return count


@transaction.atomic
def _erase_inscriptions(day: date) -> int:
    named = Inscription.objects.filter(anonymisee_le=None)
    old = _ended(named, "evenement", day - IDENTITES)
    rows = _same(Inscription, named.filter(Q(pk__in=old.values("pk")) | Q(pk__in=_given_up(day).values("pk"))))
    contributions = Contribution.objects.filter(inscription__in=rows)
    erase_unites(contributions.values_list("unite", flat=True))
    contributions.update(texte=b"", inscription=None)
    count = _destroy("reseau.inscription.effacee", rows)
    EnvoiInscription.objects.filter(inscription__in=rows).delete()
    rows.update(nom=b"", courriel=b"", courriel_index="", organisme="", anonymisee_le=timezone.now())
    return count


@transaction.atomic
def _erase_contributions(day: date) -> int:
    """Those that no registration leads to any more."""
    old = _ended(Contribution.objects.exclude(texte=b""), "evenement", day - IDENTITES)
    rows = _same(Contribution, old)
    count = _destroy("reseau.contribution.effacee", rows)
    rows.update(texte=b"", inscription=None)
    return count


@transaction.atomic
def _erase_ateliers(day: date) -> int:
    """Who reported, and what those who attended would have changed: the sheet itself is published, and stays."""
    before = day - IDENTITES
    contacts = Rapporteur.objects.exclude(nom=b"", courriel=b"", compte=None)
    rapporteurs = _same(Rapporteur, _ended(contacts, "sequence__evenement", before))
    amendements = _same(
        Amendement, _ended(Amendement.objects.exclude(texte=b""), "feuille__sequence__evenement", before)
    )
    count = _destroy("reseau.rapporteur.efface", rapporteurs)
    rapporteurs.update(nom=b"", courriel=b"", courriel_index="", compte=None)
    count += _destroy("reseau.amendement.efface", amendements)
    amendements.update(texte=b"", reponse=b"", inscription=None)
    return count


def _same(model: Any, found: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows, once and for all: they are still found after they no longer match."""
    return model.objects.filter(pk__in=list(found.values_list("pk", flat=True)))


def _destroy(evenement: str, rows: QuerySet[Any]) -> int:
    """Their keys: the texts are unreadable here at once, and in every backup 35 days later."""
    unites = list(rows.values_list("unite", flat=True))
    erase_unites(unites)
    if unites:
        journal.record_write(Acteur.systeme(), evenement, nombre=len(unites))
    return len(unites)
