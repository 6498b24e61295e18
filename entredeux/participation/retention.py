"""What residents' words and démarches leave once their clocks have run.

3 months   who recorded each row; what helps to find a person, three months after there was something to tell them
12 months  a word and its answer, from the last of: said, sent, answered; the number of its receipt; its agreement
12 months  the proposals of a démarche and their answers, after it closed, or after its last meeting if nobody closed it
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Model, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.models import Consentement, Structure
from entredeux.participation.actions.retours import end_retour
from entredeux.participation.enums import EtatGroupe, EtatRetour
from entredeux.participation.models import (
    Demarche,
    GroupeParoles,
    Parole,
    PropositionDemarche,
    RencontreDemarche,
    RetourParole,
)

QUI_A_SAISI = timedelta(days=91)
CHERCHER = timedelta(days=91)
TEXTES = timedelta(days=366)
EFFETS = {
    "auteurs": "fiches détachées de qui les a saisies",
    "reperes": "personnes qu'on ne cherche plus ; de quoi les retrouver est effacé, le reçu dit toujours la réponse",
    "paroles": "paroles et numéros de reçu effacés ; restent le domaine et le mois",
    "groupes": "réponses effacées ; restent l'objet, la décision et le délai",
    "demarches": "démarches dont les propositions sont effacées ; restent les nombres et les suites",
}
MODELES: tuple[type[Model], ...] = (
    Parole,
    RetourParole,
    GroupeParoles,
    Demarche,
    RencontreDemarche,
    PropositionDemarche,
)


def forget_participation(day: date) -> dict[str, int]:
    """Applies every clock as of `day`; idempotent. In this order: an answer goes once its words are gone."""
    return {
        "auteurs": _unlink_authors(day - QUI_A_SAISI),
        "reperes": _stop_looking(day - CHERCHER, day),
        "paroles": _forget_paroles(day - TEXTES),
        "groupes": _forget_groupes(day - TEXTES),
        "demarches": _forget_demarches(day - TEXTES),
    }


def parole_erased_on(parole: Parole) -> date | None:
    """The next date of its clock, shown on its page; None once it has run."""
    if parole.est_oubliee or parole.retiree_le:
        return None
    days = [parole.dite_le]
    groupe = parole.groupe
    if groupe is not None and groupe.envoye_le is not None:
        days += [timezone.localdate(groupe.envoye_le), *([groupe.repondu_le] if groupe.repondu_le else [])]
    return max(days) + TEXTES


def retour_erased_on(retour: RetourParole) -> date | None:
    """Three months after there was something to tell; with its word otherwise. None once there is nothing to find."""
    if retour.etat not in (EtatRetour.ATTENTE, EtatRetour.A_REDIRE):
        return None
    groupe = retour.parole.groupe
    if groupe is not None and groupe.repondu_le is not None:
        return groupe.repondu_le + CHERCHER
    return parole_erased_on(retour.parole)


def groupe_erased_on(groupe: GroupeParoles) -> date | None:
    """Its answer goes with its words; one that never left has no text of its own."""
    if groupe.est_oublie or groupe.envoye_le is None:
        return None
    return max(timezone.localdate(groupe.envoye_le), groupe.repondu_le or date.min) + TEXTES


def demarche_erased_on(demarche: Demarche) -> date | None:
    if demarche.est_oubliee:
        return None
    last = demarche.close_le or demarche.rencontres.aggregate(le=Max("jour"))["le"] or demarche.ouverte_le
    return last + TEXTES


@transaction.atomic
def _unlink_authors(before: date) -> int:
    touched: Counter[uuid.UUID] = Counter()
    for model in MODELES:
        rows = model._default_manager.filter(cree_par__isnull=False, cree_le__date__lt=before)
        touched += Counter(rows.values_list("structure_id", flat=True))
        rows.update(cree_par=None)
    return _tell("participation.auteur.detache", touched)


@transaction.atomic
def _stop_looking(before: date, day: date) -> int:
    waiting = RetourParole.objects.filter(etat=EtatRetour.A_REDIRE, parole__groupe__repondu_le__lt=before)
    gone = list(waiting.select_related("structure"))
    for retour in gone:
        end_retour(retour, EtatRetour.NON_RETROUVEE, day)
    return _say(gone, "participation.retour.oublies")


@transaction.atomic
def _forget_paroles(before: date) -> int:
    """A word still waiting in a group that has not left goes from its own day."""
    still = Q(groupe__isnull=True) | Q(groupe__etat=EtatGroupe.OUVERT)
    gone = Q(groupe__envoye_le__date__lt=before) & (
        Q(groupe__repondu_le__isnull=True) | Q(groupe__repondu_le__lt=before)
    )
    due = list(Parole.objects.filter(still | gone, est_oubliee=False, dite_le__lt=before).defer("texte"))
    forget_these(due)
    return _say(due, "participation.parole.oubliees")


@transaction.atomic
def forget_these(paroles: Sequence[Parole]) -> None:
    """Their keys, their agreements, their receipts and the way to find who spoke. One that left stays counted."""
    keys = [word.pk for word in paroles]
    retours = RetourParole.objects.filter(parole__in=keys)
    erase_unites([*(word.unite for word in paroles), *retours.values_list("unite", flat=True)])
    retours.delete()
    Consentement.objects.filter(sujet__in=keys).delete()
    rows = Parole.objects.filter(pk__in=keys)
    rows.filter(partie_le__isnull=True).update(groupe=None)
    rows.update(
        texte=b"",
        recu_index="",
        cree_par=None,
        est_oubliee=True,
        dite_le=TruncMonth("dite_le"),
        retiree_le=TruncMonth("retiree_le"),
        partie_le=TruncMonth("partie_le", tzinfo=UTC),
    )


@transaction.atomic
def _forget_groupes(before: date) -> int:
    sent = Q(envoye_le__date__lt=before) & (Q(repondu_le__isnull=True) | Q(repondu_le__lt=before))
    never = Q(etat=EtatGroupe.OUVERT, cree_le__date__lt=before, paroles__isnull=True)
    due = list(GroupeParoles.objects.filter(sent | never, est_oublie=False).distinct())
    erase_unites(groupe.unite for groupe in due)
    GroupeParoles.objects.filter(pk__in=[groupe.pk for groupe in due]).update(
        reponse=b"", cree_par=None, est_oublie=True
    )
    return _say(due, "participation.groupe.oublies")


@transaction.atomic
def _forget_demarches(before: date) -> int:
    due = list(ended(Demarche.objects.filter(est_oubliee=False)).filter(dernier__lt=before))
    propositions = PropositionDemarche.objects.filter(demarche__in=due)
    erase_unites(propositions.values_list("unite", flat=True))
    propositions.update(texte=b"", reponse=b"", cree_par=None)
    RencontreDemarche.objects.filter(demarche__in=due).update(lieu=None, jour=TruncMonth("jour"), cree_par=None)
    Demarche.objects.filter(pk__in=[each.pk for each in due]).update(est_oubliee=True, cree_par=None)
    return _say(due, "participation.demarche.oubliees")


def ended(rows: QuerySet[Demarche]) -> Any:
    """With `dernier`: when it closed, else its last meeting, else when it was opened."""
    return rows.annotate(rencontre=Max("rencontres__jour")).annotate(
        dernier=Coalesce("close_le", "rencontre", "ouverte_le")
    )


def _say(rows: Iterable[Any], evenement: str) -> int:
    return _tell(evenement, Counter(row.structure_id for row in rows))


def _tell(evenement: str, touched: Counter[uuid.UUID]) -> int:
    """One line of each structure's journal says how many."""
    for structure in Structure.objects.filter(pk__in=touched):
        journal.record_write(Acteur.systeme(structure), evenement, nombre=touched[structure.pk])
    return touched.total()
