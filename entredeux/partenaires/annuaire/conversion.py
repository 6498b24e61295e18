"""One row of an open directory, cleaned: what is wrong is dropped and said, what cannot be placed is refused."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from entredeux.partenaires.annuaire.distance import metres
from entredeux.partenaires.annuaire.horaires_francais import to_osm
from entredeux.partenaires.annuaire.vocabulaires import (
    MODALITES,
    THEMATIQUES,
    categories_of,
    publics_of,
    read_modalite,
    read_services,
    thematiques_by_nature,
    thematiques_of,
)
from entredeux.partenaires.courriel import check_courriel_service
from entredeux.partenaires.enums import PrecisionPoint
from entredeux.socle.lambert93 import to_wgs84
from entredeux.socle.pliage import fold, fold_for_search

Point = tuple[float, float] | None  # latitude, longitude
LOIN, LOIN_EN_GUYANE = 50_000, 300_000  # metres from the commune's centre beyond which a point is not in it

DISPOSITIFS = {"conseillers-numeriques": "Conseillers numériques", "france-services": "France Services"}
VIDES = {"", "null", "none", "nan", "-", "nc", "n/a"}
DEPARTEMENT_METROPOLE = ((41.0, 51.6), (-5.5, 9.9))
NOM_DE_PERSONNE = re.compile(r"\b(M\.|Mme|Mlle|Monsieur|Madame)\s+[A-ZÉÈ][\w'-]+|\[nom\]")
MOBILE = re.compile(r"^(\+33|0)[67]")
POSTAL = re.compile(r"\b(\d{5})[\s,]+([^,\d\s][^,]*)")


class LigneRefusee(ValueError):
    """The reason, in French."""


@dataclass(frozen=True)
class Situation:
    """The commune of today behind what a row says."""

    code: str
    nom: str
    centre: Point


Situer = Callable[[str, str, str], Situation | None]  # code, name, postal code


@dataclass(frozen=True)
class Rejet:
    """`valeur` stays empty for a contact: what is refused because it is a person's is not kept to say so."""

    champ: str
    raison: str
    valeur: str = ""


@dataclass
class Fiche:
    valeurs: dict[str, Any] = field(default_factory=dict)
    rejets: list[Rejet] = field(default_factory=list)

    def reject(self, champ: str, raison: str, valeur: str = "") -> None:
        self.rejets.append(Rejet(champ, raison, valeur[:120]))

    @property
    def remarques(self) -> list[str]:
        return [rejet.raison for rejet in self.rejets]


def convert(
    said: dict[str, str],
    horaires: list[tuple[str, str]],
    listes: dict[str, list[str]] | None = None,
    situer: Situer | None = None,
    nature: str = "",
) -> Fiche:
    """`listes`: what a mapping of the State reads in the row. Raises LigneRefusee: no name, or nowhere to go."""
    given = {name: ("" if value.strip().lower() in VIDES else value.strip()) for name, value in said.items()}
    lines = given | {name: " ".join(value.split()) for name, value in given.items()}
    fiche = Fiche()
    fiche.valeurs["nom"] = _name(lines.get("nom", ""), fiche)
    _address(lines, fiche)
    point = _point(lines, fiche)
    _place(point, fiche, situer)
    fiche.valeurs["siret"] = _siret(lines.get("siret", ""), fiche)
    fiche.valeurs["telephone"] = _phone(lines.get("telephone", ""), fiche)
    fiche.valeurs["courriel"] = _mail(lines.get("courriel", ""), fiche)
    fiche.valeurs["site_web"] = _site(lines.get("site_web", ""), fiche)
    fiche.valeurs["horaires_accueil"] = _hours(given.get("horaires_accueil", ""), horaires)
    _offer(lines, listes or {}, nature, fiche)
    fiche.valeurs["date_maj"] = read_date(lines.get("date_maj", ""))
    if not (fiche.valeurs["commune"] or fiche.valeurs["latitude"] is not None):
        raise LigneRefusee("ni commune, ni coordonnées : personne ne saurait où aller")
    values = fiche.valeurs
    values["recherche"] = fold_for_search(
        values["nom"], values["commune"], values["code_postal"], values["adresse"], *values["services"]
    )[:600]
    return fiche


