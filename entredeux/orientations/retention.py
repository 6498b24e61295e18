"""What a referral, a question or an incoming request leaves once its clock has run.

3 months   who recorded each row, who treated a request
12 months  after the last thing that happened to it: the key of a referral without a situation, and of a request; what
           was agreed for it. A referral of a situation follows the situation. Dates are cut to the month.
"""

import uuid
from collections import Counter
from datetime import UTC, date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.horloges import AVenir, Garde, Horloge
from entredeux.cadre.models import Consentement, Structure
from entredeux.orientations.enums import EtatDemande
from entredeux.orientations.models import (
    DemandeEntrante,
    Envoi,
    MatriceDeontologique,
    Orientation,
    PresenceConjointe,
    Protocole,
)

QUI_A_SAISI = timedelta(days=91)
TEXTES = timedelta(days=366)
OUBLIE = "oublie-"
EFFETS = {
    "auteurs": "orientations, demandes et papiers détachés de qui les a saisis",
    "orientations": "orientations rendues illisibles ; restent le besoin, le service et le résultat, au mois",
    "demandes": "demandes reçues rendues illisibles ; restent le besoin et la réponse donnée ou non, au mois",
}
EVENEMENTS = {
    "orientations.auteur.detache": "Orientations, demandes et papiers détachés de qui les a saisis",
    "orientations.orientation.oubliees": "Orientations rendues illisibles ; restent besoin, service et résultat",
    "orientations.demande.oubliees": "Demandes reçues rendues illisibles ; reste le besoin",
}


def forget_orientations(day: date) -> dict[str, int]:
    """Applies the three clocks as of `day`; idempotent."""
    return {
        "auteurs": _unlink_authors(day - QUI_A_SAISI),
        "orientations": _forget_orientations(day - TEXTES),
        "demandes": _forget_demandes(day - TEXTES),
    }


def _dated() -> QuerySet[Orientation]:
    """Referrals with what happened to each of them last."""
    return Orientation.objects.annotate(
        parti=Max("envois__envoye_le"), repondu=Max("envois__repondu_le"), resultat=Max("envois__resultat_le")
    )


def end_of_orientation(orientation: Orientation) -> date | None:
    """A referral of a situation follows it: its page tells the day. None once the clock has run."""
    if orientation.situation_id or not _is_alive(orientation):
        return None
    return _last_of(_dated().get(pk=orientation.pk)) + TEXTES


def end_of_demande(demande: DemandeEntrante) -> date | None:
    if demande.recu_index.startswith(OUBLIE):
        return None
    return timezone.localdate(demande.traitee_le or demande.cree_le) + TEXTES


def _last_of(row: Any) -> date:
    moments = [row.cree_le, *filter(None, (row.parti, row.repondu))]
    return max([timezone.localdate(moment) for moment in moments] + ([row.resultat] if row.resultat else []))


def _is_alive(orientation: Orientation) -> bool:
    month = orientation.cree_le.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return bool(orientation.precisions or orientation.contact) or orientation.cree_le != month


@transaction.atomic
def _unlink_authors(before: date) -> int:
    touched: Counter[uuid.UUID] = Counter()
    models: tuple[Any, ...] = (Orientation, Envoi, DemandeEntrante, MatriceDeontologique, Protocole, PresenceConjointe)
    for model in models:
        rows = model._default_manager.filter(cree_par__isnull=False, cree_le__date__lt=before)
        touched += Counter(rows.values_list("structure_id", flat=True))
        rows.update(cree_par=None)
    treated = DemandeEntrante.objects.filter(traitee_par__isnull=False, traitee_le__date__lt=before)
    touched += Counter(treated.values_list("structure_id", flat=True))
    treated.update(traitee_par=None)
    return _tell("orientations.auteur.detache", touched)


@transaction.atomic
def _forget_orientations(before: date) -> int:
    alone = _dated().filter(situation__isnull=True, cree_le__date__lt=before)
    followed = _dated().filter(situation__est_oubliee=True)
    due = [row for row in [*(row for row in alone if _last_of(row) < before), *followed] if _is_alive(row)]
    forget_these(due)
    return _tell("orientations.orientation.oubliees", Counter(row.structure_id for row in due))


