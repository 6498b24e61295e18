"""A recording: watched at the second, read without video, found by a word. Every transcript here is invented."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from entredeux.reseau.actions import replays as actions
from entredeux.reseau.actions import withdraw_intervenant
from entredeux.reseau.enums import GenreEvenement, GenreSequence
from entredeux.reseau.models import Evenement, Intervenant, MomentFort, Replay, Replique, Sequence
from entredeux.reseau.presenters.replays import link_at, mark_words
from entredeux.reseau.queries.replays import find_repliques, group_passages
from entredeux.reseau.transcription import SousTitre, read_sous_titres
from entredeux.socle.erreurs import Refus
from tests.reseau.fabrique import make_evenement
from tests.reseau.fiches import region

# A test file: nobody said this.
TRANSCRIPTION = """WEBVTT

NOTE Fichier d'essai : paroles inventées pour les tests, personne ne les a dites.

00:00:01.000 --> 00:00:04.000
<v Animation>Bonjour à toutes et tous.

00:00:04.000 --> 00:00:09.000
Aujourd'hui, les halls.

00:12:28.000 --> 00:12:31.000
<v Témoin>On revient trois soirs de suite,

00:12:31.000 --> 00:12:35.500
et c'est le boîtier d'éclairage & lui seul qui change tout.