def _place(point: Point, fiche: Fiche, situer: Situer | None) -> None:
    """The point, checked against the commune; the commune's centre when the row gives none."""
    values = fiche.valeurs
    if point:
        point = (round(point[0], 6), round(point[1], 6))
    situation = situer(values["code_insee"], values["commune"], values["code_postal"]) if situer else None
    kind = PrecisionPoint.ADRESSE if point else ""
    if situation:
        values["code_insee"], values["commune"] = situation.code, values["commune"] or situation.nom
        point, kind = _compare(point, situation, fiche)
    values |= {"latitude": point[0] if point else None, "longitude": point[1] if point else None}
    values["precision_point"] = str(kind) if point else ""


def _compare(point: Point, situation: Situation, fiche: Fiche) -> tuple[Point, str]:
    centre = situation.centre
    if point is None or centre is None:
        return (point, PrecisionPoint.ADRESSE) if point else (centre, PrecisionPoint.COMMUNE)
    reach = LOIN_EN_GUYANE if situation.code.startswith("973") else LOIN
    if metres(point, centre) <= reach:
        return point, PrecisionPoint.ADRESSE
    said = f"{point[0]}, {point[1]}"
    swapped = (point[1], point[0])
    if abs(swapped[0]) <= 90 and metres(swapped, centre) <= reach:
        fiche.reject("coordonnees", "latitude et longitude échangées, remises en ordre", said)
        return swapped, PrecisionPoint.ADRESSE
    far = round(metres(point, centre) / 1000)
    fiche.reject("coordonnees", f"coordonnées refusées : à {far} km de {situation.nom}", said)
    return centre, PrecisionPoint.COMMUNE


def _hours(text: str, days: list[tuple[str, str]]) -> str:
    """OpenStreetMap's notation when it is certain, else the source's own words."""
    text = text or _week(days)
    return (to_osm(text) or " ".join(text.split()))[:400]


def _offer(lines: dict[str, str], listes: dict[str, list[str]], nature: str, fiche: Fiche) -> None:
    services, others = read_services([*listes.get("services", []), *_several(lines.get("services", ""))])
    if "services" in listes:
        others = []  # the mapping read the whole row: the rest is not a service
    thematiques = [each for each in _several(lines.get("thematiques", "")) if each in THEMATIQUES]
    thematiques += [each for each in others if each in THEMATIQUES]
    thematiques += thematiques_of(services) or ([] if thematiques else thematiques_by_nature(nature))
    thematiques = list(dict.fromkeys(thematiques))
    modalites = {
        name: read_modalite(name, [*listes.get(name, []), *_several(lines.get(name, ""))]) for name in MODALITES
    }
    if nature in DISPOSITIFS:
        modalites["dispositif_programmes_nationaux"] = [DISPOSITIFS[nature]]
    publics = _several(lines.get("publics", ""))
    adresses = read_modalite(
        "publics_specifiquement_adresses", [*modalites["publics_specifiquement_adresses"], *publics]
    )
    modalites["publics_specifiquement_adresses"] = adresses
    fiche.valeurs |= {
        "services": [*services, *(each for each in others if each not in THEMATIQUES)],
        "thematiques": thematiques,
        "besoins": " ".join(["", *categories_of(thematiques), *thematiques, ""]),
        "modalites": {name: found for name, found in modalites.items() if found},
        "publics": publics_of([*adresses, *publics]) or publics,
    }


def read_date(text: str) -> str:
    """AAAA-MM-JJ from what the files write; "" when it is no day of this century."""
    found = re.match(r"(?P<a>\d{4})[-/](?P<m>\d{1,2})[-/](?P<j>\d{1,2})", text) or re.match(
        r"(?P<j>\d{1,2})/(?P<m>\d{1,2})/(?P<a>\d{4})", text
    )
    try:
        day = date(int(found["a"]), int(found["m"]), int(found["j"])) if found else None
    except ValueError:
        return ""
    return day.isoformat() if day and day.year >= 2000 else ""


def _name(text: str, fiche: Fiche) -> str:
    if not re.search(r"[^\W\d_]", text):
        raise LigneRefusee("sans nom")
    clean = NOM_DE_PERSONNE.sub("", text).strip(" -,")
    if clean != text:
        fiche.reject("nom", "nom d'une personne retiré")
    if not clean:
        raise LigneRefusee("le nom n'est que celui d'une personne")
    return clean[:200]


def _address(given: dict[str, str], fiche: Fiche) -> None:
    address, postal = given.get("adresse", ""), re.sub(r"\D", "", given.get("code_postal", "").partition(".")[0])
    commune = given.get("commune", "")
    if found := POSTAL.search(address):
        postal, commune = postal or found[1], commune or found[2].strip()
        address = address[: found.start()].strip(" ,-")
    insee = given.get("code_insee", "").upper().replace(" ", "")
    fiche.valeurs |= {
        "adresse": address[:200],
        "complement_adresse": given.get("complement_adresse", "")[:200],
        "code_postal": postal.zfill(5)[:5] if postal else "",
        "commune": commune[:80],
        "code_insee": insee.zfill(5) if insee and len(insee) <= 5 else "",
    }


