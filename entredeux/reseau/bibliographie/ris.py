"""RIS, one tag a line: « TY  - JOUR » … « ER  - ». Our own reader: rispy joins a line it does not know to the one
above, and says neither the line nor that it did."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from entredeux.reseau.bibliographie.notice import RIS, Notice, flat, genre_named, read_annee
from entredeux.reseau.enums import GenreReference as G
from entredeux.reseau.lecture import Faute, FichierIllisible

LIGNE = re.compile(r"([A-Z][A-Z0-9])  -(?: (.*)|)")
# Long texts that programs fold over several lines.
PLIABLES = {"AB", "N2", "N1", "TI", "T1"}
CHAMPS = {
    "editeur": ("PB",),
    "revue": ("T2", "JO", "JF", "JA", "BT"),
    "volume": ("VL",),
    "numero": ("IS",),
    "doi": ("DO",),
    "url": ("UR",),
    "langue": ("LA",),
    "resume": ("AB", "N2"),
}
AUTEURS = ("AU", "A1")
TITRES = ("TI", "T1")
COMPLEMENT = re.compile(r"ris-([a-z][a-z0-9])(?:-\d+)?")


@dataclass
class Fiche:
    ligne: int
    lignes: list[tuple[int, str, str]] = field(default_factory=list)  # (line, tag, value)

    def pop(self, *tags: str) -> str:
        """The first value of the first of these tags that is there; what is left stays."""
        for tag in tags:
            for rank, (_, name, value) in enumerate(self.lignes):
                if name == tag:
                    del self.lignes[rank]
                    return flat(value)
        return ""

    def pop_all(self, *tags: str) -> list[str]:
        found = [flat(value) for _, name, value in self.lignes if name in tags]
        self.lignes = [each for each in self.lignes if each[1] not in tags]
        return [value for value in found if value]


def read_ris(texte: str) -> list[Notice]:
    """Every entry. Raises FichierIllisible: one broken entry, and nothing is read."""
    faults: list[Faute] = []
    notices = []
    for fiche in _split(texte, faults):
        try:
            notices.append(_read_fiche(fiche))
        except FichierIllisible as error:
            faults += error.fautes
    if not notices and not faults:
        faults.append(Faute(1, "aucune référence : une entrée RIS commence par « TY  - »"))
    if faults:
        raise FichierIllisible(faults)
    return notices


def _split(texte: str, faults: list[Faute]) -> Iterator[Fiche]:
    fiche: Fiche | None = None
    for number, line in enumerate(texte.split("\n"), start=1):
        found = LIGNE.fullmatch(line.rstrip(" \t"))
        if found is None:
            _read_on(line, number, fiche, faults)
            continue
        tag, value = found[1], (found[2] or "").strip(" \t")
        if tag == "TY":
            if fiche:
                faults.append(
                    Faute(number, f"une entrée commence avant la fin (ER) de la précédente, ligne {fiche.ligne}")
                )
            fiche = Fiche(number, [(number, tag, value)])
        elif fiche is None:
            faults.append(Faute(number, f"« {tag} » vient avant le début d'une entrée (TY)"))
        elif tag == "ER":
            yield fiche
            fiche = None
        else:
            fiche.lignes.append((number, tag, value))
    if fiche:
        faults.append(Faute(fiche.ligne, "cette entrée n'a pas de fin (ER)"))


def _read_on(line: str, number: int, fiche: Fiche | None, faults: list[Faute]) -> None:
    """A line without a tag: the rest of a long text, or a fault."""
    if not line.strip():
        return
    if fiche and fiche.lignes[-1][1] in PLIABLES and not re.match(r"\s*[A-Z][A-Z0-9]\s*-?\s", line):
        place, tag, value = fiche.lignes[-1]
        fiche.lignes[-1] = (place, tag, f"{value} {line.strip()}")
    else:
        shown = flat(line)[:30]
        faults.append(
            Faute(number, f"« {shown} » n'est pas une ligne RIS : attendu « PY  - 2019 », deux espaces comprises")
        )


def _read_fiche(fiche: Fiche) -> Notice:
    type_ris = fiche.pop("TY")
    genre = genre_named(type_ris, RIS)
    if not genre:
        raise FichierIllisible([Faute(fiche.ligne, f"genre inconnu : « TY  - {type_ris[:20]} »")])
    annee = _pop_annee(fiche)
    begin, end = fiche.pop("SP"), fiche.pop("EP")
    own, other = _numbers(genre)
    said: dict[str, Any] = {
        "titre": fiche.pop(*TITRES),
        "cle": fiche.pop("ID"),
        "auteurs": tuple(fiche.pop_all(*AUTEURS)),
        "pages": f"{begin}–{end}" if begin and end else begin or end,
        own: fiche.pop("SN"),
        **{name: fiche.pop(*tags) for name, tags in CHAMPS.items()},
    }
    if not said["titre"]:
        raise FichierIllisible([Faute(fiche.ligne, "cette entrée n'a pas de titre (TI)")])
    left = _complements(fiche)
    said[other] = left.pop(other, "")
    return Notice(genre=genre, annee=annee, ligne=fiche.ligne, complements=left, **said)


def _numbers(genre: str) -> tuple[str, str]:
    """RIS has one tag for both numbers: which it is here, and which goes among the notes."""
    return ("issn", "isbn") if genre == G.ARTICLE else ("isbn", "issn")


def _pop_annee(fiche: Fiche) -> int | None:
    for number, tag, value in fiche.lignes:
        if tag in ("PY", "Y1") and value:
            annee = read_annee(value)
            if annee is None:
                raise FichierIllisible([Faute(number, f"année illisible : « {flat(value)[:40]} »")])
            fiche.lignes.remove((number, tag, value))
            return annee
    return None


def _complements(fiche: Fiche) -> dict[str, str]:
    """Every tag left, so that nothing is lost: « ris-kw », « ris-kw-2 »; « N1  - issn: … » goes back to its name."""
    kept: dict[str, str] = {}
    for _, tag, value in fiche.lignes:
        ours = re.fullmatch(r"([a-z0-9_-]+) = (.*)", flat(value)) if tag == "N1" else None
        name, said = (ours[1], ours[2]) if ours else (f"ris-{tag.lower()}", flat(value))
        rank = 2
        base = name
        while name in kept:
            name, rank = f"{base}-{rank}", rank + 1
        if said:
            kept[name] = said
    return kept


# --- writing


def write_ris(notices: Iterable[Notice]) -> str:
    return "\n".join("".join(f"{tag}  - {value}\n" for tag, value in _lines(notice)) for notice in notices)


def _lines(notice: Notice) -> Iterator[tuple[str, str]]:
    yield "TY", RIS[notice.genre][0]
    pages = notice.pages.split("–")
    begin, end = pages if len(pages) == 2 and all(pages) else (notice.pages, "")
    own, other = _numbers(notice.genre)
    more = {other: getattr(notice, other)} if getattr(notice, other) else {}
    said = [
        ("ID", notice.cle),
        *(("AU", auteur) for auteur in notice.auteurs),
        ("TI", notice.titre),
        ("PY", str(notice.annee or "")),
        *((tags[0], getattr(notice, name)) for name, tags in CHAMPS.items()),
        ("SP", begin),
        ("EP", end),
        ("SN", getattr(notice, own)),
        *_lines_of_complements(more | notice.complements),
    ]
    yield from ((tag, value) for tag, value in said if value)
    yield "ER", ""


def _lines_of_complements(complements: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in complements.items():
        ours = COMPLEMENT.fullmatch(name)
        yield (ours[1].upper(), value) if ours else ("N1", f"{name} = {value}")
