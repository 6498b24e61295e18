"""BibTeX: read by bibtexparser, which keeps lines and reasons, then checked; written in UTF-8."""

import logging
import re
from collections.abc import Iterable, Iterator
from typing import Any

import bibtexparser
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import DuplicateBlockKeyBlock, DuplicateFieldKeyBlock, Entry, ParsingFailedBlock

from entredeux.reseau.bibliographie import latex
from entredeux.reseau.bibliographie.notice import BIBTEX, Notice, flat, genre_named, read_annee
from entredeux.reseau.enums import GenreReference as G
from entredeux.reseau.lecture import Faute, FichierIllisible

MOIS = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
# BibTeX's names of what we keep under one name, the usual one first.
CHAMPS = {
    "volume": ("volume",),
    "numero": ("number", "issue"),
    "pages": ("pages",),
    "isbn": ("isbn",),
    "issn": ("issn",),
    "langue": ("language", "langid"),
    "resume": ("abstract",),
}
EDITEURS: dict[str, str] = {G.RAPPORT: "institution", G.THESE: "school"}
REVUES: dict[str, str] = {G.CHAPITRE: "booktitle", G.COMMUNICATION: "booktitle"}
VERBATIM = {"url", "doi"}
CLE_INTERDITE = re.compile(r"[\s{},=#%\"\\~'()]+")
TOUS = "et al."

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what it says there, we say with its line


def read_bibtex(texte: str) -> list[Notice]:
    """Every entry. Raises FichierIllisible: one broken entry, and nothing is read."""
    library = bibtexparser.parse_string(texte, parse_stack=[])
    macros = {string.key.lower(): string.value for string in library.strings}
    faults: list[Faute] = []
    notices = []
    for block in library.blocks:
        try:
            entry = block.ignore_error_block if isinstance(block, DuplicateBlockKeyBlock) else block
            if isinstance(entry, Entry):
                notices.append(_read_entry(entry, macros))
            elif isinstance(entry, ParsingFailedBlock):
                raise FichierIllisible([_explain(entry)])
        except FichierIllisible as error:
            faults += error.fautes
    if not notices and not faults:
        faults.append(Faute(1, "aucune référence : une entrée BibTeX commence par « @book{clé, »"))
    if faults:
        raise FichierIllisible(faults)
    return notices


def _explain(block: ParsingFailedBlock) -> Faute:
    line = (block.start_line or 0) + 1
    if isinstance(block, DuplicateFieldKeyBlock):
        return Faute(line, f"un champ est donné deux fois : {', '.join(sorted(block.duplicate_keys))}")
    told = str(getattr(block.error, "abort_reason", ""))
    for sign, words in (
        ("Unexpected block start", "cette entrée n'est pas fermée : une autre commence avant son accolade fermante"),
        ("end of file", "cette entrée n'est pas fermée : le fichier finit avant son accolade fermante"),
        ("comma after entry key", "il manque une virgule après la clé de l'entrée"),
        ("Expected a `=`", "il manque un signe « = » entre le nom d'un champ et sa valeur"),
    ):
        if sign in told:
            return Faute(line, words)
    return Faute(
        line, "cette entrée n'est pas du BibTeX bien formé (accolade, guillemet ou virgule en trop ou en moins)"
    )


def _read_entry(entry: Entry, macros: dict[str, str]) -> Notice:
    line = (entry.start_line or 0) + 1
    values: dict[str, str] = {}
    for given in entry.fields:
        values[given.key.lower()] = _resolve(str(given.value), macros, _line_of(given, line))
    genre = genre_named(entry.entry_type.lower(), BIBTEX) or G.AUTRE
    kept: dict[str, Any] = {name: _first(values, names) for name, names in CHAMPS.items()}
    kept["editeur"] = _first(values, (EDITEURS.get(genre, "publisher"), "publisher", "institution", "school"))
    kept["revue"] = _first(values, (REVUES.get(genre, "journal"), "journal", "journaltitle", "booktitle"))
    title, subtitle = (flat(latex.decode(values.pop(name, ""))) for name in ("title", "subtitle"))
    notice = Notice(
        titre=f"{title} : {subtitle}" if title and subtitle else title,
        genre=genre,
        cle=entry.key.strip(),
        auteurs=tuple(_read_auteurs(values.pop("author", ""))),
        annee=_pop_annee(values, line),
        doi=_unescape(values.pop("doi", "")),
        url=_unescape(values.pop("url", "")),
        ligne=line,
        **kept,
        complements={name: flat(latex.decode(value)) for name, value in values.items() if value.strip()},
    )
    _check(notice, entry.entry_type)
    return notice


def _line_of(field: Any, default: int) -> int:
    return field.start_line + 1 if getattr(field, "start_line", None) is not None else default


def _check(notice: Notice, entry_type: str) -> None:
    if not notice.cle:
        raise FichierIllisible([Faute(notice.ligne, f"l'entrée @{entry_type} n'a pas de clé")])
    if not notice.titre:
        raise FichierIllisible([Faute(notice.ligne, f"« {notice.cle} » n'a pas de titre (title)")])


