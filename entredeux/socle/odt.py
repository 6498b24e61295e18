"""An ODT file (OpenDocument 1.3) of a document: the standard library alone.

Real styles (Title, Heading 1 to 4, Text body, Quotations, lists), so that an editor's table of contents and a
screen reader find the headings; language, title and date in the metadata. Same document, same bytes.
"""

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from entredeux.socle.document import Bloc, Citation, Document, Fragment, Intertitre, Ligne, Liste, Puce, Tableau
from entredeux.socle.opendocument import pack, root, tag


def write_odt(document: Document) -> bytes:
    parts = {
        "content.xml": write_content(document),
        "styles.xml": write_styles(document),
        "meta.xml": write_meta(document),
    }
    return pack("text", parts, document.jour)


# --- what is written


def write_content(document: Document) -> str:
    lines = [tag("text:h", escape(document.titre), text__style_name="Title", text__outline_level="1")]
    if document.sous_titre:
        lines.append(tag("text:p", escape(document.sous_titre), text__style_name="Subtitle"))
    for bloc in document.blocs:
        lines += write_bloc(bloc)
    return root(
        "office:document-content",
        tag("office:automatic-styles", write_border_style()),
        tag("office:body", tag("office:text", *lines)),
    )


def write_border_style() -> str:
    below = tag("style:table-cell-properties", fo__border_bottom=f"0.5pt solid {DOUCE}", fo__padding="0.08cm")
    return tag("style:style", below, style__name="Bord", style__family="table-cell")


def write_bloc(bloc: Bloc) -> Iterable[str]:
    if isinstance(bloc, Intertitre):
        level = min(bloc.niveau, 4)
        yield tag(
            "text:h",
            write_ligne(bloc.texte),
            text__style_name=f"Heading_20_{level}",
            text__outline_level=str(level),
        )
    elif isinstance(bloc, Liste):
        yield write_liste(bloc)
    elif isinstance(bloc, Tableau):
        yield tag("text:p", write_ligne(bloc.legende), text__style_name="Legende")
        yield write_tableau(bloc)
    elif isinstance(bloc, Citation):
        yield tag("text:p", write_ligne(bloc.texte), text__style_name="Quotations")
        if bloc.auteur:
            yield tag("text:p", write_ligne(bloc.auteur), text__style_name="Auteur")
    else:
        style = "Discret" if bloc.est_discret else "Text_20_body"
        yield tag("text:p", write_ligne(bloc.texte), text__style_name=style)


def write_tableau(tableau: Tableau) -> str:
    """Header rows said as such, so that they come back on each page and a screen reader names the columns."""
    last = len(tableau.lignes) - 1
    rows = [write_rangee(row, tableau.est_pied and rank == last) for rank, row in enumerate(tableau.lignes)]
    return tag(
        "table:table",
        tag("table:table-column", table__number_columns_repeated=str(len(tableau.entetes))),
        tag("table:table-header-rows", write_rangee(tableau.entetes, est_forte=True)),
        *rows,
    )


def write_rangee(mots: tuple[str, ...], est_forte: bool) -> str:
    styles = ("CaseForte", "NombreFort") if est_forte else ("Case", "Nombre")
    cells = (
        tag(
            "table:table-cell",
            tag("text:p", write_texte(mot), text__style_name=styles[rank > 0]),
            table__style_name="Bord",
            office__value_type="string",
        )
        for rank, mot in enumerate(mots)
    )
    return tag("table:table-row", *cells)


def write_liste(liste: Liste, est_dedans: bool = False) -> str:
    style = {} if est_dedans and not liste.est_numerotee else {"text__style_name": nom_de_liste(liste)}
    return tag("text:list", *map(write_puce, liste.puces), **style)


def nom_de_liste(liste: Liste) -> str:
    return "Numeros" if liste.est_numerotee else "Puces"


def write_puce(puce: Puce) -> str:
    own = tag("text:p", write_ligne(puce.texte), text__style_name="List_20_Contents")
    return tag("text:list-item", own, *(write_liste(each, est_dedans=True) for each in puce.sous_listes))


def write_ligne(texte: Ligne) -> str:
    return "".join(map(write_fragment, texte))


