"""Resources at hand, and the one question asked two months after someone took one.

The row forgets who as soon as it is answered, or a month after the question; an address that nobody confirmed goes
after a week.
"""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from entredeux.cadre import journal, textes
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite, erase_unites, keyed_hash
from entredeux.cadre.permissions import Permission
from entredeux.reseau.access import check_can_pin_ressource, visible_ressources
from entredeux.reseau.actions.pairs import check_sans_identite
from entredeux.reseau.enums import GenreUsage, ReponseUsage
from entredeux.reseau.envois_ressources import send_confirmation_usage, send_question_usage
from entredeux.reseau.models import FicheEpinglee, Ressource, UsageRessource
from entredeux.socle.erreurs import Refus

AVANT_LA_QUESTION = datetime.timedelta(days=60)
POUR_REPONDRE = datetime.timedelta(days=30)
POUR_CONFIRMER = datetime.timedelta(days=7)
MOT_GARDE = datetime.timedelta(days=366)
DEMANDES_PAR_ADRESSE = 5
MOT_AU_PLUS = 500


@transaction.atomic
def pin_ressource(*, ressource: Ressource, by: Acteur) -> FicheEpinglee:
    """Keeps it at hand; twice changes nothing."""
    check_can_pin_ressource(by, ressource)
    epingle, is_new = FicheEpinglee.objects.get_or_create(compte=by.compte, ressource=ressource)
    if is_new:
        note_usage(ressource=ressource, genre=GenreUsage.EPINGLEE, by=by)
        journal.record_write(by, "reseau.fiche.epinglee", ressource)
    return epingle


@transaction.atomic
def unpin_ressource(*, ressource: Ressource, by: Acteur) -> None:
    """Puts it down; the question about a pin put down is not asked."""
    check_permission(by, Permission.ECHANGER_RESEAU)
    if FicheEpinglee.objects.filter(compte=by.compte, ressource=ressource).delete()[0]:
        UsageRessource.objects.filter(
            compte=by.compte, ressource=ressource, genre=GenreUsage.EPINGLEE, demandee_le__isnull=True
        ).delete()
        journal.record_write(by, "reseau.fiche.desepinglee", ressource)


@transaction.atomic
def note_usage(*, ressource: Ressource, genre: str, by: Acteur) -> UsageRessource | None:
    """An account took the resource. One question per resource and account, whatever they did with it."""
    if by.compte is None or not by.peut(Permission.ECHANGER_RESEAU):
        return None
    check_can_pin_ressource(by, ressource)
    usage, is_new = UsageRessource.objects.get_or_create(
        compte=by.compte, ressource=ressource, defaults={"genre": genre, "confirmee_le": timezone.now()}
    )
    if is_new:
        journal.record_write(by, "reseau.usage.note", usage)
    return usage


def index_of(courriel: str) -> str:
    return keyed_hash("reseau.usage", courriel.strip().lower())


@transaction.atomic
def ask_by_mail(*, ressource: Ressource, courriel: str, by: Acteur) -> UsageRessource | None:
    """Someone without an account wants to be asked: a mail asks them to confirm. None when nothing is to be sent:
    the page answers the same, so that it tells nobody whose address it knows."""
    if not visible_ressources(by).filter(pk=ressource.pk).exists():
        raise Refus("Cette ressource n'est pas publiée.")
    index = index_of(courriel)
    waiting = UsageRessource.objects.filter(courriel_index=index, confirmee_le__isnull=True).count()
    known = UsageRessource.objects.filter(courriel_index=index, ressource=ressource).exists()
    if known or waiting >= DEMANDES_PAR_ADRESSE:
        return None
    usage = UsageRessource(ressource=ressource, genre=GenreUsage.ANNONCEE, courriel_index=index)
    textes.seal_texte(usage, "courriel", courriel.strip())
    usage.save(force_insert=True)
    send_confirmation_usage.enqueue(usage.pk)
    journal.record_write(by, "reseau.usage.demande", usage)
    return usage


