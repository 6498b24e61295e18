"""One written document, as blocks, as a PDF, as an ODT file."""

import io
import os
import shutil
import subprocess
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from entredeux.socle.document import (
    Citation,
    Document,
    Fragment,
    Intertitre,
    Liste,
    Paragraphe,
    Puce,
    Tableau,
    ligne,
    plain,
    read_html,
)
from entredeux.socle.ods import write_ods
from entredeux.socle.odt import write_odt
from entredeux.socle.pdf import render_document_pdf
from tests.socle.documents import (
    NOMS,
    attribute,
    headings_of_odt,
    links_of_pdf,
    open_odt,
    tags_of_pdf,
    text_of_odt,
    text_of_pdf,
)

RICHE = """
<p>On <b>ouvre</b> le <i>local <b>le soir</b></i>, voir
  <a href="https://exemple.fr/a?b=1&amp;c=2">la fiche</a>.<br/>#let x = $y</p>
<h3>Ce qui revient</h3>
<ul><li>Un<ul><li>Sous un</li></ul></li><li>Deux</li></ul>
<ol><li>Premier</li></ol>
"""
BLOCS = (
    Paragraphe(
        (
            Fragment("On "),
            Fragment("ouvre", gras=True),
            Fragment(" le "),
            Fragment("local ", italique=True),
            Fragment("le soir", gras=True, italique=True),
            Fragment(", voir "),
            Fragment("la fiche", lien="https://exemple.fr/a?b=1&c=2"),
            Fragment(".\n#let x = $y"),
        )
    ),
    Intertitre(3, ligne("Ce qui revient")),
    Liste((Puce(ligne("Un"), (Liste((Puce(ligne("Sous un")),)),)), Puce(ligne("Deux")))),
    Liste((Puce(ligne("Premier")),), est_numerotee=True),
)


def make_document() -> Document:
    return Document(
        titre="Restitution d'essai",
        sous_titre="Hauts-de-France",
        jour=date(2026, 3, 5),
        blocs=(
            Intertitre(2, ligne("Le local")),
            *BLOCS,
            Citation(ligne("« Nous sommes là. »"), ligne("une médiatrice")),
        ),
    )


def test_rich_text_becomes_blocks():
    assert read_html(RICHE) == BLOCS


def test_what_an_editor_pastes_keeps_its_words_and_loses_the_rest():
    html = "<div>Des <u>mots</u><script>alert(1)</script></div><style>p{}</style><blockquote><p>Dits.</p></blockquote>"
    assert read_html(html) == (Paragraphe(ligne("Des mots")), Citation(ligne("Dits.")))


@pytest.mark.parametrize("html", ["", "<p></p>", "<p> <br/> </p>", "<ul></ul>", "<h2> </h2>", "</li></ul></p>"])
def test_nothing_written_is_no_block(html):
    assert read_html(html) == ()


def test_link_that_leads_nowhere_outside_is_only_its_words():
    assert [Fragment("ici", lien=lien).lien for lien in ("javascript:alert(1)", "#bas", "/page/", "data:x")] == [""] * 4
    assert Fragment("ici", lien="mailto:a@exemple.fr").lien == "mailto:a@exemple.fr"


def test_link_within_the_site_is_written_whole():
    html = '<p><a href="/corpus/">le corpus</a> <a href="//ailleurs.exemple/">ailleurs</a></p>'
    (paragraphe,) = read_html(html, adresse="https://reseau.exemple/")
    assert [fragment.lien for fragment in paragraphe.texte] == ["https://reseau.exemple/corpus/", ""]
    (paragraphe,) = read_html(html)
    assert plain(paragraphe.texte) == "le corpus ailleurs"


def test_headings_never_skip_a_level():
    document = Document("Titre", tuple(Intertitre(niveau, ligne("x")) for niveau in (4, 4, 2, 4, 3, 4, 1)))
    assert [bloc.niveau for bloc in document.blocs] == [2, 2, 2, 3, 3, 4, 2]