def write_fragment(fragment: Fragment) -> str:
    words = write_texte(fragment.texte)
    if style := STYLES_DE_LETTRE.get((fragment.gras, fragment.italique)):
        words = tag("text:span", words, text__style_name=style)
    if fragment.lien:
        words = tag(
            "text:a",
            words,
            xlink__type="simple",
            xlink__href=fragment.lien,
            text__style_name="Internet_20_link",
            text__visited_style_name="Internet_20_link",
        )
    return words


def write_texte(texte: str) -> str:
    """OpenDocument folds spaces as HTML does: those to keep, tabulations and breaks are elements."""
    words = re.sub("  +", lambda spaces: f" \x00{len(spaces[0]) - 1}\x01", texte)
    words = escape(words).replace("\n", tag("text:line-break")).replace("\t", tag("text:tab"))
    return re.sub("\x00(\\d+)\x01", lambda count: tag("text:s", text__c=count[1]), words)


STYLES_DE_LETTRE = {(True, False): "Gras", (False, True): "Italique", (True, True): "GrasItalique"}


# --- how it looks

SARCELLE, ENCRE, DOUCE = "#0B5D63", "#1B2A33", "#51616B"
# name: (shown name, parent, next, paragraph, letters)
PARAGRAPHES: dict[str, tuple[str, str, str, dict[str, str], dict[str, str]]] = {
    "Text_20_body": (
        "Text body",
        "Standard",
        "Text_20_body",
        {"fo__margin_bottom": "0.25cm", "fo__line_height": "125%"},
        {},
    ),
    "Title": (
        "Title",
        "Standard",
        "Text_20_body",
        {"fo__margin_bottom": "0.3cm", "fo__keep_with_next": "always"},
        {"fo__font_size": "20pt", "fo__font_weight": "bold", "fo__color": SARCELLE},
    ),
    "Subtitle": (
        "Subtitle",
        "Standard",
        "Text_20_body",
        {"fo__margin_bottom": "0.6cm"},
        {"fo__font_size": "12pt", "fo__color": DOUCE},
    ),
    "Quotations": (
        "Quotations",
        "Text_20_body",
        "Text_20_body",
        {
            "fo__margin_left": "0.6cm",
            "fo__padding_left": "0.3cm",
            "fo__border_left": "1.5pt solid #F0A93B",
            "fo__border_right": "none",
            "fo__border_top": "none",
            "fo__border_bottom": "none",
        },
        {"fo__font_style": "italic"},
    ),
    "Auteur": ("Auteur de la citation", "Text_20_body", "Text_20_body", {"fo__margin_left": "0.9cm"}, {}),
    "Discret": ("Discret", "Text_20_body", "Text_20_body", {}, {"fo__font_size": "9pt", "fo__color": DOUCE}),
    "Legende": (
        "Légende",
        "Text_20_body",
        "Text_20_body",
        {"fo__margin_top": "0.3cm", "fo__keep_with_next": "always"},
        {"fo__font_size": "9.5pt", "fo__font_weight": "bold"},
    ),
    "Case": ("Case", "Standard", "Case", {}, {"fo__font_size": "9pt"}),
    "Nombre": ("Nombre", "Case", "Nombre", {"fo__text_align": "end"}, {}),
    "CaseForte": ("Case forte", "Case", "Case", {}, {"fo__font_weight": "bold"}),
    "NombreFort": ("Nombre fort", "Nombre", "Nombre", {}, {"fo__font_weight": "bold"}),
    "List_20_Contents": ("List Contents", "Text_20_body", "List_20_Contents", {"fo__margin_bottom": "0.12cm"}, {}),
    "Footer": ("Footer", "Standard", "Footer", {}, {"fo__font_size": "8.5pt", "fo__color": DOUCE}),
}
TAILLES = {2: "14pt", 3: "12pt", 4: "11pt"}
LETTRES = {
    "Gras": {"fo__font_weight": "bold"},
    "Italique": {"fo__font_style": "italic"},
    "GrasItalique": {"fo__font_weight": "bold", "fo__font_style": "italic"},
    "Internet_20_link": {"fo__color": SARCELLE, "style__text_underline_style": "solid"},
}


