"""Captions come in whole, or not at all with the line of each fault."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entredeux.reseau.lecture import FichierIllisible, decode_texte
from entredeux.reseau.transcription import (
    SousTitre,
    read_seconde,
    read_sous_titres,
    write_instant,
    write_seconde,
    write_vtt,
)

VTT = """WEBVTT - fichier d'essai
Language: fr

STYLE
::cue { color: white }

NOTE
Rien de ceci n'a été dit.

un
00:01.000 --> 00:03.500 align:start position:10%
<v Ana>Bonjour <i>à tous</i> &amp; toutes</v>

00:12:31.000 --> 00:12:34.000
Le portail
du jardin

01:00:00.000 --> 01:00:01.000
<00:00:01.000>fin
"""
SRT = "1\n00:00:01,000 --> 00:00:03,500\nBonjour\n\n2\n00:12:31,000 --> 00:12:34,000\n{\\an8}Le <b>portail</b>\n"


def faults_of(texte: str) -> list[str]:
    with pytest.raises(FichierIllisible) as caught:
        read_sous_titres(texte)
    return [str(faute) for faute in caught.value.fautes]


def test_webvtt_with_all_that_it_may_hold():
    assert read_sous_titres(VTT) == [
        SousTitre(1000, 3500, "Bonjour à tous & toutes", "Ana"),
        SousTitre(751_000, 754_000, "Le portail du jardin"),
        SousTitre(3_600_000, 3_601_000, "fin"),
    ]


def test_srt_with_its_mark_and_the_ends_of_lines_of_windows():
    content = ("\ufeff" + SRT.replace("\n", "\r\n")).encode()
    assert read_sous_titres(decode_texte(content, limite=10_000)) == [
        SousTitre(1000, 3500, "Bonjour"),
        SousTitre(751_000, 754_000, "Le portail"),
    ]


@pytest.mark.parametrize(
    ("texte", "fautes"),
    [
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\na\n\n00:02.000 --> 00:03.000\nb\n",
            ["ligne 6 : cet horaire vient avant le précédent (00:00:05.000)"],
        ),
        (
            "WEBVTT\n\n00:01.000 00:02.000\na\n",
            ["ligne 3 : il manque la flèche « --> » entre le début et la fin"],
        ),
        (
            "WEBVTT\n\n7\n00:01.000 -> 00:02.000\na\n",
            ["ligne 4 : il manque la flèche « --> » entre le début et la fin"],
        ),
        ("1\n00:00:01,000 --> 00:00:03\na\n", [
            "ligne 2 : horaire illisible : « 00:00:01,000 --> 00:00:03 », attendu « 00:12:31.000 --> 00:12:34.000 »"
        ]),
        ("1\n00:70:01,000 --> 00:71:03,000\na\n", ["ligne 2 : plus de 59 minutes ou de 59 secondes dans un horaire"]),
        ("1\n00:00:03,000 --> 00:00:03,000\na\n", ["ligne 2 : la fin vient avant le début, ou en même temps"]),
        (
            "1\n00:00:01,000 --> 00:00:02,000\na\n2\n00:00:03,000 --> 00:00:04,000\nb\n",
            ["ligne 5 : il manque une ligne vide avant cet horaire"],
        ),
        ("Bonjour\nà tous\n", ["ligne 1 : « Bonjour » n'a pas d'horaire"]),
        ("WEBVTT\n", ["ligne 1 : aucune réplique : attendu des lignes comme « 00:12:31.000 --> 00:12:34.000 »"]),
        ("", ["ligne 1 : aucune réplique : attendu des lignes comme « 00:12:31.000 --> 00:12:34.000 »"]),
        (
            "WEBVTT\n\nmot\n\n00:02.000 --> 00:01.000\na",
            ["ligne 3 : « mot » n'a pas d'horaire", "ligne 5 : la fin vient avant le début, ou en même temps"],
        ),
    ],
)  # fmt: skip
def test_broken_captions_are_refused_whole_with_their_line(texte, fautes):
    assert faults_of(texte) == fautes


def test_file_that_cannot_be_an_event_is_refused():
    many = "WEBVTT\n\n" + "\n".join(f"{write_instant(n)} --> {write_instant(n + 1)}\na\n" for n in range(20_001))
    assert faults_of(many) == ["ligne 1 : plus de 20000 répliques : ce n'est pas la transcription d'un événement"]


@given(
    st.lists(
        st.builds(
            lambda start, length, words, who: SousTitre(start, start + length, words, who),
            st.integers(0, 10**7),
            st.integers(1, 10**5),
            st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1),
            st.sampled_from(["", "Ana", "A & B"]),
        ),
        min_size=1,
    )
)
@settings(max_examples=150, deadline=None)
def test_captions_written_come_back_the_same(sous_titres):
    sous_titres = sorted(sous_titres, key=lambda each: each.debut)
    assert read_sous_titres(write_vtt(sous_titres)) == sous_titres


@given(st.text())
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader(text):
    for given_text in (text, "WEBVTT\n\n" + text, f"1\n00:00:01,000 --> 00:00:02,000\n{text}"):
        read, faults = [], []
        try:
            read = read_sous_titres(given_text)
        except FichierIllisible as error:
            faults = error.fautes
        assert bool(read) != bool(faults)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("12:31", 751),
        ("1:02:31", 3751),
        ("00:12:31", 751),
        ("751", 751),
        ("45", 45),
        ("12 min 31 s", 751),
        ("90 s", 90),
    ],
)
def test_a_time_is_read_as_people_write_it(text, seconds):
    assert read_seconde(text) == seconds


@pytest.mark.parametrize("text", ["", "midi", "1:99", "-3", "1:2:3:4"])
def test_what_is_not_a_time_is_refused(text):
    with pytest.raises(ValueError):
        read_seconde(text)


def test_a_time_is_written_as_players_show_it():
    assert (write_seconde(751), write_instant(3_600_001)) == ("00:12:31", "01:00:00.001")
