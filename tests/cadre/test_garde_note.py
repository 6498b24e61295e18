"""The note guard on the server: what it shows, what it leaves alone, and that it never slows nor breaks a page."""

import csv
import json
import re
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import asdict
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from entredeux.cadre.garde_note import find_alertes
from entredeux.cadre.garde_note.moteur import Alerte
from entredeux.cadre.garde_note.reecriture import rewrite
from entredeux.cadre.garde_note.regles import LABELS, Fichier, ReglesInvalides, check_motif, load_regles, parse_suite
from entredeux.cadre.garde_note.telephone import CIBLE, draw_json

CORPUS = settings.RACINE.parent / "bench" / "corpus"
LIMITE = 5_000  # characters
# Where a regular expression or a sequence with a bad bound would show.
PIEGES = ["a", "A", "0", "06 ", "a@", "a.", "a point ", "a-", "l'", "Mme ", "Jean Pierre ", "rue de la ", "Ab ", "+33 "]
PIEGES += ["12 AB ", "x@a.a.", "zero un ", "plaque a ", "(", "\n", "« ", "Mme et M. ", "AB-", "ç", "\u0301", "😀"]

NUMEROS = ["06 12 34 56 78", "0612345678", "06.12.34.56.78", "06-12-34-56-78", "06 1234 5678", "+212 661 23 45 67"]
NUMEROS += ["+33 6 12 34 56 78", "0033612345678", "+33 (0)6 12 34 56 78", "06\u00a012\u202f34 56 78"]


