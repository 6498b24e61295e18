"""Documents to be found in a test: all fictional."""

from typing import Any

from entredeux.reseau.enums import Audience
from entredeux.reseau.recherche.documents import Document, Passage
from entredeux.reseau.recherche.indexation import index_document
from entredeux.reseau.recherche.lecture import Reponse, search

PUBLIC = (Audience.PUBLIC.value,)
RESEAU = (Audience.PUBLIC.value, Audience.RESEAU.value)


def make_document(reference: str = "fiche:1", titre: str = "Fiche", **champs: Any) -> Document:
    return Document(**{"reference": reference, "genre": "fiche", "titre": titre, "url": f"/{reference}/", **champs})


def index(*documents: Document) -> None:
    for document in documents:
        index_document(document)


def found(question: str, audiences: tuple[str, ...] = PUBLIC, **options: Any) -> list[str]:
    """The references of the first page, in order."""
    return [each.document.reference for each in ask(question, audiences, **options).resultats]


def ask(question: str, audiences: tuple[str, ...] = PUBLIC, **options: Any) -> Reponse:
    return search(question, audiences=audiences, **options)


def soiree() -> list[Document]:
    """A small body of knowledge, with what people mix up."""
    return [
        make_document(
            "evenement:hall",
            "Occupations de halls : quelles réponses de la médiation ?",
            genre="evenement",
            resume="Le regroupement de jeunes dans un hall d'immeuble, et ce que les équipes en disent.",
            texte="Deux médiatrices passent chaque soir. Le bailleur répare la porte. Les locataires sont rassurés.",
            themes=("occupation-hall", "bailleurs"),
            region="32",
            annee=2024,
        ),
        make_document(
            "evenement:numerique",
            "Médiation sociale et médiation numérique",
            genre="evenement",
            resume="L'illectronisme éloigne des droits.",
            texte="Le conseiller numérique accompagne. La cage d'escalier n'est pas son sujet.",
            themes=("illectronisme",),
            region="11",
            annee=2024,
        ),
        make_document(
            "element:ecole",
            "Le médiateur à l'école écoute les élèves avant la classe",
            genre="element",
            texte="Le harcèlement se dit rarement d'emblée. Un œuf cassé, une trousse volée : des microviolences.",
            themes=("harcelement",),
            region="32",
            annee=2023,
        ),
        make_document(
            "replay:lievin",
            "Enregistrement de la plénière",
            genre="replay",
            passages=(
                Passage("Bonjour à toutes et à tous.", 0),
                Passage("Je voudrais parler du sabbat des chats du quartier.", 312),
                Passage("Nous avons posé une tisanerie au pied de la tour,", 751),
                Passage("et les voisins sont descendus.", 756),
            ),
            region="32",
            annee=2023,
        ),
    ]
