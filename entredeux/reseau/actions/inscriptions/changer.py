"""A registration changes, is cancelled, comes back: by its signed link, or by who facilitates the event."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.textes import open_without_journal, seal_texte
from entredeux.reseau.access import check_can_change_inscription, check_can_facilitate
from entredeux.reseau.actions.inscriptions.envois import queue_envois, tell
from entredeux.reseau.actions.inscriptions.places import Places, announce
from entredeux.reseau.enums import GenreEnvoi, StatutInscription
from entredeux.reseau.horaires import can_still_change, fin_of
from entredeux.reseau.models import BesoinAccessibilite, ChoixAtelier, Inscription
from entredeux.reseau.saisie_inscription import (
    BESOIN,
    ORGANISME,
    clean_courriel,
    clean_ligne,
    clean_nom,
    clean_texte,
    index_courriel,
)

ANNULEE = StatutInscription.ANNULEE


@transaction.atomic
def change_inscription(
    *,
    inscription: Inscription,
    by: Acteur,
    ateliers: Collection[uuid.UUID] | None = None,
    nom: str | None = None,
    organisme: str | None = None,
    besoin: str | None = None,
    now: datetime | None = None,
) -> Inscription:
    """What is None stays. A workshop kept stays kept, a rank in a waiting list too; a seat given up goes to the next.

    Raises ValidationError: cancelled, too late, two workshops at the same time.
    """
    check_can_change_inscription(by, inscription)
    places = Places(inscription.evenement, now)
    inscription = _reread(inscription)
    _check_can_still_change(places, inscription)
    changed = _change_words(inscription, _tidy({"nom": nom, "organisme": organisme, "besoin": besoin}))
    if ateliers is not None and _change_ateliers(places, inscription, ateliers):
        changed.append("ateliers")
    if not changed:
        return inscription
    announce(places.evenement, [inscription])
    inscription.version += 1
    inscription.save()
    _tell(places, inscription, GenreEnvoi.CHANGEMENT)
    journal.record_write(by, "reseau.inscription.modifiee", inscription, champs=changed)
    return inscription


@transaction.atomic
def cancel_inscription(*, inscription: Inscription, by: Acteur, now: datetime | None = None) -> Inscription:
    """The seat goes to the next at once. Twice changes nothing. Raises ValidationError once the event is over."""
    check_can_change_inscription(by, inscription)
    places = Places(inscription.evenement, now)
    inscription = _reread(inscription)
    if inscription.statut == ANNULEE:
        return inscription
    if fin_of(places.evenement) <= places.now:
        raise ValidationError("L'événement a eu lieu : il n'y a plus rien à annuler. Rien n'a changé.")
    choix = list(inscription.choix.exclude(statut=ANNULEE))
    places.unseat(inscription, choix)
    inscription.choix.update(statut=ANNULEE)
    inscription.statut, inscription.attend_depuis, inscription.annulee_le = ANNULEE, None, places.now
    inscription.version += 1
    inscription.save(update_fields=["statut", "attend_depuis", "annulee_le", "version"])
    _tell(places, inscription, GenreEnvoi.ANNULATION)
    journal.record_write(by, "reseau.inscription.annulee", inscription)
    return inscription


@transaction.atomic
def restore_inscription(*, inscription: Inscription, by: Acteur, now: datetime | None = None) -> Inscription:
    """Undoes a cancellation, at the end of the line: the seat may be someone else's by now.

    Raises ValidationError: registrations closed, words already erased, or registered again meanwhile.
    """
    check_can_change_inscription(by, inscription)
    places = Places(inscription.evenement, now)
    inscription = _reread(inscription)
    if inscription.statut != ANNULEE:
        return inscription
    if inscription.anonymisee_le:
        raise ValidationError("Cette inscription annulée a été effacée. Inscrivez-vous à nouveau.")
    places.check_open()
    same = Inscription.objects.filter(evenement=places.evenement, courriel_index=inscription.courriel_index)
    if inscription.courriel_index and same.exclude(statut=ANNULEE).exists():
        raise ValidationError("Vous vous êtes inscrit à nouveau depuis : utilisez le lien du dernier courriel.")
    _seat_again(places, inscription)
    confirmed = inscription.statut == StatutInscription.CONFIRMEE
    _tell(places, inscription, GenreEnvoi.CONFIRMATION if confirmed else GenreEnvoi.ATTENTE)
    journal.record_write(by, "reseau.inscription.retablie", inscription)
    return inscription


@transaction.atomic
def correct_courriel(*, inscription: Inscription, courriel: str, by: Acteur) -> Inscription:
    """After a refused mail: the right address gets the confirmation. Raises ValidationError: wrong, or taken."""
    check_can_facilitate(by, inscription.evenement)
    places = Places(inscription.evenement)
    inscription = _reread(inscription)
    errors: dict[str, str] = {}
    courriel = clean_courriel(courriel, errors)
    if errors:
        raise ValidationError(errors)
    same = Inscription.objects.filter(evenement=places.evenement, courriel_index=index_courriel(courriel))
    if same.exclude(statut=ANNULEE).exclude(pk=inscription.pk).exists():
        raise ValidationError({"courriel": "Une autre inscription porte déjà cette adresse."})
    seal_texte(inscription, "courriel", courriel)
    inscription.courriel_index = index_courriel(courriel)
    inscription.courriel_refuse_le = None
    inscription.version += 1
    inscription.save(update_fields=["courriel", "courriel_index", "courriel_refuse_le", "version"])
    confirmed = inscription.statut == StatutInscription.CONFIRMEE
    genre = GenreEnvoi.CONFIRMATION if confirmed else GenreEnvoi.ATTENTE
    if inscription.statut != ANNULEE:
        queue_envois([(inscription, genre, str(inscription.version))])
    journal.record_write(by, "reseau.inscription.courriel_corrige", inscription, champs=["courriel"])
    return inscription


def _reread(inscription: Inscription) -> Inscription:
    """As it stands under the lock."""
    return Inscription.objects.get(pk=inscription.pk)


def _check_can_still_change(places: Places, inscription: Inscription) -> None:
    if inscription.statut == ANNULEE:
        raise ValidationError("Cette inscription est annulée : rétablissez-la d'abord. Rien n'a changé.")
    if places.evenement.est_annule:
        raise ValidationError("L'événement est annulé : il n'y a plus rien à changer.")
    if not can_still_change(places.evenement, places.now):
        raise ValidationError("L'événement a commencé : l'inscription ne se change plus. Rien n'a changé.")


def _tidy(words: dict[str, str | None]) -> dict[str, str]:
    """What was given, cleaned. Raises ValidationError by field."""
    errors: dict[str, str] = {}
    clean = {
        "nom": lambda text: clean_nom(text, errors),
        "organisme": lambda text: clean_ligne(text, "organisme", ORGANISME, errors),
        "besoin": lambda text: clean_texte(text, "besoin", BESOIN, errors),
    }
    tidy = {name: clean[name](text) for name, text in words.items() if text is not None}
    if errors:
        raise ValidationError(errors)
    return tidy


def _change_words(inscription: Inscription, words: dict[str, str]) -> list[str]:
    changed = []
    if "nom" in words and words["nom"] != open_without_journal(inscription, "nom"):
        seal_texte(inscription, "nom", words["nom"])
        changed.append("nom")
    if "organisme" in words and words["organisme"] != inscription.organisme:
        inscription.organisme = words["organisme"]
        changed.append("organisme")
    if "besoin" in words and _change_besoin(inscription, words["besoin"]):
        changed.append("besoin")
    return changed


def _change_besoin(inscription: Inscription, texte: str) -> bool:
    """Emptied, the need disappears with its key. True when it changed."""
    besoin = BesoinAccessibilite.objects.filter(inscription=inscription).first()
    if texte == (open_without_journal(besoin, "texte") if besoin else ""):
        return False
    if besoin:
        erase_unite(besoin.unite)
        besoin.delete()
    if texte:
        besoin = BesoinAccessibilite(inscription=inscription)
        seal_texte(besoin, "texte", texte)
        besoin.save()
    return True


def _change_ateliers(places: Places, inscription: Inscription, ateliers: Collection[uuid.UUID]) -> bool:
    wanted = {sequence.pk: sequence for sequence in places.find_sequences(ateliers)}
    held = {choix.sequence_id: choix for choix in inscription.choix.select_related("sequence")}
    given_up = [choix for pk, choix in held.items() if pk not in wanted]
    for choix in given_up:
        places.release(choix)
    added = [places.seat_choix(inscription, sequence) for pk, sequence in wanted.items() if pk not in held]
    places.check_clashes([*(choix for pk, choix in held.items() if pk in wanted), *added])
    ChoixAtelier.objects.filter(pk__in=[choix.pk for choix in given_up]).delete()
    ChoixAtelier.objects.bulk_create(added)
    return bool(given_up or added)


def _seat_again(places: Places, inscription: Inscription) -> None:
    """With the workshops that were chosen, where they are still offered; of two now open at once, the first."""
    places.promote()
    chosen = [choix.sequence.uid for choix in inscription.choix.select_related("sequence").order_by("cree_le", "pk")]
    inscription.choix.all().delete()
    inscription.annulee_le = None
    places.seat(inscription)
    inscription.version += 1
    inscription.save(update_fields=["statut", "attend_depuis", "annulee_le", "version"])
    kept: list[ChoixAtelier] = []
    for uid in chosen:
        if uid in places.sequences:
            choix = places.seat_choix(inscription, places.sequences[uid])
            if places.find_clash([*kept, choix]):
                places.release(choix)
            else:
                kept.append(choix)
    ChoixAtelier.objects.bulk_create(kept)
    announce(places.evenement, [inscription])
    inscription.save(update_fields=["annonce"])


def _tell(places: Places, inscription: Inscription, genre: GenreEnvoi) -> None:
    """The mail owed for this change, and those of whoever gets a seat by it."""
    places.promote()
    tell(places, (inscription, genre, str(inscription.version)))
