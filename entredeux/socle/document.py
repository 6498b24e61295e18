"""A written document, once: what a page, a PDF and an ODT file are drawn from.

    Document(titre="Restitution", blocs=(Intertitre(2, ligne("Le local")), Paragraphe(ligne("On l'ouvre."))))

`read_html` makes blocks of an editor's rich text. `socle.pdf.render_document_pdf` and `socle.odt.write_odt` draw
them; both give the same bytes for the same document, so that a file published can be told from another.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

ILLISIBLES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
LIEN = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
ESPACES = re.compile(r"[ \t\r\n]+")  # what HTML folds; never the spaces French does not break at


@dataclass(frozen=True)
class Fragment:
    """Some words in one style. « \\n » is a line break; a link that leads nowhere outside is only its words."""

    texte: str
    gras: bool = False
    italique: bool = False
    lien: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "texte", ILLISIBLES.sub("", self.texte))
        object.__setattr__(self, "lien", ILLISIBLES.sub("", self.lien) if LIEN.match(self.lien) else "")


Ligne = tuple[Fragment, ...]


@dataclass(frozen=True)
class Intertitre:
    """`niveau` 2 and below: 1 is the document's title."""

    niveau: int
    texte: Ligne
    genre: str = "intertitre"


@dataclass(frozen=True)
class Paragraphe:
    texte: Ligne
    est_discret: bool = False
    genre: str = "paragraphe"


@dataclass(frozen=True)
class Puce:
    texte: Ligne
    sous_listes: tuple["Liste", ...] = ()


@dataclass(frozen=True)
class Liste:
    puces: tuple[Puce, ...]
    est_numerotee: bool = False
    genre: str = "liste"


@dataclass(frozen=True)
class Citation:
    texte: Ligne
    auteur: Ligne = ()
    genre: str = "citation"


@dataclass(frozen=True)
class Tableau:
    """Words only, said before: « 1 240 », « s. ». The first column names each row.

    `est_pied`: the last row is a total."""

    legende: Ligne
    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    est_pied: bool = False
    genre: str = "tableau"

    def __post_init__(self) -> None:
        wrong = [row for row in self.lignes if len(row) != len(self.entetes)]
        if wrong:
            raise ValueError(f"tableau : {len(self.entetes)} colonnes, mais une ligne de {len(wrong[0])}")
        clean = tuple(tuple(ILLISIBLES.sub("", word) for word in row) for row in (self.entetes, *self.lignes))
        object.__setattr__(self, "entetes", clean[0])
        object.__setattr__(self, "lignes", clean[1:])


Bloc = Intertitre | Paragraphe | Liste | Citation | Tableau


@dataclass(frozen=True)
class Document:
    """`jour` dates the file; without it the file bears no date. `adresse`: where it is read on the web."""

    titre: str
    blocs: tuple[Bloc, ...]
    sous_titre: str = ""
    auteur: str = "Entre-deux"
    jour: date | None = None
    adresse: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "blocs", tuple(close_level_gaps(self.blocs)))

    def as_data(self) -> dict[str, Any]:
        """Plain values, for a template."""
        return asdict(self) | {"jour": self.jour.isoformat() if self.jour else ""}

    @property
    def empreinte(self) -> str:
        """SHA-256 of the content: two documents that say the same have the same."""
        return hashlib.sha256(json.dumps(self.as_data(), sort_keys=True).encode()).hexdigest()


def ligne(texte: str, **style: Any) -> Ligne:
    return (Fragment(texte, **style),) if texte else ()


def plain(texte: Ligne) -> str:
    return "".join(fragment.texte for fragment in texte)


def close_level_gaps(blocs: Iterable[Bloc]) -> Iterable[Bloc]:
    """A reader who goes from heading to heading must not meet a level 4 below a level 2; headings of the same level
    under the same one stay alike."""
    above: list[int] = []
    for bloc in blocs:
        if isinstance(bloc, Intertitre):
            while above and above[-1] >= bloc.niveau:
                above.pop()
            above.append(bloc.niveau)
            bloc = replace(bloc, niveau=len(above) + 1)
        yield bloc


def read_html(html: str, *, niveau: int = 2, adresse: str = "") -> tuple[Bloc, ...]:
    """Blocks of rich text: paragraphs, headings, lists within lists, quotes, bold, italic, links, line breaks.

    Words in an unknown tag are kept, scripts and styles are not. `niveau`: the level an `<h2>` takes. `adresse`: the
    site that a link within it (« /corpus/ ») belongs to; without it such a link is only its words.
    """
    reader = _Lecteur(niveau - 2, adresse.rstrip("/"))
    reader.feed(html)
    reader.close()
    return tuple(reader.finish())


