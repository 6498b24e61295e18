"""Bibliographies come in whole, or not at all with the line of each fault; they go out and come back the same."""

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entredeux.reseau.bibliographie import Notice, guess_format, identite, latex, read_notices, write_notices
from entredeux.reseau.bibliographie.dublin_core import DC, RDF
from entredeux.reseau.bibliographie.notice import BIBTEX, RIS, clean_isbn, flat
from entredeux.reseau.enums import GenreReference
from entredeux.reseau.lecture import Faute, FichierIllisible, decode_texte

BIBTEX_REEL = r"""
Exporté d'un logiciel de références.
@string{fm = "France M{\'e}diation"}
@comment{rien à lire ici}
@book{stebe2018,
  title     = {La m{\'e}diation dans les {banlieues} sensibles : 50\% d'{\oe}uvres \& d'id{\'e}es},
  author    = {St{\'e}b{\'e}, Jean-Marc and Martin Du Gard, Paul and {Centre de ressources (IREV)} and others},
  year      = 2018,
  publisher = fm # { et amis},
  isbn      = {2-7654-1005-4},
  pages     = {12--15},
  url       = {https://exemple.fr/a_b?c=1&d=50\%25#e},
  keywords  = "hall, bailleur",
}
@techreport{rapport1, title="Sans {\c c}a", institution={ANCT}, date={2021-03}, month=mar}
"""


def faults_of(texte: str, format: str = "") -> list[str]:
    with pytest.raises(FichierIllisible) as caught:
        read_notices(texte, format)
    return [str(faute) for faute in caught.value.fautes]


def test_bibtex_of_real_life():
    livre, rapport = read_notices(BIBTEX_REEL)
    assert livre == Notice(
        titre="La médiation dans les banlieues sensibles : 50% d'œuvres & d'idées",
        genre="livre",
        cle="stebe2018",
        auteurs=("Stébé, Jean-Marc", "Martin Du Gard, Paul", "Centre de ressources (IREV)", "et al."),
        annee=2018,
        editeur="France Médiation et amis",
        isbn="2-7654-1005-4",
        pages="12–15",
        url="https://exemple.fr/a_b?c=1&d=50%25#e",
        complements={"keywords": "hall, bailleur"},
    )
    assert livre.ligne == 5
    assert (rapport.titre, rapport.genre, rapport.editeur, rapport.annee) == ("Sans ça", "rapport", "ANCT", 2021)
    assert rapport.complements == {"date": "2021-03", "month": "mar"}


INCONNU = "n'est ni entre accolades, ni un nombre, ni une abréviation @string du fichier"


@pytest.mark.parametrize(
    ("texte", "fautes"),
    [
        (
            "@book{a, title={Sans fin,\n year=2020\n@misc{b, title={Bon}}",
            ["ligne 1 : cette entrée n'est pas fermée : une autre commence avant son accolade fermante"],
        ),
        (
            "\n@book{a, title={Sans fin",
            ["ligne 2 : cette entrée n'est pas fermée : le fichier finit avant son accolade fermante"],
        ),
        ("@misc{a title={x}}", ["ligne 1 : il manque une virgule après la clé de l'entrée"]),
        ("@misc{a, title {x}}", ["ligne 1 : il manque un signe « = » entre le nom d'un champ et sa valeur"]),
        (
            "@misc{a, title={x} year={2}}",
            ["ligne 1 : « {x} year={2} » " + INCONNU],
        ),
        ("@misc{, title={x}}", ["ligne 1 : l'entrée @misc n'a pas de clé"]),
        ("@misc{a, year=2020}", ["ligne 1 : « a » n'a pas de titre (title)"]),
        ("@misc{a, title={x}, title={y}}", ["ligne 1 : un champ est donné deux fois : title"]),
        (
            "@misc{a,\n title={x},\n year={vers 1990}}",
            ["ligne 1 : année illisible : « vers 1990 », attendu quatre chiffres"],
        ),
        (
            "@misc{a,\n title={x},\n publisher=inconnu}",
            ["ligne 3 : « inconnu » " + INCONNU],
        ),
        ("Bonjour", ["ligne 1 : aucune référence : une entrée BibTeX commence par « @book{clé, »"]),
        ("", ["ligne 1 : aucune référence : une entrée BibTeX commence par « @book{clé, »"]),
    ],
)
def test_broken_bibtex_is_refused_whole_with_its_line(texte, fautes):
    assert faults_of(texte) == fautes