@given(st.lists(st.integers(1, 6)))
def test_headings_go_down_one_level_at_a_time(niveaux):
    document = Document("Titre", tuple(Intertitre(niveau, ligne("x")) for niveau in niveaux))
    found = [1, *(bloc.niveau for bloc in document.blocs)]
    assert all(2 <= after <= before + 1 for before, after in pairwise(found))
    alike = pairwise(zip(niveaux, found[1:], strict=True))
    assert all(found_b == found_a for (given_a, found_a), (given_b, found_b) in alike if given_a == given_b)


def test_pdf_is_tagged_titled_and_in_french():
    content = render_document_pdf(make_document())
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    told = (reader.metadata.title, root["/Lang"], root["/MarkInfo"]["/Marked"])
    assert told == ("Restitution d'essai", "fr-FR", True)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    tags = tags_of_pdf(content)
    assert [tag for tag in tags if tag[0] == "H"] == ["H1", "H2", "H3"]
    assert {tag: tags.count(tag) for tag in ("L", "LI", "Link", "BlockQuote")} == {
        "L": 3,
        "LI": 4,
        "Link": 1,
        "BlockQuote": 1,
    }
    assert links_of_pdf(content) == ["https://exemple.fr/a?b=1&c=2"]


def test_pdf_holds_every_word_as_written():
    text = text_of_pdf(render_document_pdf(make_document()))
    for words in ("On ouvre le local le soir, voir la fiche.", "#let x = $y", "Sous un", "« Nous sommes là. »"):
        assert words in text


def test_odt_is_a_package_whose_headings_lists_and_links_are_real():
    parts = open_odt(write_odt(make_document()))
    content = parts["content.xml"]
    assert headings_of_odt(content) == [(1, "Restitution d'essai"), (2, "Le local"), (3, "Ce qui revient")]
    nested = content.findall(".//text:list/text:list-item/text:list", NOMS)
    assert ["".join(each.itertext()) for each in nested] == ["Sous un"]
    links = {attribute(a, "xlink:href"): "".join(a.itertext()) for a in content.iter(f"{{{NOMS['text']}}}a")}
    assert links == {"https://exemple.fr/a?b=1&c=2": "la fiche"}
    spans = [(attribute(s, "text:style-name"), s.text) for s in content.iter(f"{{{NOMS['text']}}}span")]
    assert spans == [("Gras", "ouvre"), ("Italique", "local "), ("GrasItalique", "le soir")]


def test_odt_uses_only_styles_that_it_defines():
    parts = open_odt(write_odt(make_document()))
    defined = {attribute(s, "style:name") for s in parts["styles.xml"].iter() if attribute(s, "style:name")}
    used = {attribute(n, "text:style-name") for n in parts["content.xml"].iter() if attribute(n, "text:style-name")}
    parents = {attribute(s, f"style:{k}-style-name") for s in parts["styles.xml"].iter() for k in ("parent", "next")}
    assert (used | parents - {None}) - defined == set()
    assert len(used) >= 8


def test_odt_says_its_title_language_and_day():
    parts = open_odt(write_odt(make_document()))
    meta = parts["meta.xml"]
    told = {nom: meta.findtext(f".//{nom}", namespaces=NOMS) for nom in ("dc:title", "dc:language", "dc:date")}
    assert told == {"dc:title": "Restitution d'essai", "dc:language": "fr-FR", "dc:date": "2026-03-05T00:00:00"}
    letters = parts["styles.xml"].find(".//style:default-style/style:text-properties", NOMS)
    assert (attribute(letters, "fo:language"), attribute(letters, "fo:country")) == ("fr", "FR")


def test_same_document_gives_the_same_bytes():
    assert render_document_pdf(make_document()) == render_document_pdf(make_document())
    assert write_odt(make_document()) == write_odt(make_document())


TEXTES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(TEXTES, TEXTES)
def test_odt_stands_whatever_is_written(titre, texte):
    """Spaces, control characters, markup: the file opens, and says what was written less what cannot be."""
    kept = Fragment(texte)
    content = open_odt(write_odt(Document(Fragment(titre).texte, (Paragraphe((kept,)),))))["content.xml"]
    (paragraph,) = content.findall(".//office:text/text:p", NOMS)
    assert spoken(paragraph) == kept.texte.replace("\r", "\n")