@transaction.atomic
def confirm_usage(*, usage: UsageRessource, by: Acteur) -> None:
    """The person opened the link that their mail gave; twice changes nothing."""
    if usage.confirmee_le is None:
        usage.confirmee_le = timezone.now()
        usage.save(update_fields=["confirmee_le"])
        journal.record_write(by, "reseau.usage.confirme", usage)


@transaction.atomic
def answer_usage(*, usage: UsageRessource, reponse: str, note: str = "", by: Acteur) -> None:
    """One answer, once. The row keeps it, and forgets who gave it. `by`: the account, or the public with the link.
    Raises ValidationError when the word seems to designate somebody."""
    if usage.compte_id and (by.compte is None or by.compte.pk != usage.compte_id):
        raise Refus("Cette question a été posée à quelqu'un d'autre.")
    if usage.repondue_le or usage.demandee_le is None:
        raise Refus("Vous avez déjà répondu à cette question, ou elle n'est plus posée. Merci.")
    if reponse not in ReponseUsage.values:
        raise Refus("Choisissez une réponse dans la liste.")
    if note.strip():
        note = check_sans_identite(note, "note", MOT_AU_PLUS, "")
    _forget_who(usage)
    usage.reponse, usage.repondue_le = reponse, timezone.now()
    if note.strip():
        textes.seal_texte(usage, "note", note)
    usage.save()
    journal.record_write(by, "reseau.usage.repondu", usage)


def _forget_who(usage: UsageRessource) -> None:
    """The key of the address is destroyed; what is written next is sealed in a unit of its own."""
    erase_unite(usage.unite)
    usage.unite = uuid.uuid4()
    usage.compte, usage.courriel, usage.courriel_index = None, b"", ""


@transaction.atomic
def ask_usages(*, by: Acteur, now: datetime.datetime | None = None) -> int:
    """Each night: the question to those who took a resource sixty days ago. Once: a row asked is never asked again."""
    moment = now or timezone.now()
    due = UsageRessource.objects.filter(
        cree_le__lte=moment - AVANT_LA_QUESTION,
        confirmee_le__isnull=False,
        demandee_le__isnull=True,
        repondue_le__isnull=True,
        ressource__live=True,
    )
    asked = list(due.select_for_update().values_list("pk", flat=True))
    UsageRessource.objects.filter(pk__in=asked).update(demandee_le=moment)
    for pk in asked:
        send_question_usage.enqueue(pk)
    if asked:
        journal.record_write(by, "reseau.usage.question_posee", nombre=len(asked))
    return len(asked)


@transaction.atomic
def forget_usages(*, by: Acteur, now: datetime.datetime | None = None) -> int:
    """Each night: addresses nobody confirmed, questions nobody answered, words a year old. Twice changes nothing."""
    moment = now or timezone.now()
    unconfirmed = Q(confirmee_le__isnull=True, cree_le__lt=moment - POUR_CONFIRMER)
    unanswered = Q(repondue_le__isnull=True, demandee_le__lt=moment - POUR_REPONDRE)
    # of a resource taken off before the question: nothing is left to ask
    orphans = Q(repondue_le__isnull=True, cree_le__lt=moment - AVANT_LA_QUESTION - POUR_REPONDRE)
    gone = UsageRessource.objects.filter(unconfirmed | unanswered | orphans)
    old = UsageRessource.objects.filter(repondue_le__lt=moment - MOT_GARDE).exclude(note=b"")
    erase_unites([*_unites(gone), *_unites(old)])
    count = int(gone.delete()[0]) + old.update(note=b"")
    if count:
        journal.record_write(by, "reseau.usage.oublie", nombre=count)
    return count


def _unites(rows: QuerySet[UsageRessource]) -> list[Any]:
    return list(rows.values_list("unite", flat=True))