@transaction.atomic
def forget_these(due: list[Orientation], *, avec_cle: bool = True) -> None:
    """Cuts them, and destroys the keys of those of no situation; `avec_cle` false leaves every key to its owner."""
    if avec_cle:
        erase_unites({row.unite for row in due if row.situation_id is None})
        Consentement.objects.filter(unite__in=[row.unite for row in due]).delete()
    keys = [row.pk for row in due]
    Envoi.objects.filter(orientation__in=keys).update(
        reponse=b"",
        complement=b"",
        parole=b"",
        code_index="",
        cree_par=None,
        **{name: _month(name) for name in ("cree_le", "envoye_le", "lien_le", "code_le", "ouvert_le", "repondu_le")},
        **{name: TruncMonth(name) for name in ("rappele_le", "rdv_le", "resultat_le")},
    )
    Orientation.objects.filter(pk__in=keys).update(
        precisions=b"", contact=b"", cree_par=None, cree_le=_month("cree_le")
    )


@transaction.atomic
def _forget_demandes(before: date) -> int:
    """From the day it was treated; one that nobody treated, from the day it came. The receipt answers nothing more."""
    rows = DemandeEntrante.objects.exclude(recu_index__startswith=OUBLIE)
    due = list(rows.filter(Q(traitee_le__date__lt=before) | Q(traitee_le=None, cree_le__date__lt=before)))
    forget_demandes(due)
    return _tell("orientations.demande.oubliees", Counter(row.structure_id for row in due))


@transaction.atomic
def forget_demandes(due: list[DemandeEntrante]) -> None:
    erase_unites({row.unite for row in due})
    for row in due:
        # one by one: each keeps a value of its own where the receipt was
        DemandeEntrante.objects.filter(pk=row.pk).update(
            texte=b"",
            contact=b"",
            reponse=b"",
            recu_index=f"{OUBLIE}{row.pk.hex}",
            cree_par=None,
            traitee_par=None,
            cree_le=_month("cree_le"),
            traitee_le=_month("traitee_le"),
        )


def _month(field: str) -> TruncMonth:
    return TruncMonth(field, tzinfo=UTC)


def _tell(evenement: str, touched: Counter[uuid.UUID]) -> int:
    for structure in Structure.objects.filter(pk__in=touched):
        journal.record_write(Acteur.systeme(structure), evenement, nombre=touched[structure.pk])
    return touched.total()


def coming_orientations(structure: Structure, du: date, au: date) -> list[AVenir]:
    old = {"structure": structure, "cree_le__date__lte": au - TEXTES}  # nothing younger can be due
    referrals = [row for row in _dated().filter(situation__isnull=True, **old) if _is_alive(row)]
    found = [
        AVenir(f"Textes de l'orientation « {row} »", _last_of(row) + TEXTES, "orientations:detail", row.pk)
        for row in referrals
    ]
    found += [
        AVenir(f"Textes de la {row}", end, "orientations:demande", row.pk)
        for row in DemandeEntrante.objects.filter(**old)
        if (end := end_of_demande(row))
    ]
    return [item for item in found if du <= item.le <= au]


def kept_orientations(structure: Structure) -> list[Garde]:
    items = coming_orientations(structure, date.min, date.max)
    referrals = [item.le for item in items if item.url_name == "orientations:detail"]
    demandes = [item.le for item in items if item.url_name == "orientations:demande"]
    waiting = DemandeEntrante.objects.filter(structure=structure, etat=EtatDemande.RECUE).count()
    return [
        Garde("Orientations hors situation, avec leurs réponses", len(referrals), min(referrals, default=None)),
        Garde(f"Demandes reçues (dont {waiting} à traiter)", len(demandes), min(demandes, default=None)),
    ]


HORLOGE = Horloge(
    "orientations",
    "Orientations et demandes reçues",
    forget_orientations,
    EFFETS,
    modeles={
        "orientations.Orientation": end_of_orientation,
        "orientations.Envoi": "Suit l'orientation dont il fait partie : même clé, même jour.",
        "orientations.DemandeEntrante": end_of_demande,
        "orientations.MatriceDeontologique": "Un texte de la structure ; qui l'a écrit est détaché à trois mois.",
        "orientations.Protocole": "Un texte de deux équipes ; qui l'a écrit est détaché à trois mois.",
        "orientations.PresenceConjointe": "Personne n'y est nommé ; qui l'a saisie est détaché à trois mois.",
    },
    evenements=EVENEMENTS,
    a_venir=coming_orientations,
    garde=kept_orientations,
)