def write_styles(document: Document) -> str:
    return root(
        "office:document-styles",
        tag(
            "office:styles",
            write_defaults(),
            tag("style:style", style__name="Standard", style__family="paragraph", style__class="text"),
            *(write_paragraph_style(nom, *style) for nom, style in PARAGRAPHES.items()),
            *(write_heading_style(level, size) for level, size in TAILLES.items()),
            *(
                tag(
                    "style:style",
                    tag("style:text-properties", **letters),
                    style__name=nom,
                    style__family="text",
                )
                for nom, letters in LETTRES.items()
            ),
            write_list_style("Puces", est_numerotee=False),
            write_list_style("Numeros", est_numerotee=True),
        ),
        tag(
            "office:automatic-styles",
            tag(
                "style:page-layout",
                tag(
                    "style:page-layout-properties",
                    fo__page_width="21cm",
                    fo__page_height="29.7cm",
                    fo__margin_top="2.2cm",
                    fo__margin_bottom="1.8cm",
                    fo__margin_left="2.4cm",
                    fo__margin_right="2.4cm",
                ),
                tag("style:footer-style", tag("style:header-footer-properties", fo__margin_top="0.5cm")),
                style__name="Page",
            ),
        ),
        tag("office:master-styles", write_master_page(document)),
    )


def write_defaults() -> str:
    letters = tag(
        "style:text-properties",
        fo__font_size="11pt",
        fo__font_family="'Liberation Sans', Arial, sans-serif",
        fo__color=ENCRE,
        fo__language="fr",
        fo__country="FR",
        fo__hyphenate="false",
    )
    return tag("style:default-style", letters, style__family="paragraph")


def write_paragraph_style(
    nom: str, montre: str, parent: str, suivant: str, paragraph: dict[str, str], letters: dict[str, str]
) -> str:
    inside = [tag("style:paragraph-properties", **paragraph)] if paragraph else []
    inside += [tag("style:text-properties", **letters)] if letters else []
    return tag(
        "style:style",
        *inside,
        style__name=nom,
        style__display_name=montre,
        style__family="paragraph",
        style__parent_style_name=parent,
        style__next_style_name=suivant,
    )


def write_heading_style(level: int, size: str) -> str:
    return tag(
        "style:style",
        tag(
            "style:paragraph-properties",
            fo__margin_top="0.5cm",
            fo__margin_bottom="0.2cm",
            fo__keep_with_next="always",
        ),
        tag(
            "style:text-properties",
            fo__font_size=size,
            fo__font_weight="bold",
            fo__color=SARCELLE if level == 2 else ENCRE,
        ),
        style__name=f"Heading_20_{level}",
        style__display_name=f"Heading {level}",
        style__family="paragraph",
        style__parent_style_name="Standard",
        style__next_style_name="Text_20_body",
        style__default_outline_level=str(level),
    )


def write_list_style(nom: str, *, est_numerotee: bool) -> str:
    return tag("text:list-style", *(write_list_level(level, est_numerotee) for level in range(1, 5)), style__name=nom)


def write_list_level(level: int, est_numerotee: bool) -> str:
    place = tag(
        "style:list-level-properties",
        tag(
            "style:list-level-label-alignment",
            text__label_followed_by="listtab",
            fo__text_indent="-0.5cm",
            fo__margin_left=f"{0.6 * level + 0.2:.1f}cm",
        ),
        text__list_level_position_and_space_mode="label-alignment",
    )
    if est_numerotee:
        return tag(
            "text:list-level-style-number",
            place,
            text__level=str(level),
            style__num_format="1",
            style__num_suffix=".",
        )
    return tag("text:list-level-style-bullet", place, text__level=str(level), text__bullet_char="•")


def write_master_page(document: Document) -> str:
    footer = tag(
        "text:p",
        f"{escape(document.titre)} · page ",
        tag("text:page-number", "1", text__select_page="current"),
        " sur ",
        tag("text:page-count", "1"),
        text__style_name="Footer",
    )
    return tag(
        "style:master-page",
        tag("style:footer", footer),
        style__name="Standard",
        style__page_layout_name="Page",
    )


# --- what the file says of itself


def write_meta(document: Document) -> str:
    told = [
        tag("meta:generator", "Entre-deux"),
        tag("dc:title", escape(document.titre)),
        tag("dc:language", "fr-FR"),
        tag("dc:creator", escape(document.auteur)),
    ]
    if document.jour:
        told += [tag(nom, f"{document.jour:%Y-%m-%d}T00:00:00") for nom in ("meta:creation-date", "dc:date")]
    return root("office:document-meta", tag("office:meta", *told))