class _Lecteur(HTMLParser):
    STYLES = {"b": "gras", "strong": "gras", "i": "italique", "em": "italique"}
    MUETS = frozenset({"script", "style", "template"})

    def __init__(self, decalage: int, adresse: str) -> None:
        super().__init__(convert_charrefs=True)
        self.decalage = decalage
        self.adresse = adresse
        self.blocs: list[Bloc] = []
        self.fragments: list[Fragment] = []
        self.styles: list[tuple[str, str]] = []  # (tag, address) of what is open
        self.listes: list[tuple[bool, list[Puce]]] = []
        self.titre = 0
        self.en_citation = False
        self.muet = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.MUETS:
            self.muet += 1
        elif tag in self.STYLES or tag == "a":
            self.styles.append((tag, self._whole((dict(attrs).get("href") or "") if tag == "a" else "")))
        elif tag == "br":
            self._add("\n")
        elif tag in ("ul", "ol"):
            self._end_block()
            self.listes.append((tag == "ol", []))
        elif tag == "li" or tag in ("p", "div", "hr"):
            self._end_block()
        elif re.fullmatch("h[1-6]", tag):
            self._end_block()
            self.titre = max(2, int(tag[1]) + self.decalage)
        elif tag == "blockquote":
            self._end_block()
            self.en_citation = True

    def handle_endtag(self, tag: str) -> None:
        if tag in self.MUETS:
            self.muet = max(0, self.muet - 1)
        elif tag in self.STYLES or tag == "a":
            self._close_style(tag)
        elif tag in ("ul", "ol"):
            self._end_list()
        elif tag in ("p", "div", "li") or re.fullmatch("h[1-6]", tag):
            self._end_block()
        elif tag == "blockquote":
            self._end_block()
            self.en_citation = False

    def handle_data(self, data: str) -> None:
        if not self.muet:
            self._add(ESPACES.sub(" ", data))

    def finish(self) -> list[Bloc]:
        while self.listes:
            self._end_list()
        self._end_block()
        return self.blocs

    def _add(self, texte: str) -> None:
        wanted = {self.STYLES[tag] for tag, _ in self.styles if tag in self.STYLES}
        lien = next((url for tag, url in reversed(self.styles) if tag == "a"), "")
        self.fragments.append(Fragment(texte, "gras" in wanted, "italique" in wanted, lien))

    def _whole(self, lien: str) -> str:
        return f"{self.adresse}{lien}" if self.adresse and re.match("/(?!/)", lien) else lien

    def _close_style(self, tag: str) -> None:
        for rank in range(len(self.styles) - 1, -1, -1):
            if self.styles[rank][0] == tag:
                del self.styles[rank]
                return

    def _end_block(self) -> None:
        texte, self.fragments = tidy(self.fragments), []
        titre, self.titre = self.titre, 0
        if not texte:
            return
        if self.listes:
            self.listes[-1][1].append(Puce(texte))
        elif titre:
            self.blocs.append(Intertitre(titre, texte))
        else:
            self.blocs.append(Citation(texte) if self.en_citation else Paragraphe(texte))

    def _end_list(self) -> None:
        self._end_block()
        if not self.listes:
            return
        est_numerotee, puces = self.listes.pop()
        if not puces:
            return
        liste = Liste(tuple(puces), est_numerotee)
        if not self.listes:
            self.blocs.append(liste)
            return
        parents = self.listes[-1][1]
        parent = parents.pop() if parents else Puce(())
        parents.append(replace(parent, sous_listes=(*parent.sous_listes, liste)))


def tidy(fragments: Iterable[Fragment]) -> Ligne:
    """No space doubled where two fragments meet, none at either end, no empty fragment, neighbours alike joined."""
    kept: list[Fragment] = []
    for fragment in fragments:
        texte = fragment.texte
        if texte.startswith(" ") and (not kept or kept[-1].texte.endswith((" ", "\n"))):
            texte = texte[1:]
        if texte.startswith("\n") and kept:
            kept[-1] = replace(kept[-1], texte=kept[-1].texte.rstrip(" "))
        if not texte:
            continue
        if kept and replace(kept[-1], texte="") == replace(fragment, texte=""):
            kept[-1] = replace(kept[-1], texte=kept[-1].texte + texte)
        else:
            kept.append(replace(fragment, texte=texte))
    while kept and not kept[-1].texte.rstrip(" \n"):
        kept.pop()
    while kept and not kept[0].texte.lstrip(" \n"):
        kept.pop(0)
    if kept:
        kept[0] = replace(kept[0], texte=kept[0].texte.lstrip(" \n"))
        kept[-1] = replace(kept[-1], texte=kept[-1].texte.rstrip(" \n"))
    return tuple(kept)