def spoken(node) -> str:
    words = node.text or ""
    for child in node:
        kind = child.tag.rpartition("}")[2]
        words += {"line-break": "\n", "tab": "\t"}.get(kind, "")
        words += " " * int(attribute(child, "text:c") or 0) if kind == "s" else ""
        words += spoken(child) if kind in ("span", "a") else ""
        words += child.tail or ""
    return words


@given(st.text(max_size=200))
def test_no_rich_text_breaks_the_reader(html):
    for bloc in read_html(html):
        if isinstance(bloc, Paragraphe):
            assert plain(bloc.texte).strip()


def test_libreoffice_opens_the_odt(tmp_path: Path):
    """Where it is installed (or named by SOFFICE), it reads the headings and the words."""
    soffice = os.environ.get("SOFFICE") or shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice n'est pas sur cette machine.")
    (tmp_path / "essai.odt").write_bytes(write_odt(make_document()))
    profile = f"-env:UserInstallation=file://{tmp_path}/profil"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "essai.odt")], check=True, capture_output=True, timeout=120)
    text = text_of_pdf((tmp_path / "essai.pdf").read_bytes())
    assert "On ouvre le local le soir, voir la fiche." in text
    assert "page 1 sur 1" in text


def test_paragraphs_of_the_odt_are_those_of_the_document():
    assert text_of_odt(open_odt(write_odt(make_document()))["content.xml"]).splitlines()[:4] == [
        "Restitution d'essai",
        "Hauts-de-France",
        "Le local",
        "On ouvre le local le soir, voir la fiche.#let x = $y",
    ]


def test_spreadsheet_is_read_back_as_it_was_given(tmp_path: Path):
    rows = [["=1+1", 12, date(2019, 12, 5)], ["« l'été »\n<b>", None, ""], ["a\x00b", 2.5, "fin"]]
    path = tmp_path / "corpus.ods"
    path.write_bytes(write_ods("Corpus : tout", ["texte", "nombre", "jour"], rows))
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("Corpus   tout")
    assert sheet.to_python() == [
        ["texte", "nombre", "jour"],
        ["=1+1", 12.0, date(2019, 12, 5)],
        ["« l'été »\n<b>", "", ""],
        ["ab", 2.5, "fin"],
    ]


def test_spreadsheet_is_a_package_like_the_other():
    parts = open_odt(write_ods("Corpus", ["texte"], [["un"]]), genre="spreadsheet")
    assert [*parts] == ["META-INF/manifest.xml", "content.xml", "meta.xml"]


# --- tables


def make_tableau(**changes) -> Tableau:
    said = {
        "legende": ligne("Actes par quartier, 2025"),
        "entetes": ("Quartier", "Actes"),
        "lignes": (("Grand ensemble", "1\u202f240"), ("Cité 4", "s."), ("Ensemble", "1\u202f262")),
        "est_pied": True,
    }
    return Tableau(**(said | changes))


def test_table_of_a_pdf_is_tagged_with_its_caption_and_its_headers():
    content = render_document_pdf(Document("Rapport", (make_tableau(),)))
    tags = tags_of_pdf(content)
    assert [tag for tag in tags if tag not in ("Div", "Span")][:6] == [
        "Document",
        "H1",
        "Table",
        "Caption",
        "THead",
        "TR",
    ]
    assert (tags.count("TH"), tags.count("TD"), tags.count("THead")) == (2, 6, 1)
    assert "Cité 4 s. Ensemble 1 262" in text_of_pdf(content).replace("\u202f", " ")


def test_table_of_an_odt_has_header_rows():
    content = open_odt(write_odt(Document("Rapport", (make_tableau(),))))["content.xml"]
    (header,) = content.iter(f"{{{NOMS['table']}}}table-header-rows")
    assert "".join(header.itertext()) == "QuartierActes"
    assert text_of_odt(content).endswith("Cité 4\ns.\nEnsemble\n1\u202f262")


def test_long_table_goes_over_the_page_and_its_header_comes_back():
    rows = tuple((f"Quartier {number}", str(number)) for number in range(120))
    content = render_document_pdf(Document("Rapport", (make_tableau(lignes=rows, est_pied=False),)))
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) > 2
    assert all("Quartier" in page and "Actes" in page for page in pages)


def test_row_of_another_width_is_refused():
    with pytest.raises(ValueError, match="2 colonnes"):
        make_tableau(lignes=(("seul",),))
