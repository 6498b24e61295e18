"""From the rapporteur's last word to publication: those who were there reread, the rapporteur decides."""

import uuid
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import open_without_journal, seal_texte
from entredeux.reseau.access.ateliers import (
    check_can_amend,
    check_can_decide_amendement,
    check_can_facilitate,
    check_can_write_feuille,
)
from entredeux.reseau.actions.ateliers.corrections import erase_words, replace_texte
from entredeux.reseau.actions.ateliers.feuilles import add_element, check_elements, lock_feuille
from entredeux.reseau.actions.ateliers.validation import TEXTE_MAX
from entredeux.reseau.courriels_ateliers import send_relecture
from entredeux.reseau.enums import EtatEngagement, GenreElement, StatutAmendement, StatutElement, StatutFeuille
from entredeux.reseau.models import Amendement, Element, Feuille, Inscription, Rapporteur
from entredeux.reseau.queries.ateliers import list_presents
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.socle.erreurs import Refus

AMENDEMENTS_MAX = 60  # of one person on one sheet


@transaction.atomic
def close_feuille(*, feuille: Feuille, by: Acteur, lien: Rapporteur | None = None) -> int:
    """Asks those who attended to reread: each receives a link. Returns how many mails leave.

    They have `jours_de_relecture` whole days, in the event's time zone; then the sheet is published.
    """
    check_can_write_feuille(by, feuille.sequence, lien)
    feuille = lock_feuille(feuille.sequence)
    if feuille.statut != StatutFeuille.BROUILLON:
        return 0
    if not feuille.elements.exclude(statut=StatutElement.ECARTE).exists():
        raise Refus("Cette feuille est vide : notez au moins une chose dite avant de la donner à relire.")
    evenement = feuille.sequence.evenement
    last_day = timezone.localtime(timezone.now(), evenement.zone).date() + timedelta(days=evenement.jours_de_relecture)
    feuille.statut = StatutFeuille.RELECTURE
    feuille.relecture_jusquau = datetime.combine(last_day, time(23, 59, 59), evenement.zone)
    feuille.version += 1
    feuille.save()
    readers = list(list_presents(feuille.sequence).exclude(courriel=b"").values_list("pk", flat=True))
    for reader in readers:
        send_relecture.enqueue(str(feuille.pk), str(reader))
    journal.record_write(by, "reseau.feuille.close", feuille, nombre=max(1, len(readers)))
    return len(readers)


@transaction.atomic
def reopen_feuille(*, feuille: Feuille, by: Acteur, lien: Rapporteur | None = None) -> None:
    """Back to its rapporteur: what was proposed meanwhile stays to be decided."""
    check_can_write_feuille(by, feuille.sequence, lien)
    feuille = lock_feuille(feuille.sequence)
    if feuille.statut != StatutFeuille.RELECTURE:
        return
    feuille.statut, feuille.relecture_jusquau = StatutFeuille.BROUILLON, None
    feuille.version += 1
    feuille.save()
    journal.record_write(by, "reseau.feuille.rouverte", feuille)


@transaction.atomic
def propose_amendement(
    *,
    feuille: Feuille,
    inscription: Inscription,
    texte: str,
    element: Element | None = None,
    genre: str = "",
    identifiant: uuid.UUID | None = None,
    by: Acteur,
) -> Amendement:
    """Other words for an item, or one that was forgotten (`genre`). Sealed; sent twice, proposed once."""
    check_can_amend(inscription, feuille)
    texte = texte.strip()
    known = Amendement.objects.filter(pk=identifiant, inscription=inscription).first() if identifiant else None
    if known is not None:
        return known
    _check_amendement(feuille, inscription, texte, element, genre)
    amendement = Amendement(
        pk=identifiant or uuid.uuid4(), feuille=feuille, element=element, inscription=inscription, genre=genre
    )
    seal_texte(amendement, "texte", texte)
    amendement.save(force_insert=True)
    journal.record_write(by, "reseau.amendement.propose", amendement)
    return amendement


def _check_amendement(
    feuille: Feuille, inscription: Inscription, texte: str, element: Element | None, genre: str
) -> None:
    if not texte:
        raise ValidationError({"texte": "Écrivez votre proposition, en une phrase ou deux."})
    if len(texte) > TEXTE_MAX:
        raise ValidationError({"texte": f"Au plus {TEXTE_MAX} caractères ; votre texte en compte {len(texte)}."})
    if element is None and genre not in GenreElement.values:
        raise ValidationError({"genre": "Choisissez de quoi il s'agit."})
    if element is not None and (element.feuille_id != feuille.pk or element.statut == StatutElement.ECARTE):
        raise ValidationError({"texte": "Cet élément n'est plus sur la feuille : proposez plutôt un ajout."})
    if feuille.amendements.filter(inscription=inscription).count() >= AMENDEMENTS_MAX:
        raise Refus("Vous avez déjà fait beaucoup de propositions : écrivez plutôt à l'organisation de l'événement.")