00:13:40.000 --> 00:13:44.000
Merci.
"""
MP4 = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * 40


@pytest.fixture
def webinaire(db):
    region()
    return make_evenement(
        title="Webinaire d'essai sur les halls",
        slug="webinaire-essai",
        genre=GenreEvenement.WEBINAIRE,
        date_debut=datetime.date(2025, 12, 5),
        region_id="32",
        sequences=[
            Sequence(sort_order=0, genre=GenreSequence.OUVERTURE, titre="Accueil"),
            Sequence(sort_order=1, genre=GenreSequence.TEMOIGNAGE, titre="Trois soirs de suite"),
            Sequence(sort_order=2, genre=GenreSequence.PAUSE),
        ],
    )


@pytest.fixture
def replay(webinaire, alice):
    found = actions.save_replay(evenement=webinaire, lien="https://videos.exemple.fr/w/abc", est_publie=True, by=alice)
    actions.import_transcription(replay=found, sous_titres=read_sous_titres(TRANSCRIPTION), by=alice)
    return found


def enter(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def test_word_said_at_12_31_opens_at_that_second(replay):
    (found,) = find_repliques(list(replay.repliques.all()), "boitier d'eclairage")
    assert found.seconde == 751
    page = Client().get("/evenements/webinaire-essai/replay/?q=BOITIER").content.decode()
    assert '<a href="?t=751&amp;q=BOITIER#t-751" data-seconde="751"><time>00:12:31</time>' in page
    assert "<mark>boîtier</mark>" in page
    assert '<span id="t-751" class="replique">' in page


def test_expression_across_two_captions_is_found_where_it_begins(replay):
    rows = list(replay.repliques.all())
    assert [row.seconde for row in find_repliques(rows, "trois soirs de suite et c'est")] == [748]
    assert [row.seconde for row in find_repliques(rows, "hal")] == [4]  # the beginning of a word
    assert [row.seconde for row in find_repliques(rows, "des boîtiers")] == []  # « des » is not said before
    assert [row.seconde for row in find_repliques(rows, "boîtiers d'éclairages")] == [751]
    assert find_repliques(rows, "ascenseur") == []
    assert find_repliques(rows, " ' ") == []


def test_transcript_reads_in_passages_by_who_speaks(replay):
    passages = group_passages(replay.repliques.all())
    assert [(p.debut, p.qui, len(p.repliques)) for p in passages] == [
        (1, "Animation", 2),
        (748, "Témoin", 2),
        (820, "", 1),
    ]
    assert passages[0].texte == "Bonjour à toutes et tous. Aujourd'hui, les halls."


def test_long_speech_is_cut_after_a_sentence():
    rows = [Replique(debut=n * 10_000, fin=n * 10_000 + 9_000, texte=f"Phrase {n}.") for n in range(12)]
    assert [p.debut for p in group_passages(rows)] == [0, 50, 100]
    endless = [Replique(debut=n * 10_000, fin=n * 10_000 + 9_000, texte=f"suite {n}") for n in range(12)]
    assert [p.debut for p in group_passages(endless)] == [0, 90]
    assert [p.debut for p in group_passages(endless, [35])] == [0, 40]


def test_chapters_come_from_the_sequences_and_show_once_timed(replay, alice):
    first, second = replay.chapitres.all()
    assert [(c.titre, c.seconde) for c in (first, second)] == [("Accueil", None), ("Trois soirs de suite", None)]
    client = Client()
    assert "Chapitres" not in client.get("/evenements/webinaire-essai/replay/").content.decode()
    actions.set_chapitres(replay=replay, secondes={first.pk: ("Accueil", 0), second.pk: ("Suite", 748)}, by=alice)
    page = client.get("/evenements/webinaire-essai/replay/").content.decode()
    assert '<a href="?t=748#t-748" data-seconde="748"><time>00:12:28</time> <span>Suite</span></a>' in page
    with pytest.raises(Refus, match="même seconde"):
        actions.set_chapitres(replay=replay, secondes={first.pk: ("A", 5), second.pk: ("B", 5)}, by=alice)
    actions.set_chapitres(replay=replay, secondes={first.pk: ("", None)}, by=alice)
    assert [c.titre for c in replay.chapitres.all()] == ["Suite"]


def test_new_transcript_replaces_the_former_whole_and_keeps_strong_moments(replay, alice):
    actions.keep_moment(replay=replay, seconde=751, texte="Le boîtier change tout.", by=alice)
    actions.import_transcription(replay=replay, sous_titres=[SousTitre(0, 900, "Autre essai.")], by=alice)
    assert [row.texte for row in replay.repliques.all()] == ["Autre essai."]
    assert MomentFort.objects.get().seconde == 751


def test_broken_transcript_leaves_the_former_one(replay, alice):
    client = enter(alice)
    broken = TRANSCRIPTION.replace("00:13:40.000 -->", "00:00:02.000 -->")
    answer = client.post("/evenements/webinaire-essai/replay/gerer/", {"texte": broken, "transcription": "1"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Ligne 17" in page
    assert "avant le précédent (00:12:31.000)" in page
    assert "La transcription d'avant est gardée." in page
    assert answer.context["transcription"]["texte"].value() == broken
    assert replay.repliques.count() == 5


def test_file_in_srt_is_imported_from_the_page(webinaire, alice):
    srt = "1\r\n00:00:01,000 --> 00:00:02,000\r\nBonjour\r\n".encode("utf-8-sig")
    answer = enter(alice).post(
        "/evenements/webinaire-essai/replay/gerer/",
        {"fichier": SimpleUploadedFile("a.srt", srt), "transcription": "1"},
        follow=True,
    )
    assert "1 réplique, de 00:00:01 à 00:00:02." in answer.content.decode()
    assert [row.texte for row in Replay.objects.get().repliques.all()] == ["Bonjour"]


def test_page_lets_an_editor_set_everything(replay, alice):
    client, address = enter(alice), "/evenements/webinaire-essai/replay/gerer/"
    first, second = replay.chapitres.all()
    client.post(
        address,
        {
            f"titre_{first.pk}": "Accueil",
            f"seconde_{first.pk}": "0:00",
            f"titre_{second.pk}": "Suite",
            f"seconde_{second.pk}": "12:28",
            "titre_nouveau": "Fin",
            "seconde_nouveau": "0:13:40",
            "chapitres": "1",
        },
    )
    assert [(c.titre, c.seconde) for c in replay.chapitres.all()] == [("Accueil", 0), ("Suite", 748), ("Fin", 820)]
    client.post(address, {"seconde": "12:31", "texte": "Le boîtier change tout.", "moment": "1"})
    moment = MomentFort.objects.get()
    assert (moment.seconde, moment.texte) == (751, "Le boîtier change tout.")
    bad = client.post(address, {"seconde": "midi", "texte": "x", "moment": "1"})
    assert bad.status_code == 422
    assert "Écrivez un instant comme 12:31 ou 1:02:31." in bad.content.decode()
    client.post(f"/evenements/webinaire-essai/replay/moments/{moment.pk}/retirer/")
    assert not MomentFort.objects.exists()


def test_only_editors_of_the_region_touch_it(webinaire, rose, samira, alice):
    address = "/evenements/webinaire-essai/replay/gerer/"
    assert [enter(each).get(address).status_code for each in (rose, alice, samira)] == [200, 200, 404]
    Evenement.objects.update(region=region("93", "Provence-Alpes-Côte d'Azur"))
    assert enter(rose).get(address).status_code == 404
    with pytest.raises(Refus, match="autre région"):
        actions.save_replay(evenement=Evenement.objects.get(), by=rose)
    with pytest.raises(Refus):
        actions.save_replay(evenement=webinaire, by=samira)


def test_unpublished_recording_is_seen_by_its_editors_only(replay, rose, samira):
    Replay.objects.update(est_publie=False)
    address = "/evenements/webinaire-essai/replay/"
    assert Client().get(address).status_code == 404
    assert enter(samira).get(address + "sous-titres.vtt").status_code == 404
    assert enter(rose).get(address).status_code == 200


def test_captions_served_are_those_received(replay):
    answer = Client().get("/evenements/webinaire-essai/replay/sous-titres.vtt")
    assert answer["Content-Type"] == "text/vtt; charset=utf-8"
    assert read_sous_titres(answer.content.decode()) == read_sous_titres(TRANSCRIPTION)


def test_video_is_served_by_parts_so_that_a_player_may_jump(webinaire, alice, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client, address = enter(alice), "/evenements/webinaire-essai/replay/"
    sent = SimpleUploadedFile("v.mp4", MP4, content_type="video/mp4")
    client.post(address + "gerer/", {"fichier": sent, "est_publie": "on", "video": "1"})
    public = Client()

    def ask(wanted: str | None) -> tuple:
        answer = public.get(address + "video", headers={"Range": wanted} if wanted else {})
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer.status_code, answer.headers.get("Content-Range"), body

    size = len(MP4)
    assert ask(None) == (200, None, MP4)
    assert ask("bytes=0-9") == (206, f"bytes 0-9/{size}", MP4[:10])
    assert ask("bytes=5000-") == (206, f"bytes 5000-{size - 1}/{size}", MP4[5000:])
    assert ask("bytes=-100") == (206, f"bytes {size - 100}-{size - 1}/{size}", MP4[-100:])
    assert ask(f"bytes={size}-") == (416, f"bytes */{size}", b"")
    assert ask("bytes=1-2,4-5")[0] == ask("lignes=1-2")[0] == 200
    page = public.get(address + "?t=12:31")
    assert f'src="{address}video#t=751"' in page.content.decode()
    assert "media-src 'self'" in page["Content-Security-Policy"]
    assert "media-src" not in public.get("/ressources/")["Content-Security-Policy"]


def test_file_that_lies_about_its_name_is_refused(webinaire, alice):
    answer = enter(alice).post(
        "/evenements/webinaire-essai/replay/gerer/",
        {"fichier": SimpleUploadedFile("v.mp4", b"<html>"), "video": "1"},
    )
    assert answer.status_code == 422
    assert "ni du MP4 ni du WebM" in answer.content.decode()
    assert not Replay.objects.exists()


@pytest.mark.parametrize(
    ("lien", "attendu"),
    [
        ("https://www.youtube.com/watch?v=abc", "https://www.youtube.com/watch?v=abc&t=751"),
        ("https://youtu.be/abc?t=3", "https://youtu.be/abc?t=751"),
        ("https://vimeo.com/123", "https://vimeo.com/123#t=751s"),
        ("https://www.dailymotion.com/video/x", "https://www.dailymotion.com/video/x?start=751"),
        ("https://peertube.exemple.fr/w/a", "https://peertube.exemple.fr/w/a?start=751"),
        ("https://exemple.fr/video.html", "https://exemple.fr/video.html"),
    ],
)
def test_link_opens_the_known_players_at_the_second(lien, attendu):
    assert link_at(lien, 751) == attendu


def test_marked_text_is_escaped():
    assert mark_words("<b>Hall</b> & hall", "hall") == "<mark>&lt;b&gt;Hall&lt;/b&gt;</mark> &amp; <mark>hall</mark>"


def test_long_transcript_costs_no_more_queries(replay, alice, django_assert_num_queries):
    client = Client()
    counts = []
    for size in (1, 300):
        said = [SousTitre(n * 4000, n * 4000 + 3000, f"Mot {n}.") for n in range(size)]
        actions.import_transcription(replay=replay, sous_titres=said, by=alice)
        with django_assert_num_queries(counts[0] if counts else 8, exact=bool(counts)) as seen:
            client.get("/evenements/webinaire-essai/replay/?q=mot")
        counts.append(len(seen))


def test_event_page_leads_to_the_recording_and_its_strong_moments(replay, alice):
    actions.keep_moment(replay=replay, seconde=751, texte="Le boîtier change tout.", by=alice)
    page = Client().get(replay.evenement.chemin).content.decode()
    assert '<a href="/evenements/webinaire-essai/replay/?t=751#t-751">00:12:31</a>' in page
    assert "Le boîtier change tout." in page
    Replay.objects.update(est_publie=False)
    assert "Revoir, relire" not in Client().get(replay.evenement.chemin).content.decode()


def test_webinar_of_5_december_2024_is_found_by_a_word_said_at_12_31(vrai_programme, alice):
    """On the real event, in a test's own base and nowhere else: the words are invented."""
    webinaire = Evenement.objects.get(date_debut=datetime.date(2024, 12, 5))
    replay = actions.save_replay(evenement=webinaire, est_publie=True, by=alice)
    actions.import_transcription(replay=replay, sous_titres=read_sous_titres(TRANSCRIPTION), by=alice)
    client = Client()
    event = client.get(webinaire.chemin).content.decode()
    assert "Rachid Boubekeur" in event
    assert f'href="/evenements/{webinaire.slug}/replay/"' in event
    page = client.get(f"/evenements/{webinaire.slug}/replay/?q=boîtier").content.decode()
    assert 'href="?t=751&amp;q=bo%C3%AEtier#t-751"' in page
    assert client.get(f"/evenements/{webinaire.slug}/replay/?t=751").context["instant"] == "00:12:31"


def test_withdrawn_person_leaves_the_transcript_too(vrai_programme, alice):
    webinaire = Evenement.objects.get(date_debut=datetime.date(2024, 12, 5))
    steve = Intervenant.objects.get(nom="Steve Lefebvre")
    replay = actions.save_replay(evenement=webinaire, est_publie=True, by=alice)
    said = [
        SousTitre(0, 900, "Merci.", "Steve Lefebvre"),
        SousTitre(900, 1800, "Je rejoins Steve Lefebvre : revenir.", "Animation"),
    ]
    actions.import_transcription(replay=replay, sous_titres=said, by=alice)
    actions.keep_moment(replay=replay, seconde=1, texte="Steve Lefebvre l'a dit.", by=alice)
    assert "Steve Lefebvre" in Client().get(f"/evenements/{webinaire.slug}/replay/").content.decode()

    withdraw_intervenant(intervenant=steve, by=alice)

    assert [(row.qui, row.texte) for row in replay.repliques.all()] == [
        ("", "Merci."),
        ("Animation", "Je rejoins [nom retiré] : revenir."),
    ]
    assert MomentFort.objects.get().texte == "[nom retiré] l'a dit."