def rows_of(name: str) -> list[tuple[str, set[str]]]:
    with (CORPUS / f"garde_note_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["phrase"], set(filter(None, row["etiquettes"].split("|")))) for row in csv.DictReader(file)]


def labels_of(texte: str) -> set[str]:
    return {alerte.label for alerte in find_alertes(texte)}


def extracts_of(texte: str, label: str = "nom") -> list[str]:
    return [alerte.extrait for alerte in find_alertes(texte) if alerte.label == label]


# --- the corpus


@pytest.mark.parametrize("name", ["travail", "temoin"])
def test_most_of_what_is_shown_is_right_and_most_of_what_should_be_is_shown(name):
    counts: Counter[str] = Counter()
    for phrase, wanted in rows_of(name):
        found = labels_of(phrase)
        counts.update(juste=len(found & wanted), tort=len(found - wanted), manque=len(wanted - found))
    assert counts["juste"] / (counts["juste"] + counts["tort"]) >= 0.95
    assert counts["juste"] / (counts["juste"] + counts["manque"]) >= 0.95


def test_the_corpus_is_large_half_clean_and_never_twice_the_same():
    travail, temoin = rows_of("travail"), rows_of("temoin")
    phrases = [phrase for phrase, _ in travail + temoin]
    assert len(phrases) == len(set(phrases))
    for rows, least in ((travail, 300), (temoin, 100)):
        assert len(rows) >= least
        assert 0.4 <= sum(not wanted for _, wanted in rows) / len(rows) <= 0.6
        assert set.union(*(wanted for _, wanted in rows)) == set(LABELS)


# --- what is shown


@pytest.mark.parametrize(
    ("texte", "extrait"),
    [
        ("Mme Diallo du 3e attend une réponse.", "Mme Diallo"),
        ("On a parlé avec Karim B. près du local.", "Karim B."),
        ("Kevin revient ce soir.", "Kevin"),
        ("vu mohamed au city", "mohamed"),
        ("mr benali veut une réponse", "mr benali"),
        ("M. et Mme Kowalski sont d'accord.", "M. et Mme Kowalski"),
        ("KONATE Bakary sera là.", "KONATE Bakary"),
        ("Le fils Benali était là.", "Benali"),
        ("Il s'appelle Tidiane.", "Tidiane"),
        ("N'Golo a ouvert la porte.", "N'Golo"),
        ("Vu avec Jean-Marc hier.", "Jean-Marc"),
    ],
)
def test_a_name_is_shown_however_it_is_written(texte, extrait):
    assert extracts_of(texte) == [extrait]


@pytest.mark.parametrize(
    "texte",
    [
        "Rue Jean Moulin, stationnement gênant.",
        "Sortie calme à l'école Jules Ferry.",
        "Résidence Pablo Picasso, hall propre.",
        "rue du docteur Schweitzer, un banc à réparer",
        "Réunion à Jean Jaurès avec les parents.",
        "Monsieur le directeur de l'école nous a reçus.",
        "M. X refuse, Mme Y accepte.",
        "Madame dit que le bruit a diminué.",
        "Rose fanée au pied de l'arbre.",
        "Devant Carrefour Market, deux personnes.",
    ],
)
def test_a_place_a_function_or_a_common_word_is_no_name(texte):
    assert find_alertes(texte) == []


@pytest.mark.parametrize(
    ("innocente", "alerte", "label"),
    [
        ("La musique vient d'une enceinte.", "Elle est enceinte.", "sante"),
        ("Prière de fermer la porte.", "Il fait la prière sur le palier.", "religion"),
        ("Pendant le ramadan, plus de monde dehors.", "Il fait le ramadan.", "religion"),
        ("Parking de la mosquée : double file.", "Il va à la mosquée.", "religion"),
        ("Trafic routier dense.", "Trafic de cigarettes.", "infraction"),
        ("Porte d'entrée condamnée.", "Condamné pour recel.", "infraction"),
        ("Un habitant nous interpelle sur le bruit.", "Il a été interpellé.", "infraction"),
        ("Les jeunes frappent à la porte.", "Il frappe sa femme.", "infraction"),
        ("Fracture numérique : atelier.", "Elle a une fracture.", "sante"),
        ("Orienté vers un médecin.", "Il est diabétique.", "sante"),
        ("Ampoule grillée au 3e étage.", "Bruit au 3e étage gauche.", "logement"),
        ("12 rue Racine, poubelles pleines.", "Porte 12, poubelles pleines.", "logement"),
        ("Le 05 12 2024 18 h 30, réunion.", "Le 05 12 20 24 18, rappeler.", "telephone"),
    ],
)
def test_the_same_word_may_be_innocent_or_not(innocente, alerte, label):
    assert label in labels_of(alerte)
    assert labels_of(innocente) == set()


@pytest.mark.parametrize(
    "numero",
    NUMEROS,
)
def test_a_phone_number_is_taken_whole(numero):
    assert extracts_of(f"Rappeler au {numero}.", "telephone") == [numero]


@pytest.mark.parametrize("numero", ["119", "3018", "0 800 05 95 95", "123 456 789 00012", "2024-118"])
def test_numbers_that_are_nobodys_phone_are_left(numero):
    assert find_alertes(f"Voir le {numero} affiché.") == []


def test_what_a_format_took_is_not_read_again():
    """The name inside an address is the address's."""
    assert labels_of("Écrire à kevin.martin@exemple.fr demain.") == {"courriel"}


def test_an_alert_says_why_and_what_to_write():
    (alerte,) = find_alertes("Vu Kevin hier.")
    assert alerte == Alerte(
        "nom",
        3,
        8,
        "Kevin",
        "La personne concernée peut lire toute note, et un nom la désigne. (cnil.fr/zones-bloc-note-et-commentaires)",
        "une personne",
    )


def test_offsets_count_characters_even_after_an_emoji():
    texte = "😀👍🏽 Vu Kevin."
    (alerte,) = find_alertes(texte)
    assert texte[alerte.debut : alerte.fin] == alerte.extrait == "Kevin"


# --- other words


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Kevin a dit oui.", "Une personne a dit oui."),
        ("C'est la faute de Bryan.", "C'est la faute d'une personne."),
        ("La dame de la porte 4 attend.", "La dame d'un logement attend."),
        ("Rappeler au 06 12 34 56 78.", "Rappeler à un numéro de téléphone."),
        ("L'éducateur, Philippe Garnier, prend la suite.", "L'éducateur prend la suite."),
        ("Le fils Benali revient.", "Le fils revient."),
        ("La famille Traoré accepte.", "Une famille accepte."),
        ("M. et Mme Kowalski demandent un passage.", "Deux personnes demandent un passage."),
        ("Rien à changer ici.", "Rien à changer ici."),
    ],
)
def test_the_proposal_reads_as_french(texte, attendu):
    assert rewrite(texte, find_alertes(texte)) == attendu


def test_only_the_chosen_alerts_are_replaced():
    texte = "Kevin et Samira, porte 4."
    assert (
        rewrite(texte, [a for a in find_alertes(texte) if a.extrait == "Samira"]) == "Kevin et une personne, porte 4."
    )


# --- any text


