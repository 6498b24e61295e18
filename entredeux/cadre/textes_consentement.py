"""The texts and pictograms a person hears, reads or looks at before saying yes: versioned, and hashed as shown."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.utils.safestring import SafeString, mark_safe

DOSSIER = Path(__file__).resolve().parent / "consentements"
FRANCAIS = "fr"
EMPREINTES = DOSSIER / "empreintes.json"


@dataclass(frozen=True)
class Langue:
    code: str
    nom: str
    sens: str


@dataclass(frozen=True)
class Texte:
    """One text in one language. `jours`: how long it holds unless one says otherwise; `jours_max`: the longest."""

    code: str
    version: int
    langue: Langue
    titre: str
    phrases: tuple[str, ...]
    pictogramme: str
    jours: int
    jours_max: int

    @property
    def empreinte(self) -> str:
        """SHA-256 (hex) of what is shown, pictogram included; the body's name and the date are kept in columns."""
        shown = [self.code, self.version, self.langue.code, self.titre, *self.phrases, str(self.dessin)]
        return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()

    @property
    def dessin(self) -> SafeString:
        return mark_safe((DOSSIER / "pictos" / f"{self.pictogramme}.svg").read_text(encoding="utf-8").strip())

    def phrases_for(self, destinataire: str, jusqua: date) -> list[str]:
        said = {"destinataire": destinataire, "jusqua": f"{jusqua:%d/%m/%Y}"}
        return [phrase.format(**said) for phrase in self.phrases]


@cache
def load_textes() -> dict[tuple[str, str], Texte]:
    """By (code, language)."""
    read: dict[str, Any] = yaml.safe_load((DOSSIER / "textes.yaml").read_text(encoding="utf-8"))
    langues = {code: Langue(code, **given) for code, given in read["langues"].items()}
    found = {}
    for given in read["textes"]:
        common = {name: given[name] for name in ("code", "version", "pictogramme", "jours", "jours_max")}
        for code, langue in langues.items():
            words = given[code]
            texte = Texte(langue=langue, titre=words["titre"], phrases=tuple(words["phrases"]), **common)
            found[texte.code, code] = texte
    return found


def langues() -> list[Langue]:
    return list(dict.fromkeys(texte.langue for texte in load_textes().values()))


def find_texte(code: str, langue: str) -> Texte:
    """Raises KeyError: no such text, or not in this language."""
    return load_textes()[code, langue]


@cache
def retrait_in(langue: str) -> dict[str, str]:
    """The words of the public page of withdrawal, in French when the language is not ours."""
    read: dict[str, Any] = yaml.safe_load((DOSSIER / "textes.yaml").read_text(encoding="utf-8"))
    words: dict[str, str] = read["retrait"].get(langue, read["retrait"][FRANCAIS])
    return words
