"""The clocks of what a team adds to the directory. The sheets themselves are open data about services: they stay.

3 months   who wrote each note or decided each pair
24 months  after it was last written: the note and its key. What a team knew of a service two years ago misleads.
"""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.models import Structure
from entredeux.partenaires.models import NoteAnnuaire, RapprochementAnnuaire

QUI_A_SAISI = timedelta(days=91)
NOTES = timedelta(days=731)
EFFETS = {
    "auteurs": "notes et rapprochements détachés de qui les a écrits",
    "notes": "notes sur un service effacées, deux ans après leur dernière écriture",
}


def forget_annuaire(day: date) -> dict[str, int]:
    """Applies both clocks as of `day`; idempotent."""
    return {"auteurs": _unlink_authors(day - QUI_A_SAISI), "notes": _erase_notes(day - NOTES)}


def erased_on(note: NoteAnnuaire) -> date:
    """The next date of its clock, shown beside it."""
    return note.modifiee_le.date() + NOTES


@transaction.atomic
def _unlink_authors(before: date) -> int:
    models: tuple[Any, ...] = (NoteAnnuaire, RapprochementAnnuaire)
    return sum(
        model._default_manager.filter(cree_par__isnull=False, cree_le__date__lt=before).update(cree_par=None)
        for model in models
    )


@transaction.atomic
def _erase_notes(before: date) -> int:
    due = NoteAnnuaire.objects.filter(modifiee_le__date__lt=before)
    counts: dict[Any, list[NoteAnnuaire]] = {}
    for note in due:
        counts.setdefault(note.structure_id, []).append(note)
    for structure in Structure.objects.filter(pk__in=counts):
        rows = counts[structure.pk]
        erase_unites({row.unite for row in rows})
        NoteAnnuaire.objects.filter(pk__in=[row.pk for row in rows]).delete()
        journal.record_write(Acteur.systeme(structure), "partenaires.note.oubliees", nombre=len(rows))
    return sum(map(len, counts.values()))
