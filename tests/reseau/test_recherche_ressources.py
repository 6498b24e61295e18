"""What resources and recordings say is found, by whoever may read it, and at the second."""

import datetime

from django.test import Client
from django.utils import timezone

from entredeux.reseau.actions import replays, ressources
from entredeux.reseau.actions.replays import withdraw_voice
from entredeux.reseau.enums import AudienceRessource
from entredeux.reseau.models import Evenement, Replay
from entredeux.reseau.recherche.indexation import refresh_index
from entredeux.reseau.recherche.lecture import search
from entredeux.reseau.transcription import SousTitre, read_sous_titres
from tests.reseau.fabrique_recherche import PUBLIC, RESEAU, found
from tests.reseau.fiches import SECTIONS, draft_fiche, draft_note, publish_fiche, region
from tests.reseau.test_replays import TRANSCRIPTION


def test_webinar_of_5_december_2024_is_found_by_a_word_said_at_12_31(vrai_programme, alice):
    """In this test's own base, on invented words."""
    webinaire = Evenement.objects.get(date_debut=datetime.date(2024, 12, 5))
    replay = replays.save_replay(evenement=webinaire, est_publie=True, by=alice)
    replays.import_transcription(replay=replay, sous_titres=read_sous_titres(TRANSCRIPTION), by=alice)

    page = Client().get("/recherche/?q=boitiers").content.decode()
    assert f'href="/evenements/{webinaire.slug}/replay/?t=751#t-751"' in page
    assert "12 min 31 s" in page
    opened = Client().get(f"/evenements/{webinaire.slug}/replay/?t=751")
    assert opened.context["instant"] == "00:12:31"
    assert 'id="t-751"' in opened.content.decode()


def test_transcript_is_found_while_it_is_published_and_no_longer(vrai_programme, alice):
    webinaire = Evenement.objects.get(date_debut=datetime.date(2024, 12, 5))
    replay = replays.save_replay(evenement=webinaire, by=alice)
    said = [SousTitre(0, 900, "Une girouette rouillée."), SousTitre(900, 1800, "Merci Camille Essai.", "Camille Essai")]
    replays.import_transcription(replay=replay, sous_titres=said, by=alice)
    assert found("girouette") == []
    replays.save_replay(evenement=webinaire, est_publie=True, by=alice)
    assert found("girouette") == [f"transcription:{replay.pk}"]
    assert found("camille essai") == [f"transcription:{replay.pk}"]
    withdraw_voice("Camille Essai")
    assert found("camille essai") == []
    webinaire.unpublish()
    assert found("girouette") == []
    Replay.objects.all().delete()


def test_resource_is_found_once_reread_and_only_by_whom_it_is_for(alice, rose):
    region()
    words = {**SECTIONS, "conseils": "<p>Emporter un arrosoir.</p><p>Revenir.</p>"}
    page = draft_fiche(rose, region="32", sections=words)
    assert found("arrosoir", RESEAU) == []
    ressources.reread_ressource(ressource=page, by=alice)
    assert found("arrosoirs") == [f"ressource:{page.pk}"]
    members = publish_fiche(rose, alice, "Un hamac", region="32", audience=AudienceRessource.MEMBRES)
    assert (found("hamac", PUBLIC), found("hamac", RESEAU)) == ([], [f"ressource:{members.pk}"])
    page.unpublish()
    members.delete()
    assert found("arrosoir") == found("hamac", RESEAU) == []


def test_legal_note_is_found_with_the_date_that_bounds_it(alice, rose):
    region()
    note = ressources.reread_ressource(ressource=draft_note(rose, jours=10, region="32"), by=alice)
    (result,) = search("note d'essai", audiences=PUBLIC).resultats
    assert result.document.resume.startswith("Vérifiée jusqu'au ")
    later = timezone.localdate() + datetime.timedelta(days=11)
    ressources.flag_overdue_notes(by=alice, today=later)
    refresh_index()
    (result,) = search("note d'essai", audiences=PUBLIC).resultats
    assert (result.document.reference, result.document.resume) == (f"ressource:{note.pk}", "À revoir.")
