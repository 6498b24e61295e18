"""Reads regles.yaml once, checks it, and turns its sequences of words into the structure both engines interpret."""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

FICHIER = Path(__file__).resolve().parent / "regles.yaml"
LABELS = ("nom", "telephone", "courriel", "plaque", "logement", "sante", "religion", "infraction")
Label = Literal["nom", "telephone", "courriel", "plaque", "logement", "sante", "religion", "infraction"]
FORMES_SIMPLES = ("Nb", "Nu", "Ord", "Mot", "Ini")
LITTERAL = re.compile(r"[a-z0-9][a-z0-9'-]*|[^A-Za-z0-9?\[\]]")
QUANTITE = re.compile(r"(\?|\{([0-9]),([0-9]{1,2})\})$")
# What `re` and JavaScript's `u` flag may read differently, or what has no bound.
CLASSE = re.compile(r"\[(?:\\.|[^\]])*\]")
ECHAPPE = re.compile(r"\\(?:u[0-9a-f]{4}|[^A-Za-z0-9])")
LETTRE_ECHAPPEE = re.compile(r"\\.")
INTERDIT = re.compile(r"\\.|[.+*^$]|\(\?(?!:|!|=|<!|<=)")


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Etiquette(Strict):
    """What is said of a label, and whether it must go before a text is published."""

    libelle: str
    pourquoi: str
    conseil: str
    proposition: str
    publication: Literal["retirer", "avertir"]


class Format(Strict):
    etiquette: Label
    motif: str


class Forme(Strict):
    """`toutes`: any word that starts with a capital, all in capitals or not."""

    casse: Literal["capitale", "majuscules", "toutes", "minuscules"]
    sauf: list[str]


class Innocent(Strict):
    pour: list[Label]
    suites: list[str]


class Regle(Strict):
    etiquette: Label
    proposition: str | None = None
    suites: list[str]


class Fichier(Strict):
    version: Annotated[int, Field(ge=1)]
    source: str
    etiquettes: dict[Label, Etiquette]
    formats: list[Format]
    formes: dict[str, Forme]
    composes: dict[str, list[str]]
    innocents: list[Innocent]
    regles: list[Regle]
    articles: dict[str, str]
    listes: dict[str, str]


class ReglesInvalides(ValueError):
    """A rule that the engines could not read the same way, or that names a list which does not exist."""