@transaction.atomic
def accept_amendement(
    *,
    amendement: Amendement,
    version: int | None = None,
    texte: str | None = None,
    ajout: SaisieElement | None = None,
    reponse: str = "",
    by: Acteur,
    lien: Rapporteur | None = None,
) -> Element:
    """The item takes the proposed words, or those the rapporteur made of them (`texte`). An addition joins the end of
    the sheet, completed by the rapporteur if need be (`ajout`: a commitment says who).

    `version`: of the item, as it was read beside the proposal. Raises ConflitElement when it changed since.
    """
    sequence = amendement.feuille.sequence
    check_can_decide_amendement(by, sequence, lien)
    feuille = lock_feuille(sequence)
    stored = Amendement.objects.select_for_update().get(pk=amendement.pk)
    _check_undecided(stored)
    words = (texte if texte is not None else open_without_journal(stored, "texte")).strip()
    if stored.element is not None:
        element = replace_texte(stored.element, words, version=version or stored.element.version)
    else:  # it keeps the id of its amendment: accepted twice, it is there once
        wanted = replace(ajout or SaisieElement(genre=stored.genre, texte=words), id=stored.pk)
        element = add_element(feuille, check_elements([wanted])[0])
    _decide(stored, StatutAmendement.ACCEPTE, reponse)
    journal.record_write(by, "reseau.amendement.accepte", stored)
    return element


@transaction.atomic
def refuse_amendement(*, amendement: Amendement, reponse: str = "", by: Acteur, lien: Rapporteur | None = None) -> None:
    check_can_decide_amendement(by, amendement.feuille.sequence, lien)
    stored = Amendement.objects.select_for_update().get(pk=amendement.pk)
    _check_undecided(stored)
    _decide(stored, StatutAmendement.REFUSE, reponse)
    journal.record_write(by, "reseau.amendement.refuse", stored)


def _check_undecided(amendement: Amendement) -> None:
    if amendement.statut != StatutAmendement.PROPOSE:
        raise Refus(f"Cette proposition est déjà décidée : {amendement.get_statut_display().lower()}.")


def _decide(amendement: Amendement, statut: str, reponse: str) -> None:
    amendement.statut, amendement.decide_le = statut, timezone.now()
    amendement.version += 1
    seal_texte(amendement, "reponse", reponse.strip()[:TEXTE_MAX])
    amendement.save()


@transaction.atomic
def publish_feuille(*, feuille: Feuille, by: Acteur) -> Feuille:
    """What was kept becomes public, and a unit of the corpus; what was taken out loses its words.

    A proposal nobody decided stays to be decided. Twice changes nothing.
    """
    check_can_facilitate(by, feuille.sequence.evenement)
    feuille = lock_feuille(feuille.sequence)
    if feuille.statut == StatutFeuille.PUBLIEE:
        return feuille
    if feuille.statut == StatutFeuille.BROUILLON:
        raise Refus(
            "Cette feuille n'a pas été donnée à relire : donnez-la à relire, elle pourra être publiée aussitôt."
        )
    for element in feuille.elements.filter(statut=StatutElement.ECARTE):
        erase_words(element)
    kept = feuille.elements.filter(statut=StatutElement.PROPOSE)
    kept.filter(genre=GenreElement.ENGAGEMENT).update(etat=EtatEngagement.EN_COURS)
    count = kept.update(statut=StatutElement.VALIDE)
    feuille.statut, feuille.publiee_le = StatutFeuille.PUBLIEE, timezone.now()
    feuille.version += 1
    feuille.save()
    journal.record_write(by, "reseau.feuille.publiee", feuille, nombre=max(1, count))
    return feuille


def publish_due_feuilles(*, by: Acteur) -> int:
    """Those whose days of rereading are over. Each in its own transaction: one that fails keeps none back."""
    due = Feuille.objects.filter(statut=StatutFeuille.RELECTURE, relecture_jusquau__lt=timezone.now())
    for feuille in due.select_related("sequence__evenement"):
        publish_feuille(feuille=feuille, by=by)
    return len(due)
