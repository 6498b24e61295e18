"""The clocks of what a team adds to the directory. The sheets themselves are open data about services: they stay.

3 months   who wrote each note or decided each pair
24 months  after it was last written: the note and its key. What a team knew of a service two years ago misleads.
"""

import uuid
from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.horloges import AVenir, Garde, Horloge
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
    return timezone.localdate(note.modifiee_le) + NOTES


@transaction.atomic
def _unlink_authors(before: date) -> int:
    touched: Counter[uuid.UUID] = Counter()
    models: tuple[Any, ...] = (NoteAnnuaire, RapprochementAnnuaire)
    for model in models:
        rows = model._default_manager.filter(cree_par__isnull=False, cree_le__date__lt=before)
        touched += Counter(rows.values_list("structure_id", flat=True))
        rows.update(cree_par=None)
    return _tell("partenaires.auteur.detache", touched)


@transaction.atomic
def _erase_notes(before: date) -> int:
    due = list(NoteAnnuaire.objects.filter(modifiee_le__date__lt=before))
    erase_unites({row.unite for row in due})
    NoteAnnuaire.objects.filter(pk__in=[row.pk for row in due]).delete()
    return _tell("partenaires.note.oubliees", Counter(row.structure_id for row in due))


def _tell(event: str, counts: Counter[uuid.UUID]) -> int:
    """One line in the journal of each structure concerned."""
    for structure in Structure.objects.filter(pk__in=counts):
        journal.record_write(Acteur.systeme(structure), event, nombre=counts[structure.pk])
    return counts.total()


def _dated(structure: Structure) -> list[tuple[NoteAnnuaire, date]]:
    rows = NoteAnnuaire.objects.filter(structure=structure).select_related("fiche").defer("note")
    return [(row, erased_on(row)) for row in rows]


def coming_notes(structure: Structure, du: date, au: date) -> list[AVenir]:
    return [
        AVenir(f"Note de l'équipe sur {row.fiche}", le, "partenaires:fiche_annuaire", row.fiche_id)
        for row, le in _dated(structure)
        if du <= le <= au
    ]


def kept_notes(structure: Structure) -> list[Garde]:
    days = [le for _, le in _dated(structure)]
    return [Garde("Notes de l'équipe sur un service", len(days), min(days, default=None))]


HORLOGE = Horloge(
    "annuaire",
    "Notes et rapprochements de l'annuaire",
    forget_annuaire,
    EFFETS,
    modeles={
        "partenaires.NoteAnnuaire": erased_on,
        "partenaires.RapprochementAnnuaire": "Parle de deux services ; qui l'a décidé est détaché à trois mois.",
    },
    evenements={
        "partenaires.auteur.detache": "Notes et rapprochements de l'annuaire détachés de qui les a écrits",
        "partenaires.note.oubliees": "Notes sur un service effacées, deux ans après leur dernière écriture",
    },
    a_venir=coming_notes,
    garde=kept_notes,
)