def test_two_faults_are_both_said():
    assert faults_of("@misc{a, year=2020}\n@misc{ok, title={bon}}\n@misc{, title={x}}") == [
        "ligne 1 : « a » n'a pas de titre (title)",
        "ligne 3 : l'entrée @misc n'a pas de clé",
    ]


RIS_REEL = """TY  - JOUR
AU  - Dupont, René
AU  - France Médiation
TI  - L'école, lieu
  d'entre-deux
JO  - Les cahiers
PY  - 2019///
VL  - 12
IS  - 3
SP  - 101
EP  - 115
SN  - 1234-5678
AB  - Une première ligne
et sa suite.
KW  - école
KW  - climat scolaire
ER  -

TY  - BOOK
TI  - Un livre
SN  - 9782765410058
ER  -
"""


def test_ris_of_real_life():
    article, livre = read_notices(RIS_REEL)
    assert article == Notice(
        titre="L'école, lieu d'entre-deux",
        genre="article",
        auteurs=("Dupont, René", "France Médiation"),
        annee=2019,
        revue="Les cahiers",
        volume="12",
        numero="3",
        pages="101–115",
        issn="1234-5678",
        resume="Une première ligne et sa suite.",
        complements={"ris-kw": "école", "ris-kw-2": "climat scolaire"},
    )
    assert (livre.ligne, livre.isbn) == (19, "9782765410058")


@pytest.mark.parametrize(
    ("texte", "fautes"),
    [
        ("TY  - BOOK\nTI  - x\n", ["ligne 1 : cette entrée n'a pas de fin (ER)"]),
        (
            "TY  - BOOK\nTI  - x\nPY 2010\nER  - \n",
            ["ligne 3 : « PY 2010 » n'est pas une ligne RIS : attendu « PY  - 2019 », deux espaces comprises"],
        ),
        (
            "TI  - x\nTY  - BOOK\nTI  - y\nER  - \n",
            ["ligne 1 : « TI » vient avant le début d'une entrée (TY)"],
        ),
        (
            "TY  - BOOK\nTI  - x\nTY  - BOOK\nTI  - y\nER  - \n",
            ["ligne 3 : une entrée commence avant la fin (ER) de la précédente, ligne 1"],
        ),
        ("TY  - ZZZZ\nTI  - x\nER  - \n", ["ligne 1 : genre inconnu : « TY  - ZZZZ »"]),
        ("TY  - BOOK\nPY  - 2010\nER  - \n", ["ligne 1 : cette entrée n'a pas de titre (TI)"]),
        ("TY  - BOOK\nTI  - x\nPY  - jadis\nER  - \n", ["ligne 3 : année illisible : « jadis »"]),
    ],
)
def test_broken_ris_is_refused_whole_with_its_line(texte, fautes):
    assert faults_of(texte, "ris") == fautes


def test_bytes_that_are_no_text_say_their_line():
    for content, fault in (
        ("titre é\n".encode() + "é".encode("latin-1"), "ligne 2 : un caractère n'est pas en UTF-8"),
        (b"a\n\x00", "ligne 2 : ce fichier n'est pas du texte"),
        (b"x" * 2_000_001, "ligne 1 : le fichier est trop lourd (2,0 Mo, 2 Mo au plus)"),
    ):
        with pytest.raises(FichierIllisible) as caught:
            decode_texte(content, limite=2_000_000)
        assert str(caught.value.fautes[0]).startswith(fault)
    assert decode_texte("\ufeffa\r\nb\rc".encode(), limite=99) == "a\nb\nc"
    assert decode_texte("é".encode("utf-16"), limite=99) == "é"


MOTS = st.text(
    st.one_of(
        st.sampled_from("\\{}%&$#_^~-–`'\"<>,!?.;:éçœÉ«»\u00a0\u202f@=|*/ "),
        st.characters(exclude_categories=["C", "Z"]),
    ),
    max_size=30,
).map(flat)