def words() -> st.SearchStrategy[str]:
    """Texts made of the rules' own words, the likeliest to meet a sequence halfway."""
    known = sorted({mot.rstrip("*") for mots in load_regles()["listes"].values() for mot in mots.split()})
    piece = st.sampled_from(known) | st.sampled_from([".", ",", ":", "«", "»", "'", "-", "12", "3e", "\n", "A", "😀"])
    cased = st.tuples(piece, st.sampled_from([str, str.title, str.upper])).map(lambda pair: pair[1](pair[0]))
    return st.lists(cased, max_size=30).map(" ".join)


@given(texte=st.text(max_size=300) | words())
@hypothesis_settings(deadline=None, max_examples=300)
def test_any_text_has_its_alerts_in_order_inside_it_and_apart(texte):
    alertes = find_alertes(texte)
    assert all(0 <= a.debut < a.fin <= len(texte) and texte[a.debut : a.fin] == a.extrait for a in alertes)
    assert [(a.debut, a.fin) for a in alertes] == sorted((a.debut, a.fin) for a in alertes)
    for label in LABELS:
        ends = [(a.debut, a.fin) for a in alertes if a.label == label]
        assert all(end <= start for (_, end), (start, _) in pairwise(ends))
    assert isinstance(rewrite(texte, alertes), str)


@pytest.mark.parametrize("piege", PIEGES)
def test_time_grows_with_the_length_and_no_faster(piege):
    def cost(length: int) -> float:
        texte = (piege * length)[:length]
        return min(spent(texte) for _ in range(2))

    def spent(texte: str) -> float:
        start = time.process_time()
        find_alertes(texte)
        return time.process_time() - start

    find_alertes("")  # the rules are read once
    short, long = cost(LIMITE // 2), cost(LIMITE)
    assert long < 3
    assert long < 4 * short + 0.05


# --- the rules


def test_the_phone_has_these_very_rules():
    assert CIBLE.read_text(encoding="utf-8") == draw_json(), "python -m entredeux.cadre.garde_note.telephone"
    assert json.loads(draw_json()) == load_regles()


def test_every_list_is_used():
    texte = (settings.RACINE / "cadre" / "garde_note" / "regles.yaml").read_text(encoding="utf-8")
    compiled = load_regles()
    elsewhere = {"abreviation", *(nom for forme in compiled["formes"].values() for nom in forme["sauf"])}
    used = set(re.findall(r"#([a-z_]+)", texte.split("\nlistes:\n")[0])) | elsewhere
    assert set(compiled["listes"]) - used == set()


@pytest.mark.parametrize("motif", [r"\bmot\b", r"\d{10}", "a+b", ".*", "(?i:mot)", "(?P<x>a)", r"[\w.]{2}", "^a"])
def test_a_format_both_languages_would_not_read_alike_is_refused(motif):
    with pytest.raises(ReglesInvalides):
        check_motif(motif)


@pytest.mark.parametrize("suite", ["#inconnue", "é", "Rue", "le? |la", "mot?|autre", "[un] [deux]", "[un", "un? deux"])
def test_a_sequence_that_says_nothing_is_refused(suite):
    fichier = Fichier.model_construct(listes={}, formes={})
    with pytest.raises(ReglesInvalides):
        parse_suite(suite, fichier)


@pytest.mark.skipif(shutil.which("node") is None, reason="pas de node sur cette machine : le navigateur fait l'essai")
def test_node_finds_the_same(tmp_path: Path):
    phrases = [phrase for name in ("travail", "temoin") for phrase, _ in rows_of(name)]
    phrases += [
        "😀👍🏽 Vu Kevin, appt 4.",
        "ŒUVRE de Łukasz",
        "Mme N\u2019Diaye",
        "E\u0301lodie a dit oui",
        "\ufeffKevin\u2028Samira",
    ]
    attendus = [
        [phrase, [asdict(a) for a in find_alertes(phrase)], rewrite(phrase, find_alertes(phrase))] for phrase in phrases
    ]
    (tmp_path / "attendus.json").write_text(json.dumps(attendus), encoding="utf-8")
    done = subprocess.run(
        ["node", "--test", "tests/cadre/garde_note.test.mjs"],
        cwd=settings.RACINE.parent,
        env={"PATH": str(Path(shutil.which("node") or "").parent), "ATTENDUS": str(tmp_path / "attendus.json")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
