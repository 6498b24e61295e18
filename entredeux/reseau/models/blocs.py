"""The one flat list of blocks of every page an editor writes. No block holds another list of blocks."""

from typing import Any

from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from entredeux.reseau.enums import SectionFiche
from entredeux.reseau.models.blocs_corpus import ELEMENTS, ChoixBlock, PointBlock

GRAS_ET_LIENS = ["bold", "italic", "link", "document-link", "ol", "ul"]


class LienBlock(blocks.StructBlock):
    titre = blocks.CharBlock(max_length=200, label="Titre")
    url = blocks.URLBlock(label="Adresse")

    class Meta:
        icon = "link"
        label = "Lien"


class SourceBlock(LienBlock):
    """Where a fact can be checked."""

    class Meta:
        icon = "openquote"
        label = "Source"


class CitationBlock(blocks.StructBlock):
    texte = blocks.TextBlock(max_length=600, label="Paroles")
    auteur = blocks.CharBlock(max_length=160, required=False, label="Qui parle, avec son accord")

    class Meta:
        icon = "openquote"
        label = "Citation"


class DocumentBlock(blocks.StructBlock):
    titre = blocks.CharBlock(max_length=200, label="Titre")
    document = DocumentChooserBlock(label="Fichier")

    class Meta:
        icon = "doc-full"
        label = "Document"


class SectionBlock(blocks.StructBlock):
    """A part of a fiche d'expérience: its place in the template says its title."""

    section = blocks.ChoiceBlock(choices=SectionFiche.choices, label="Partie")
    texte = blocks.RichTextBlock(features=GRAS_ET_LIENS, required=False, label="Texte")
    periode = blocks.CharBlock(
        max_length=80, required=False, label="Période", help_text="Pour les résultats : de quand datent les chiffres."
    )

    class Meta:
        icon = "list-ul"
        label = "Partie de la fiche"


def text(label: str, icon: str, max_length: int = 600) -> blocks.TextBlock:
    return blocks.TextBlock(max_length=max_length, label=label, icon=icon, rows=2)


BLOCS: dict[str, blocks.Block] = {
    "section": SectionBlock(),
    "titre": blocks.CharBlock(max_length=120, label="Intertitre", icon="title"),
    "paragraphe": blocks.RichTextBlock(features=GRAS_ET_LIENS, label="Paragraphe", icon="pilcrow"),
    "message": text("Message retenu", "pick"),
    "suite": text("Suite annoncée", "arrow-right"),
    "question": text("Question posée", "help"),
    "idee": text("Idée clé", "pick"),
    "pratique": text("Pratique", "cogs"),
    "temoin": blocks.CharBlock(max_length=200, label="Qui a témoigné", icon="user"),
    "point": PointBlock(),
    "citation_corpus": ChoixBlock(ELEMENTS, au_plus=1, label="Parole ou élément cité d'un atelier", icon="openquote"),
    "citation": CitationBlock(),
    "source": SourceBlock(),
    "lien": LienBlock(),
    "document": DocumentBlock(),
}


# Each of one kind of page: the others do not know how to show them.
PROPRES = {"section", "point", "citation_corpus"}


def blocs(*noms: str) -> list[tuple[str, Any]]:
    """Those of the list that a field offers, in the list's order; without a name, all that any page may hold."""
    return [(nom, bloc) for nom, bloc in BLOCS.items() if (nom in noms if noms else nom not in PROPRES)]