def _first(values: dict[str, str], names: tuple[str, ...]) -> str:
    """The first of these that the entry gives; the others stay among the complements."""
    for name in names:
        if name in values:
            return flat(latex.decode(values.pop(name)))
    return ""


def _pop_annee(values: dict[str, str], line: int) -> int | None:
    """From `year`, else from `date`, which stays among the complements when it says more than a year."""
    given = values.pop("year", "") or values.get("date", "")
    if not given.strip():
        return None
    annee = read_annee(flat(latex.decode(given)))
    if annee is None:
        raise FichierIllisible([Faute(line, f"année illisible : « {flat(given)[:40]} », attendu quatre chiffres")])
    if values.get("date", "").strip() == str(annee):
        del values["date"]
    return annee


def _resolve(value: str, macros: dict[str, str], line: int, depth: int = 0) -> str:
    """« aa # " x" » becomes what `aa` stands for, then « x »."""
    return "".join(_resolve_part(part.strip(), macros, line, depth) for part in _parts(value))


def _resolve_part(part: str, macros: dict[str, str], line: int, depth: int) -> str:
    if re.fullmatch(r'"(?:[^"\\]|\\.|\{[^{}]*\})*"', part) or (part[:1] == "{" and _closing(part) == len(part) - 1):
        return part[1:-1]
    name = part.lower()
    if part.isdigit() or name in MOIS or not part:
        return part
    if name in macros and depth < 10:
        return _resolve(macros[name], macros, line, depth + 1)
    raise FichierIllisible(
        [Faute(line, f"« {part[:40]} » n'est ni entre accolades, ni un nombre, ni une abréviation @string du fichier")]
    )


def _closing(part: str) -> int:
    """Where the brace that opens `part` is closed; -1 if it is not."""
    depth = 0
    for place, sign in enumerate(part):
        if place and part[place - 1] == "\\":
            continue
        depth += (sign == "{") - (sign == "}")
        if depth == 0:
            return place
    return -1


def _parts(value: str) -> Iterator[str]:
    """Between the # that stand outside braces and quotes."""
    depth, quoted, start = 0, False, 0
    for place, sign in enumerate(value):
        if sign == "\\" or (place and value[place - 1] == "\\"):
            continue
        depth += (sign == "{") - (sign == "}")
        quoted ^= sign == '"' and depth == 0
        if sign == "#" and depth == 0 and not quoted:
            yield value[start:place]
            start = place + 1
    yield value[start:]


def _read_auteurs(given: str) -> Iterator[str]:
    for name in split_multiple_persons_names(flat(given)) if given.strip() else ():
        yield _read_auteur(name.strip())


def _read_auteur(name: str) -> str:
    """« Nom, Prénom »; an organisation, in braces, keeps its words without a comma between them."""
    if name.lower() == "others":
        return TOUS
    if re.fullmatch(r"\{(?:[^{}\\]|\\.|\{[^{}]*\})*\}", name):
        return flat(latex.decode(name))
    try:
        parts = parse_single_name_into_parts(name, strict=False)
    except ValueError:
        return flat(latex.decode(name))
    said = [" ".join([*parts.von, *parts.last]), " ".join(parts.jr), " ".join(parts.first)]
    return flat(latex.decode(", ".join(part for part in said if part)))


def _unescape(value: str) -> str:
    inner = re.sub(r"\\(?:url|href|path)\{([^{}]*)\}", r"\1", value)
    return flat(re.sub(r"\\([%&#_~{}$])", r"\1", inner))


# --- writing


def write_bibtex(notices: Iterable[Notice]) -> str:
    return "\n".join(_write_entry(notice, rank) for rank, notice in enumerate(notices, start=1))


def _write_entry(notice: Notice, rank: int) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in _fields(notice) if value]
    return "\n".join([f"@{BIBTEX[notice.genre][0]}{{{clean_cle(notice.cle) or f'notice{rank}'},", *lines, "}", ""])


def clean_cle(cle: str) -> str:
    return CLE_INTERDITE.sub("-", cle).strip("-")


def _fields(notice: Notice) -> Iterator[tuple[str, str]]:
    yield "author", " and ".join(_write_auteur(auteur) for auteur in notice.auteurs)
    yield "title", latex.encode(notice.titre)
    yield REVUES.get(notice.genre, "journal"), latex.encode(notice.revue)
    yield EDITEURS.get(notice.genre, "publisher"), latex.encode(notice.editeur)
    yield "year", str(notice.annee or "")
    for name, names in CHAMPS.items():
        yield names[0], latex.encode(getattr(notice, name))
    yield "doi", _verbatim(notice.doi)
    yield "url", _verbatim(notice.url)
    for name, value in notice.complements.items():
        yield re.sub(r"[^a-z0-9_-]+", "-", name.lower()), latex.encode(value)


def _write_auteur(auteur: str) -> str:
    if auteur == TOUS:
        return "others"
    encoded = latex.encode(auteur)
    last, comma, first = encoded.partition(", ")
    return f"{{{last}}}, {{{first}}}" if comma else f"{{{encoded}}}"


def _verbatim(value: str) -> str:
    """No brace, no backslash: they would not be read back as part of an address."""
    return value.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")