UN_MOT = MOTS.filter(bool)
CLE = st.text("abcdefghijklmnopqrstuvwxyz0123456789:-_", min_size=1, max_size=12)
NOTICES = st.builds(
    Notice,
    titre=UN_MOT,
    genre=st.sampled_from(GenreReference.values),
    cle=CLE.filter(lambda cle: cle.strip("-") == cle),
    auteurs=st.lists(
        st.one_of(st.sampled_from(["Dupont, René", "Rue, Anne de la", "Ville de Lens et IREV"])), max_size=3
    ).map(tuple),
    annee=st.one_of(st.none(), st.integers(1800, 2100)),
    **dict.fromkeys(("editeur", "revue", "volume", "numero", "isbn", "issn", "langue", "resume"), MOTS),
    pages=st.sampled_from(["", "7", "12–15", "e45"]),
    doi=st.sampled_from(["", "10.1000/xyz_(1)"]),
    url=st.sampled_from(["", "https://exemple.fr/a_b?c=1&d=%20#e~f"]),
    complements=st.dictionaries(st.sampled_from(["keywords", "note", "howpublished"]), UN_MOT, max_size=2),
)


@given(st.lists(NOTICES, min_size=1, max_size=3))
@settings(max_examples=120, deadline=None)
def test_bibtex_comes_back_the_same(notices):
    assert read_notices(write_notices(notices, "bib"), "bibtex") == notices


@given(st.lists(NOTICES, min_size=1, max_size=3))
@settings(max_examples=120, deadline=None)
def test_ris_comes_back_the_same(notices):
    assert read_notices(write_notices(notices, "ris"), "ris") == notices


@given(MOTS)
@settings(max_examples=300, deadline=None)
def test_letters_written_for_latex_come_back(words):
    assert latex.decode(latex.encode(words)) == words


def test_one_file_goes_through_both_formats_unharmed():
    notices = read_notices(BIBTEX_REEL)
    assert read_notices(write_notices(notices, "ris")) == notices
    articles = read_notices(RIS_REEL)
    named = [Notice(**{**vars(notice), "cle": f"n{rank}"}) for rank, notice in enumerate(articles)]
    assert read_notices(write_notices(named, "bib")) == named


def test_each_genre_has_a_name_in_each_format():
    assert set(BIBTEX) == set(RIS) == set(GenreReference.values)
    for names in (BIBTEX, RIS):
        every = [name for known in names.values() for name in known]
        assert len(every) == len(set(every))


def test_formats_are_told_apart():
    assert (guess_format("\n TY  - BOOK"), guess_format("@book{a,")) == ("ris", "bibtex")


def test_same_work_is_recognised_however_it_is_written():
    one = Notice(titre="x", doi="https://doi.org/10.1000/ABC", isbn="2-7654-1005-4", cle="Stebe2018")
    two = Notice(titre="y", doi="doi:10.1000/abc", isbn="978-2-7654-1005-8 (broché)", cle="stebe2018")
    assert identite(one) == identite(two)
    assert clean_isbn("X") == "x"


def test_dublin_core_is_rdf_that_a_library_reads():
    (notice, _) = read_notices(BIBTEX_REEL)
    root = ElementTree.fromstring(write_notices([notice], "rdf").encode())
    (described,) = root
    assert root.tag == f"{{{RDF}}}RDF"
    assert described.get(f"{{{RDF}}}about") == notice.url
    assert [(each.tag.removeprefix(f"{{{DC}}}"), each.text) for each in described] == [
        ("title", notice.titre),
        *(("creator", auteur) for auteur in notice.auteurs),
        ("publisher", "France Médiation et amis"),
        ("date", "2018"),
        ("type", "Text"),
        ("identifier", "urn:isbn:2-7654-1005-4"),
        ("identifier", notice.url),
    ]


def test_signs_that_xml_refuses_are_left_out():
    text = write_notices([Notice(titre="a\x0bb & <c>")], "rdf")
    assert ElementTree.fromstring(text.encode())[0][0].text == "ab & <c>"


def test_faults_come_in_the_order_of_the_file():
    error = FichierIllisible([Faute(9, "b"), Faute(2, "a"), Faute(9, "b")])
    assert str(error) == "ligne 2 : a ; ligne 9 : b"


@given(st.text(st.one_of(st.sampled_from('@{}=,"#\n\\ %TYER-0123456789abc  '), st.characters())))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_readers(text):
    for format, begin in (("bibtex", ""), ("bibtex", "@book{"), ("ris", ""), ("ris", "TY  - BOOK\n")):
        read, faults = [], []
        try:
            read = read_notices(begin + text, format)
        except FichierIllisible as error:
            faults = error.fautes
        assert bool(read) != bool(faults)
