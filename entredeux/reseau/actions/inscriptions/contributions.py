"""Giving the floor: a problem or an initiative is brought, given to a workshop, and ends somewhere."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.textes import seal_texte
from entredeux.reseau.access import (
    check_can_change_inscription,
    check_can_close_contribution,
    check_can_facilitate,
)
from entredeux.reseau.actions.inscriptions.places import Places
from entredeux.reseau.enums import GenreContribution, IssueContribution, StatutInscription
from entredeux.reseau.horaires import fin_of
from entredeux.reseau.models import Contribution, Inscription, Rapporteur, Sequence
from entredeux.reseau.saisie_inscription import CONTRIBUTION, clean_texte

AU_PLUS = 5


@transaction.atomic
def submit_contribution(
    *, inscription: Inscription, genre: str, texte: str, by: Acteur, now: datetime | None = None
) -> Contribution:
    """At most five a person. The same words again are the same contribution. Raises ValidationError by field."""
    check_can_change_inscription(by, inscription)
    places = Places(inscription.evenement, now)
    texte = _clean(genre, texte)
    if inscription.statut == StatutInscription.ANNULEE:
        raise ValidationError("Cette inscription est annulée : rétablissez-la d'abord. Rien n'a été envoyé.")
    if places.evenement.est_annule or fin_of(places.evenement) <= places.now:
        raise ValidationError("L'événement est passé ou annulé : il ne prend plus de contribution.")
    if inscription.contributions.count() >= AU_PLUS:
        raise ValidationError(f"{AU_PLUS} contributions sont déjà enregistrées : retirez-en une pour en proposer une.")
    contribution = Contribution(inscription=inscription, evenement=inscription.evenement, genre=genre)
    seal_texte(contribution, "texte", texte)
    contribution.save()
    journal.record_write(by, "reseau.contribution.deposee", contribution)
    return contribution


@transaction.atomic
def withdraw_contribution(*, contribution: Contribution, by: Acteur) -> None:
    """Its words go with their key. Not once a workshop has ended it: what was said in the room stays counted."""
    if contribution.inscription is None:
        check_can_facilitate(by, contribution.evenement)
    else:
        check_can_change_inscription(by, contribution.inscription)
    if contribution.issue:
        raise ValidationError("Un atelier l'a traitée : elle ne se retire plus.")
    erase_unite(contribution.unite)
    journal.record_write(by, "reseau.contribution.retiree", contribution)
    contribution.delete()


@transaction.atomic
def allot_contribution(*, contribution: Contribution, sequence: Sequence | None, by: Acteur) -> Contribution:
    """To a workshop of the same event; None takes it back. Raises ValidationError."""
    check_can_facilitate(by, contribution.evenement)
    if sequence is not None and sequence.evenement_id != contribution.evenement_id:
        raise ValidationError({"sequence": "Cet atelier est d'un autre événement."})
    if contribution.issue:
        raise ValidationError("Un atelier l'a déjà traitée : elle ne change plus d'atelier.")
    if contribution.sequence_id == (sequence.pk if sequence else None):
        return contribution
    contribution.sequence = sequence
    contribution.version += 1
    contribution.save(update_fields=["sequence", "version"])
    journal.record_write(by, "reseau.contribution.confiee", contribution, champs=["sequence"])
    return contribution


@transaction.atomic
def close_contribution(
    *, contribution: Contribution, issue: str, by: Acteur, lien: Rapporteur | None = None
) -> Contribution:
    """How the workshop ended it: answered, debated, left open; "" takes the answer back.

    By the workshop's rapporteur (`lien`: the row that a link named, if one did), or by who facilitates the event.
    """
    check_can_close_contribution(by, contribution, lien)
    if issue and issue not in IssueContribution.values:
        raise ValidationError({"issue": "Répondue, débattue ou laissée ouverte : choisissez l'un des trois."})
    if contribution.issue == issue:
        return contribution
    contribution.issue = issue
    contribution.version += 1
    contribution.save(update_fields=["issue", "version"])
    journal.record_write(by, "reseau.contribution.close", contribution, champs=["issue"])
    return contribution


def _clean(genre: str, texte: str) -> str:
    errors: dict[str, str] = {}
    texte = clean_texte(texte, "texte", CONTRIBUTION, errors)
    if not texte:
        errors["texte"] = "Écrivez en quelques phrases le problème rencontré ou l'initiative."
    if genre not in GenreContribution.values:
        errors["genre"] = "Dites si c'est un problème rencontré ou une initiative."
    if errors:
        raise ValidationError(errors)
    return texte
