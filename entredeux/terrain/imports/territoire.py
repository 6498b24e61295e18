"""Communes and QPV as a log names them. The tables are the package's own: nothing is guessed.

A name or a postal code shared by several communes never decides: the row is refused with the choices, or the
mapping's table of values says which.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from entredeux.socle.lecture.mots import fold
from entredeux.territoires.donnees import read_table

QPV_2024 = re.compile(r"^QN(0\d{2}|02[AB]|97\d|98\d)\d{2}[MIN]$")
QPV_2015 = re.compile(r"^QP\d[\dAB]\d{4}$")
CEDEX = re.compile(r"\bcedex\b.*$")


@dataclass
class Communes:
    noms: dict[str, str] = field(default_factory=dict)
    par_postal: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    par_nom: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    parentes: dict[str, str] = field(default_factory=dict)
    departements: dict[str, str] = field(default_factory=dict)

    def current(self, code: str) -> str:
        """The code in force for a code, a former one included; "" when unknown. A lost leading zero is put back."""
        code = code.strip().upper()
        code = code.zfill(5) if len(code) == 4 and code.isdigit() else code
        return self.parentes.get(code, code if code in self.noms else "")

    def label(self, code: str) -> str:
        return f"{self.noms[code]} ({code})"


@cache
def communes() -> Communes:
    """Arrondissements of Paris, Lyon and Marseille count as their commune: an act carries 75056, not 75110."""
    table = Communes()
    former: dict[str, set[str]] = defaultdict(set)
    for row in read_table("communes"):
        code = row["commune_parente"] or row["code"]
        if row["commune_parente"]:
            table.parentes[row["code"]] = code
        else:
            table.noms[row["code"]] = row["nom"]
            table.departements[row["code"]] = row["departement"]
        table.par_nom[_name(row["nom"])].add(code)
        for postal in filter(None, row["codes_postaux"].split("|")):
            table.par_postal[postal].add(code)
    for row in read_table("communes_anciennes"):
        table.parentes.setdefault(row["code"], row["chef_lieu"])
        if row["chef_lieu"] in table.noms:
            former[_name(row["nom"])].add(row["chef_lieu"])
    for name, codes in former.items():
        table.par_nom.setdefault(name, codes)  # a name borne today comes first
    for postal, code in GENERIQUES.items():
        table.par_postal[postal].add(code)
    return table


GENERIQUES = {"75000": "75056", "69000": "69123", "13000": "13055"}  # written for the whole city, on no letter


def _name(text: str) -> str:
    text = CEDEX.sub("", fold(text)).strip()
    text = re.sub(r"\bst\b", "saint", re.sub(r"\bste\b", "sainte", text))
    return re.sub(r"^(le|la|les|l) ", "", text)


class CommuneIntrouvable(ValueError):
    """The reason, with the choices when there are several."""


def find_commune(code: str, postal: str, nom: str) -> str:
    """The code in force, or "" when the row says nothing. Raises CommuneIntrouvable."""
    table = communes()
    if nom and not code and not postal:
        code, postal, nom = split_nom(nom)
    if code:
        if found := table.current(code):
            return found
        raise CommuneIntrouvable(f"code commune « {code[:20]} » inconnu")
    if not postal and not nom:
        return ""
    return _only(_candidates(table, postal, nom), " ".join(filter(None, (postal, nom)))[:60])


def _candidates(table: Communes, postal: str, nom: str) -> set[str]:
    named = _named(table, nom) if nom else None
    postal = postal.strip().upper()
    postal = postal.zfill(5) if postal.isdigit() and len(postal) >= 4 else postal
    coded = table.par_postal.get(postal, set()) if postal else None
    if named is None:
        if not coded:
            raise CommuneIntrouvable(f"code postal « {postal[:20]} » inconnu")
        return coded
    if not named:
        raise CommuneIntrouvable(f"commune « {nom[:60]} » inconnue")
    if not postal:
        return named
    near = named & coded if coded else {code for code in named if table.departements[code] in _departements(postal)}
    if not near:
        raise CommuneIntrouvable(f"le code postal « {postal[:20]} » n'est pas celui de « {nom[:60]} »")
    return near


def _departements(said: str) -> set[str]:
    """Of « 62 », « 062 », « 2A », « 974 », or of a postal code without a town of its own (CEDEX)."""
    if len(said) == 5:
        said = said[:3] if said.startswith(("97", "98")) else said[:2]
        return {"2A", "2B"} if said == "20" else {said}
    return {said.lstrip("0").zfill(2)}


def _named(table: Communes, nom: str) -> set[str]:
    """« Lyon 3e », « Paris 10ème arrondissement » are their commune too."""
    name = _name(nom)
    found = table.par_nom.get(name)
    if not found and (short := re.sub(r" \d{1,2}( ?(e|er|eme|ieme))?( arrondissement)?$", "", name)) != name:
        found = table.par_nom.get(short)
    return set(found or ())


def is_name(text: str) -> bool:
    code, postal, nom = split_nom(text)
    return bool(nom and _named(communes(), nom)) or bool(code) or postal in communes().par_postal


CODE_SEUL = re.compile(r"^\d[\dAB]\d{3}$", re.I)
CODE_ET_NOM = re.compile(r"^(\d[\dAB]\d{3})\s*[-–:,]?\s+(\D.+)$", re.I)
NOM_ET_CODE = re.compile(r"^(\D.+?)\s*[-–,(]\s*(\d[\dAB]\d{3}|\d{2,3}|2[AB])\)?$", re.I)


def split_nom(text: str) -> tuple[str, str, str]:
    """(INSEE code, postal code or département, name) of « Lens », « 62498 », « 62300 Lens », « Lens (62) ».

    Five characters that are both an INSEE and a postal code, for different towns, say nothing: the name is kept
    as it is, and asked.
    """
    text = text.strip()
    if CODE_SEUL.match(text):
        return _code_alone(text)
    found = CODE_ET_NOM.match(text)
    code, nom = (found[1], found[2]) if found else ("", "")
    if not found and (found := NOM_ET_CODE.match(text)):
        nom, code = found[1], found[2]
    if not found:
        return "", "", text
    current = communes().current(code) if len(code) == 5 else ""
    if current and current in _named(communes(), nom):
        return current, "", ""
    return "", code, nom


def _code_alone(text: str) -> tuple[str, str, str]:
    table = communes()
    insee, postal = table.current(text), table.par_postal.get(text, set())
    if insee and (not postal or postal == {insee}):
        return insee, "", ""
    return ("", "", text) if insee else ("", text, "")


def _only(found: set[str], said: str) -> str:
    if len(found) == 1:
        return next(iter(found))
    table = communes()
    choices = ", ".join(table.label(code) for code in sorted(found)[:5])
    more = f" et {len(found) - 5} autres" if len(found) > 5 else ""
    raise CommuneIntrouvable(f"« {said} » désigne plusieurs communes : {choices}{more}. Précisez le code INSEE")


ADRESSE = re.compile(r"\b(\d{5})\s+([^\d,;]+?)\s*(?:,|;|\bfrance\b|$)", re.I)


def read_adresse(text: str) -> tuple[str, str]:
    """(postal code, town) at the end of an address; ("", "") when there is none. The street is thrown away."""
    found = ADRESSE.findall(text)
    return (found[-1][0], found[-1][1].strip()) if found else ("", "")


@cache
def _qpv_codes(generation: int) -> frozenset[str]:
    return frozenset(row["code"] for row in read_table(f"qpv_{generation}"))


def read_qpv(text: str) -> tuple[str, str]:
    """(code of 2024, "") or ("", reason). A code of 2015 answers ("", "2015"): known, not of our generation."""
    code = text.strip().upper().replace(" ", "")
    if QPV_2024.match(code):
        return (code, "") if code in _qpv_codes(2024) else ("", f"QPV « {code} » absent de la liste de 2024")
    if QPV_2015.match(code):
        return ("", "2015") if code in _qpv_codes(2015) else ("", f"QPV « {code} » absent de la liste de 2015")
    return "", f"QPV « {text[:40]} » : ni un code de 2024 (QN…) ni un code de 2015 (QP…)"
