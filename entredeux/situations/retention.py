"""What a followed situation leaves once its clock has run: a coarse row, to the month, with nobody in it.

3 months   who recorded each row
12 months  after it was closed, or after its last step if nobody closed it: the key of all its texts and contacts, what
           was said, its agreements, its places, who followed it, the links declared with it, each author's private
           notes with their own keys; its dates are cut to the month
"""

import uuid
from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import TruncMonth

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.models import Consentement, Structure
from entredeux.situations.models import (
    EngagementPartie,
    EtapeSituation,
    NotePrivee,
    Partie,
    Propos,
    Recusation,
    Situation,
    TransmissionPhare,
)
from entredeux.situations.retention_posture import forget_orphan_notes

QUI_A_SAISI = timedelta(days=91)
TEXTES = timedelta(days=366)
PREAVIS = timedelta(days=30)
EFFETS = {
    "auteurs": "fiches détachées de qui les a saisies",
    "situations": "situations rendues illisibles ; restent le thème, les étapes et les issues, au mois",
    "notes_privees": "notes privées de qui a quitté l'équipe, effacées : plus personne ne pouvait les lire",
}


def forget_situations(day: date) -> dict[str, int]:
    """Applies both clocks as of `day`; idempotent."""
    return {
        "auteurs": _unlink_authors(day - QUI_A_SAISI),
        "situations": _forget(day - TEXTES, day),
        "notes_privees": forget_orphan_notes(day),
    }


def erased_on(situation: Situation) -> date | None:
    """The next date of its clock, shown on its page; None once it has run."""
    if situation.est_oubliee:
        return None
    last = situation.close_le or situation.etapes.aggregate(le=Max("le"))["le"] or situation.ouverte_le
    return last + TEXTES


def due_situations(before: date) -> QuerySet[Situation]:
    """Closed before that day, or whose last step is older; those already forgotten are left alone."""
    rows = Situation.objects.annotate(derniere=Max("etapes__le")).filter(est_oubliee=False)
    return rows.filter(Q(close_le__lt=before) | Q(close_le__isnull=True, derniere__lt=before))


def due_within_notice(day: date) -> QuerySet[Situation]:
    """Those whose clock runs within thirty days."""
    return due_situations(day - TEXTES + PREAVIS)


@transaction.atomic
def _unlink_authors(before: date) -> int:
    models: tuple[Any, ...] = (
        Situation,
        Partie,
        Propos,
        EngagementPartie,
        EtapeSituation,
        TransmissionPhare,
        Recusation,
        Consentement,
    )
    EtapeSituation.objects.filter(binome__isnull=False, cree_le__date__lt=before).update(binome=None)
    touched: Counter[uuid.UUID] = Counter()
    for model in models:
        rows = model._default_manager.filter(cree_par__isnull=False, cree_le__date__lt=before)
        touched += Counter(rows.values_list("structure_id", flat=True))
        rows.update(cree_par=None)
    for structure in Structure.objects.filter(pk__in=touched):
        journal.record_write(Acteur.systeme(structure), "situations.auteur.detache", nombre=touched[structure.pk])
    return touched.total()


@transaction.atomic
def _forget(before: date, day: date) -> int:
    due: dict[uuid.UUID, list[Situation]] = defaultdict(list)
    for situation in due_situations(before):
        due[situation.structure_id].append(situation)
    for structure in Structure.objects.filter(pk__in=due):
        rows = due[structure.pk]
        erase_unites({row.unite for row in rows})
        _cut(Situation.objects.filter(pk__in=[row.pk for row in rows]), day)
        journal.record_write(Acteur.systeme(structure), "situations.situation.oubliees", nombre=len(rows))
    return sum(len(rows) for rows in due.values())


def forget_situation(situation: Situation, day: date) -> None:
    """Before its clock, because a person asked. Within the transaction of an action that checked and journals."""
    erase_unites([situation.unite])
    _cut(Situation.objects.filter(pk=situation.pk), day)


def _cut(rows: QuerySet[Situation], day: date) -> None:
    """In this order: what hangs on them, then the rows themselves."""
    keys, unites = list(rows.values_list("pk", flat=True)), list(rows.values_list("unite", flat=True))
    month = TruncMonth("le")
    erase_unites(NotePrivee.objects.filter(situation__in=keys).values_list("unite", flat=True))
    for model in (Propos, NotePrivee, Recusation):
        model._default_manager.filter(situation__in=keys).delete()
    Consentement.objects.filter(unite__in=unites).delete()
    EtapeSituation.objects.filter(situation__in=keys).update(le=month, cree_par=None, binome=None)
    EngagementPartie.objects.filter(situation__in=keys).update(
        quoi=b"", pris_le=TruncMonth("pris_le"), jusqua=None, cree_par=None
    )
    Partie.objects.filter(situation__in=keys).update(
        appellation=b"",
        contact=b"",
        role_explique_le=TruncMonth("role_explique_le"),
        retiree_le=TruncMonth("retiree_le"),
        cree_par=None,
    )
    TransmissionPhare.objects.filter(situation__in=keys).update(
        transmise_le=TruncMonth("transmise_le"), exclusion_dite_le=TruncMonth("exclusion_dite_le"), cree_par=None
    )
    Situation.lieux.through.objects.filter(situation__in=keys).delete()
    rows.filter(close_le__isnull=True).update(
        etape="close", issue="sans_suite", prochaine_date=None, close_le=day.replace(day=1)
    )
    Situation.objects.filter(pk__in=keys).update(
        resume=b"",
        referent=None,
        binome=None,
        cree_par=None,
        ouverte_le=TruncMonth("ouverte_le"),
        close_le=TruncMonth("close_le"),
        est_oubliee=True,
    )
