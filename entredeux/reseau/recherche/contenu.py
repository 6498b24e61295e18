"""A document as the index holds it: its stems by field, their weights, the words as they are written."""

from dataclasses import dataclass

from entredeux.reseau.models import DocumentIndexe
from entredeux.reseau.recherche.analyse import OUTILS, split, stem
from entredeux.reseau.recherche.documents import Document
from entredeux.reseau.recherche.occurrences import weigh

LIGNE = " \n "  # with blanks, so that a word at the end of a passage is between two of them too


@dataclass(frozen=True)
class Contenu:
    titre: list[str]
    resume: list[str]
    passages: list[list[str]]
    formes: dict[str, str]

    @property
    def lignes(self) -> dict[str, tuple[int, int]]:
        """Stem -> (weight, number of stems of the title if it is there), what a row of postings holds."""
        in_title = set(self.titre)
        weights = weigh([self.titre, self.resume, [stem for passage in self.passages for stem in passage]])
        size = min(len(in_title), 255)
        return {stem: (weight, size if stem in in_title else 0) for stem, weight in weights.items()}

    def row_of(self, document: Document) -> DocumentIndexe:
        return DocumentIndexe(
            reference=document.reference,
            genre=document.genre,
            titre=document.titre,
            resume=document.resume,
            url=document.url,
            audience=document.audience,
            ensemble=document.ensemble,
            themes=list(document.themes),  # type: ignore[misc]
            region=document.region,
            annee=document.annee,
            racines_titre=" ".join(self.titre),
            racines_resume=" ".join(self.resume),
            racines_corps=LIGNE.join(" ".join(passage) for passage in self.passages),
            empreinte=document.empreinte,
        )


def analyse(document: Document) -> Contenu:
    """Of a cleaned document."""
    return read_contenu(document.titre, document.resume, [passage.texte for passage in document.passages])


def read_contenu(titre: str, resume: str, passages: list[str]) -> Contenu:
    formes: dict[str, str] = {}

    def stems_of(text: str) -> list[str]:
        words = [word for word in split(text) if word not in OUTILS]
        stems = [stem(word) for word in words]
        formes.update(zip(words, stems, strict=True))
        return stems

    return Contenu(stems_of(titre), stems_of(resume), [stems_of(passage) for passage in passages], formes)
