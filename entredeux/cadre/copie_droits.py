"""The readable copy, as one document: a page to read aloud, a PDF, an ODT. Made when asked, never stored."""

from collections.abc import Iterable
from datetime import date

from entredeux.cadre.droits import Rubrique
from entredeux.socle.document import Bloc, Document, Intertitre, Liste, Paragraphe, Puce, ligne
from entredeux.socle.odt import write_odt
from entredeux.socle.pdf import render_document_pdf

FORMATS = {
    "pdf": (render_document_pdf, "application/pdf"),
    "odt": (write_odt, "application/vnd.oasis.opendocument.text"),
}
DROITS = (
    "Vous pouvez faire corriger ou effacer ce qui vous concerne, ou vous y opposer : dites-le à l'équipe. Si la "
    "réponse ne vous va pas, vous pouvez vous adresser à la CNIL : www.cnil.fr."
)


def make_document(rubriques: Iterable[Rubrique], structure: str, jour: date) -> Document:
    blocs: list[Bloc] = [Paragraphe(ligne(f"Copie faite le {jour:%d/%m/%Y} par {structure}, à votre demande."))]
    for each in rubriques:
        blocs.append(Intertitre(2, ligne(each.titre)))
        blocs.append(Liste(tuple(Puce(ligne(phrase)) for phrase in each.phrases if phrase)))
    blocs += [Intertitre(2, ligne("Vos droits")), Paragraphe(ligne(DROITS))]
    return Document(titre="Ce que nous gardons sur vous", blocs=tuple(blocs), auteur=structure, jour=jour)


def write_copy(document: Document, extension: str) -> tuple[bytes, str]:
    """(content, type). Raises KeyError for another extension."""
    draw, content_type = FORMATS[extension]
    return draw(document), content_type