def _point(given: dict[str, str], fiche: Fiche) -> Point:
    lat, lon = _number(given.get("latitude", "")), _number(given.get("longitude", ""))
    if lat is None or lon is None:
        return None
    said = f"{lat}, {lon}"
    if max(abs(lat), abs(lon)) > 180:
        x, y = (lon, lat) if lat > lon else (lat, lon)
        lon, lat = to_wgs84(x, y)
        fiche.reject("coordonnees", "coordonnées Lambert-93 converties", said)
    if _in_france(lon, lat) and not _in_france(lat, lon):
        lat, lon = lon, lat
        fiche.reject("coordonnees", "latitude et longitude échangées, remises en ordre", said)
    if not _on_earth(lat, lon):
        fiche.reject("coordonnees", "coordonnées impossibles, ignorées", said)
        return None
    return lat, lon


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", ".").replace(" ", "")) if text else None
    except ValueError:
        return None


def _in_france(lat: float, lon: float) -> bool:
    """Mainland: enough to tell a swap, since nobody's longitude is 41 to 51 there."""
    (south, north), (west, east) = DEPARTEMENT_METROPOLE
    return south <= lat <= north and west <= lon <= east


def _on_earth(lat: float, lon: float) -> bool:
    return abs(lat) <= 90 and abs(lon) <= 180 and (lat, lon) != (0, 0)


def _siret(text: str, fiche: Fiche) -> str:
    digits = re.sub(r"\D", "", text)
    if not digits:
        return ""
    if len(digits) != 14 or not int(digits) or not is_luhn(digits):
        fiche.reject("siret", "SIRET faux, ignoré", text)
        return ""
    return digits


def is_luhn(digits: str) -> bool:
    """The control of a SIRET (ISO/IEC 7812-1). La Poste's own numbers follow another rule: their digits add to 5."""
    if digits.startswith("356000000"):
        return sum(map(int, digits)) % 5 == 0
    doubled = [int(d) * (2 if rank % 2 else 1) for rank, d in enumerate(reversed(digits))]
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _phone(text: str, fiche: Fiche) -> str:
    digits = re.sub(r"[^\d+]", "", text.partition("/")[0])
    if not digits:
        return ""
    if digits.startswith("33") and len(digits) == 11:
        digits = f"+{digits}"
    elif len(digits) == 9 and digits[0] != "0":
        digits = f"0{digits}"
    if not re.fullmatch(r"0\d{9}|\+\d{8,14}|\d{3,4}", digits):
        fiche.reject("telephone", "téléphone illisible, ignoré")
        return ""
    if MOBILE.match(digits):
        fiche.reject("telephone", "numéro de mobile, sans doute celui d'une personne : retiré")
        return ""
    return digits


def _mail(text: str, fiche: Fiche) -> str:
    address = re.split(r"[;,| ]", text)[0].lower()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        fiche.reject("courriel", "courriel illisible, ignoré")
        return ""
    try:
        check_courriel_service(address)
    except ValidationError:
        if _words(address.partition("@")[0]) & _words(f"{fiche.valeurs['commune']} {fiche.valeurs['nom']}"):
            return address  # « saint-trivier@… » is the place's mailbox
        fiche.reject("courriel", "courriel d'une personne retiré")
        return ""
    return address


def _words(text: str) -> set[str]:
    return {word for word in fold(text).split() if len(word) > 3}


def _site(text: str, fiche: Fiche) -> str:
    address = text.split("|")[0].split(";")[0].strip()
    if address and "://" not in address:
        address = f"https://{address}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        if address:
            fiche.reject("site_web", "site illisible, ignoré")
        return ""
    return address[:300]


def _week(days: list[tuple[str, str]]) -> str:
    return " ; ".join(f"{day} {hours}" for day, hours in days if hours and hours.lower() not in VIDES)


def _several(text: str) -> list[str]:
    """A list in one cell: « ; », « | », a JSON or Python list, underscores for spaces."""
    clean = text.strip("[]{}").replace('"', "").replace("'s", "’s")
    parts = re.split(r"[;|]|,(?=\S)" if ("_" in clean or text[:1] in ("[", "{")) else r"[;|]", clean)
    return list(dict.fromkeys(part.strip(" '").replace("_", " ") for part in parts if part.strip(" '")))[:40]