@cache
def load_regles() -> dict[str, Any]:
    """The compiled rules: plain dictionaries, lists and texts, the very ones written as JSON for the phone."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    fichier = Fichier.model_validate(yaml.load(FICHIER.read_text(encoding="utf-8"), Loader=loader))
    return compile_regles(fichier)


def compile_regles(fichier: Fichier) -> dict[str, Any]:
    """Raises ReglesInvalides at the first rule that cannot be read."""
    for each in fichier.formats:
        check_motif(each.motif)
    return {
        "version": fichier.version,
        "source": fichier.source,
        "etiquettes": {code: fichier.etiquettes[code].model_dump() for code in LABELS},  # type: ignore[index]
        "formats": [each.model_dump() for each in fichier.formats],
        "formes": {nom: forme.model_dump() for nom, forme in fichier.formes.items()},
        "composes": fichier.composes,
        "articles": fichier.articles,
        "listes": {nom: " ".join(sorted({fold(mot) for mot in mots.split()})) for nom, mots in fichier.listes.items()},
        "innocents": [
            {"pour": each.pour, "suites": [parse_suite(suite, fichier) for suite in each.suites]}
            for each in fichier.innocents
        ],
        "regles": [
            {
                "etiquette": each.etiquette,
                "proposition": fichier.etiquettes[each.etiquette].proposition
                if each.proposition is None
                else each.proposition,
                "suites": [parse_suite(suite, fichier) for suite in each.suites],
            }
            for each in fichier.regles
        ],
    }


def check_motif(motif: str) -> None:
    """Only what both languages read alike, and only bounded repetitions."""
    classes, outside = "".join(CLASSE.findall(motif)), CLASSE.sub("", motif)
    found = LETTRE_ECHAPPEE.search(ECHAPPE.sub("", classes)) or INTERDIT.search(ECHAPPE.sub("", outside))
    if found:
        raise ReglesInvalides(f"« {found.group()} » ne se lit pas pareil partout, ou n'a pas de borne : {motif}")
    re.compile(motif)


def fold(mot: str) -> str:
    """Lower case without accents; the apostrophe is the straight one, the hyphen the plain one."""
    nu = unicodedata.normalize("NFD", unicodedata.normalize("NFD", mot).lower())
    nu = "".join(c for c in nu if not "\u0300" <= c <= "\u036f")
    return nu.translate(PLIS)


PLIS = {ord("œ"): "oe", ord("æ"): "ae", ord("ø"): "o", ord("ł"): "l", ord("đ"): "d", ord("ß"): "ss", ord("ı"): "i"}
PLIS |= {ord("’"): "'", ord("ʼ"): "'", ord("‐"): "-", ord("‑"): "-"}


def parse_suite(suite: str, fichier: Fichier) -> dict[str, Any]:
    """`{"elements": [[least, most, atoms]...], "de": first shown element, "a": the one after the last}`.

    A condition that reads no word has "debut", "pas" or "pas_avant" in place of its least number.
    """
    elements: list[list[Any]] = []
    first, last = 0, None
    if suite.count("[") != suite.count("]") or suite.count("[") > 1:
        raise ReglesInvalides(f"un seul passage peut être montré, entre [ et ] : {suite}")
    for word in suite.split():
        if word.startswith("[") and len(word) > 1:
            first, word = len(elements), word[1:]
        closes = word.endswith("]") and len(word) > 1
        elements.append(parse_element(word.removesuffix("]") if closes else word, fichier))
        last = len(elements) if closes else last
    if next(least for least, _, _ in elements if not isinstance(least, str)) == 0:
        raise ReglesInvalides(f"une suite commence par un mot obligatoire : {suite}")
    return {"elements": elements, "de": first, "a": len(elements) if last is None else last}


def parse_element(word: str, fichier: Fichier) -> list[Any]:
    if word == "debut":
        return ["debut", 1, []]
    if word == "!debut":
        return ["debut", 0, []]
    for sign, name in (("<!", "pas_avant"), ("!", "pas")):
        if word.startswith(sign) and len(word) > len(sign):
            return [name, 0, parse_atomes(word.removeprefix(sign), fichier)]
    least, most = 1, 1
    if (found := QUANTITE.search(word)) and found.start():
        least, most = (int(found[2]), int(found[3])) if found[2] else (0, 1)
        word = word[: found.start()]
    return [least, most, parse_atomes(word, fichier)]


def parse_atomes(word: str, fichier: Fichier) -> list[list[str]]:
    return [parse_atome(atome, fichier) for atome in word.split("|")]


def parse_atome(atome: str, fichier: Fichier) -> list[str]:
    """`[shape, kind, value]`: kind is "mot", "prefixe", "suffixe", "liste", or "" when the shape says all."""
    forme = next((nom for nom in (*fichier.formes, *FORMES_SIMPLES) if atome.startswith(nom)), "")
    rest = atome.removeprefix(forme)
    if forme and rest.startswith("="):
        return [forme, "mot", rest[1:]]
    if rest.startswith("#") and len(rest) > 1:
        if rest[1:] not in fichier.listes:
            raise ReglesInvalides(f"la liste « {rest[1:]} » n'existe pas")
        return [forme, "liste", rest[1:]]
    if rest.startswith("*") and len(rest) > 1:
        return [forme, "suffixe", rest[1:]]
    if rest.endswith("*") and len(rest) > 1:
        return [forme, "prefixe", rest[:-1]]
    if not rest and forme:
        return [forme, "", ""]
    if forme or rest != fold(rest) or not LITTERAL.fullmatch(rest):
        raise ReglesInvalides(f"« {atome} » n'est ni un mot sans accent, ni une liste, ni une forme")
    return [forme, "mot", rest]
