"""What a team knows of a service: sealed, its own, and forgotten two years after it was last written."""

from datetime import timedelta

import pytest
from django.utils import timezone

from entredeux.cadre.models import Cle, EntreeJournal
from entredeux.cadre.textes import read_texte
from entredeux.partenaires.access import visible_notes
from entredeux.partenaires.actions import write_note
from entredeux.partenaires.models import NoteAnnuaire
from entredeux.partenaires.retention import forget_annuaire
from entredeux.socle.erreurs import Refus
from tests.partenaires.fabrique import make_fiche

COUR = "Entrer par la cour."


def test_note_is_sealed_and_its_reading_is_journaled(samira, claire, nadia):
    note = write_note(fiche=make_fiche(), note=COUR, by=samira)
    assert COUR.encode() not in bytes(NoteAnnuaire.objects.get().note)
    assert read_texte(note, "note", by=claire) == COUR
    assert EntreeJournal.objects.filter(evenement="partenaires.noteannuaire.note.lue").count() == 1
    assert [visible_notes(who).exists() for who in (samira, claire, nadia)] == [True, True, False]


def test_each_team_has_its_own_note_on_one_sheet(samira, nadia):
    fiche = make_fiche()
    write_note(fiche=fiche, note=COUR, by=samira)
    write_note(fiche=fiche, note="Fermé le lundi en fait.", by=nadia)
    assert NoteAnnuaire.objects.count() == 2
    assert read_texte(visible_notes(nadia).get(), "note", by=nadia) == "Fermé le lundi en fait."


def test_emptied_note_is_gone_with_its_key(samira):
    fiche = make_fiche()
    unite = write_note(fiche=fiche, note=COUR, by=samira).unite
    assert write_note(fiche=fiche, note="  ", by=samira) is None
    assert not NoteAnnuaire.objects.exists()
    assert not Cle.objects.filter(pk=unite).exists()


def test_who_does_not_refer_people_writes_no_note(helene, paul):
    for who in (helene, paul):
        with pytest.raises(Refus):
            write_note(fiche=make_fiche(), note=COUR, by=who)


def test_clock_counts_from_the_last_writing(samira):
    fiche, today = make_fiche(), timezone.localdate()
    note = write_note(fiche=fiche, note=COUR, by=samira)
    NoteAnnuaire.objects.filter(pk=note.pk).update(cree_le=timezone.now() - timedelta(days=800))
    assert forget_annuaire(today) == {"auteurs": 1, "notes": 0}  # written again today: only its author is detached
    assert forget_annuaire(today + timedelta(days=731))["notes"] == 0
    assert forget_annuaire(today + timedelta(days=732))["notes"] == 1
    assert forget_annuaire(today + timedelta(days=732)) == {"auteurs": 0, "notes": 0}
    assert not Cle.objects.filter(pk=note.unite).exists()
