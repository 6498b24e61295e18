"""What a team adds to the open directory, on its side: two sheets that are one, a note. No refresh touches it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.models import Structure
from entredeux.cadre.textes import seal_texte
from entredeux.partenaires.access import check_can_keep_annuaire, check_can_note_fiche, check_can_undo_rapprochement
from entredeux.partenaires.enums import DecisionPaire
from entredeux.partenaires.models import FicheAnnuaire, NoteAnnuaire, RapprochementAnnuaire

NOTE_MAX = 600


@transaction.atomic
def merge_fiches(*, gardee: FicheAnnuaire, ecartee: FicheAnnuaire, by: Acteur) -> RapprochementAnnuaire:
    """For this structure they are one, shown as `gardee`. Raises ValidationError when they already are.

    What is merged is the sheet each one leads to, so that no chain of decisions can hide all its sheets.
    """
    structure = check_can_keep_annuaire(by)
    kept, left = root_of(gardee.pk, structure), root_of(ecartee.pk, structure)
    if kept == left:
        raise ValidationError("Ces deux fiches n'en font déjà qu'une pour votre structure.")
    _forget_distinct(structure, kept, left)
    return _decide(structure, kept, left, DecisionPaire.FUSIONNEES, by)


@transaction.atomic
def separate_fiches(*, une: FicheAnnuaire, autre: FicheAnnuaire, by: Acteur) -> RapprochementAnnuaire:
    """Two structures, whatever they look like: the pair is not proposed again to this structure."""
    structure = check_can_keep_annuaire(by)
    if root_of(une.pk, structure) == root_of(autre.pk, structure):
        raise ValidationError(
            "Ces deux fiches n'en font qu'une pour votre structure : annulez d'abord ce rapprochement."
        )
    low, high = sorted((une.pk, autre.pk))
    known = RapprochementAnnuaire.objects.filter(structure=structure, gardee=low, ecartee=high).first()
    return known or _decide(structure, low, high, DecisionPaire.DISTINCTES, by)


@transaction.atomic
def undo_rapprochement(*, rapprochement: RapprochementAnnuaire, by: Acteur) -> None:
    """As if it had not been decided: both sheets show again, and the pair is proposed again."""
    check_can_undo_rapprochement(by, rapprochement)
    journal.record_write(by, "partenaires.rapprochement.annule", rapprochement)
    rapprochement.delete()


@transaction.atomic
def write_note(*, fiche: FicheAnnuaire, note: str, by: Acteur) -> NoteAnnuaire | None:
    """The team's note on this sheet, replaced; emptied, it is deleted with its key and None comes back."""
    structure = check_can_note_fiche(by)
    row = NoteAnnuaire.objects.select_for_update().filter(structure=structure, fiche=fiche).first()
    if not note.strip():
        if row:
            journal.record_write(by, "partenaires.note.effacee", row)
            erase_unites({row.unite})
            row.delete()
        return None
    if len(note) > NOTE_MAX:
        raise ValidationError({"note": f"Une note tient en {NOTE_MAX} caractères."})
    is_new = row is None
    row = row or NoteAnnuaire(structure=structure, fiche=fiche, cree_par=by.compte)
    seal_texte(row, "note", note.strip())
    row.modifiee_le = timezone.now()
    row.version += 0 if is_new else 1
    row.save(force_insert=is_new)
    journal.record_write(by, "partenaires.note.ecrite", row)
    return row


def root_of(fiche: int, structure: Structure) -> int:
    """The sheet this one leads to, once the structure's decisions are followed."""
    merged = dict(
        RapprochementAnnuaire.objects.filter(structure=structure, decision=DecisionPaire.FUSIONNEES).values_list(
            "ecartee", "gardee"
        )
    )
    while fiche in merged:
        fiche = merged[fiche]
    return fiche


def _forget_distinct(structure: Structure, one: int, other: int) -> None:
    low, high = sorted((one, other))
    RapprochementAnnuaire.objects.filter(
        structure=structure, gardee=low, ecartee=high, decision=DecisionPaire.DISTINCTES
    ).delete()


def _decide(structure: Structure, kept: int, left: int, decision: DecisionPaire, by: Acteur) -> RapprochementAnnuaire:
    row = RapprochementAnnuaire(
        structure=structure, gardee_id=kept, ecartee_id=left, decision=decision, cree_par=by.compte
    )
    row.save(force_insert=True)
    journal.record_write(by, f"partenaires.rapprochement.{decision.value}", row)
    return row
