"""One bibliographic entry, whatever the file it came from."""

import re
import unicodedata
from dataclasses import dataclass, field

from entredeux.reseau.enums import GenreReference as G

ESPACES = re.compile(r"[ \t\r\n\f\v]+")
ANNEE = re.compile(r"\s*(1[89]\d\d|20\d\d|2100)(?:[-/.].*)?\s*")

# Our genre -> its name when we write, then the names we also read.
BIBTEX: dict[str, tuple[str, ...]] = {
    G.LIVRE: ("book", "booklet", "mvbook", "collection", "proceedings"),
    G.CHAPITRE: ("incollection", "inbook"),
    G.ARTICLE: ("article", "periodical"),
    G.COMMUNICATION: ("inproceedings", "conference"),
    G.RAPPORT: ("techreport", "report", "manual"),
    G.THESE: ("phdthesis", "mastersthesis", "thesis"),
    G.PAGE_WEB: ("online", "electronic", "www"),
    G.TEXTE_JURIDIQUE: ("legislation", "jurisdiction", "legal"),
    G.AUTRE: ("misc", "unpublished", "dataset", "video", "audio", "software"),
}
RIS: dict[str, tuple[str, ...]] = {
    G.LIVRE: ("BOOK", "EBOOK", "EDBOOK"),
    G.CHAPITRE: ("CHAP", "ECHAP"),
    G.ARTICLE: ("JOUR", "EJOUR", "MGZN", "NEWS", "JFULL"),
    G.COMMUNICATION: ("CPAPER", "CONF"),
    G.RAPPORT: ("RPRT", "GOVDOC"),
    G.THESE: ("THES",),
    G.PAGE_WEB: ("ELEC", "WEB", "ICOMM", "BLOG"),
    G.TEXTE_JURIDIQUE: ("STAT", "LEGAL", "BILL", "CASE"),
    G.AUTRE: ("GEN", "UNPB", "PAMP", "VIDEO", "SOUND", "DATA", "COMP", "MPCT", "SLIDE", "STAND"),
}


@dataclass(frozen=True)
class Notice:
    """`ligne`: where it begins in its file. `complements`: what we have no place for, kept as it was."""

    titre: str
    genre: str = G.AUTRE
    cle: str = ""
    auteurs: tuple[str, ...] = ()
    annee: int | None = None
    editeur: str = ""
    revue: str = ""
    volume: str = ""
    numero: str = ""
    pages: str = ""
    doi: str = ""
    isbn: str = ""
    issn: str = ""
    url: str = ""
    langue: str = ""
    resume: str = ""
    complements: dict[str, str] = field(default_factory=dict)
    ligne: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Identite:
    """What recognises the same work: any of the three that both have."""

    doi: str
    isbn: str
    cle: str


def identite(notice: Notice) -> Identite:
    return Identite(clean_doi(notice.doi), clean_isbn(notice.isbn), notice.cle.strip().lower())


def clean_doi(doi: str) -> str:
    """« https://doi.org/10.1000/ABC » and « doi:10.1000/abc » are one."""
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:)\s*", "", doi.strip(), flags=re.I).lower()


def clean_isbn(isbn: str) -> str:
    """Thirteen digits, so that the two writings of a book are one; the first when there are several."""
    found = re.match(r"[\s\-0-9]*[0-9Xx]", isbn.strip())
    digits = re.sub(r"[^0-9X]", "", (found[0] if found else "").upper())
    if len(digits) != 10:
        return digits if len(digits) == 13 else isbn.strip().lower()
    body = f"978{digits[:9]}"
    return body + str(-sum(int(digit) * (1, 3)[rank % 2] for rank, digit in enumerate(body)) % 10)


def flat(texte: str) -> str:
    """One line, composed accents: what a title or a name is, in any file. A non-breaking space stays one."""
    return unicodedata.normalize("NFC", ESPACES.sub(" ", texte)).strip(" ")


def genre_named(nom: str, noms: dict[str, tuple[str, ...]]) -> str:
    """Our genre for a name of BibTeX or RIS; "" when nobody knows it."""
    return next((genre for genre, known in noms.items() if nom in known), "")


def read_annee(texte: str) -> int | None:
    """The year of « 2019 », « 2019-05 », « 2019/// ». None for anything else."""
    found = ANNEE.fullmatch(texte)
    return int(found[1]) if found else None
