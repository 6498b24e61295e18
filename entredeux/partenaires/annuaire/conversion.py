"""One row of an open directory, cleaned: what is wrong is dropped and said, what cannot be placed is refused."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from entredeux.partenaires.courriel import check_courriel_service
from entredeux.socle.lambert93 import to_wgs84
from entredeux.socle.pliage import fold

VIDES = {"", "null", "none", "nan", "-", "nc", "n/a"}
DEPARTEMENT_METROPOLE = ((41.0, 51.6), (-5.5, 9.9))
NOM_DE_PERSONNE = re.compile(r"\b(M\.|Mme|Mlle|Monsieur|Madame)\s+[A-ZÉÈ][\w'-]+|\[nom\]")
MOBILE = re.compile(r"^(\+33|0)[67]")
POSTAL = re.compile(r"\b(\d{5})\s+([^,\d][^,]*)")


class LigneRefusee(ValueError):
    """The reason, in French."""


@dataclass
class Fiche:
    valeurs: dict[str, Any] = field(default_factory=dict)
    remarques: list[str] = field(default_factory=list)


def convert(said: dict[str, str], horaires: list[tuple[str, str]]) -> Fiche:
    """Raises LigneRefusee: no name, or nowhere to go."""
    given = {name: ("" if value.strip().lower() in VIDES else " ".join(value.split())) for name, value in said.items()}
    fiche = Fiche()
    fiche.valeurs["nom"] = _name(given.get("nom", ""), fiche)
    _address(given, fiche)
    _point(given, fiche)
    fiche.valeurs["siret"] = _siret(given.get("siret", ""), fiche)
    fiche.valeurs["telephone"] = _phone(given.get("telephone", ""), fiche)
    fiche.valeurs["courriel"] = _mail(given.get("courriel", ""), fiche)
    fiche.valeurs["site_web"] = _site(given.get("site_web", ""), fiche)
    fiche.valeurs["horaires_accueil"] = (given.get("horaires_accueil") or _week(horaires))[:400]
    for name in ("services", "publics"):
        fiche.valeurs[name] = _several(given.get(name, ""))
    fiche.valeurs["date_maj"] = given.get("date_maj", "")[:10]
    if not (fiche.valeurs["commune"] or fiche.valeurs["latitude"] is not None):
        raise LigneRefusee("ni commune, ni coordonnées : personne ne saurait où aller")
    return fiche


def _name(text: str, fiche: Fiche) -> str:
    if not text:
        raise LigneRefusee("sans nom")
    clean = NOM_DE_PERSONNE.sub("", text).strip(" -,")
    if clean != text:
        fiche.remarques.append("nom d'une personne retiré")
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


def _point(given: dict[str, str], fiche: Fiche) -> None:
    lat, lon = _number(given.get("latitude", "")), _number(given.get("longitude", ""))
    fiche.valeurs |= {"latitude": None, "longitude": None}
    if lat is None or lon is None:
        return
    if max(abs(lat), abs(lon)) > 180:
        x, y = (lon, lat) if lat > lon else (lat, lon)
        lon, lat = to_wgs84(x, y)
        fiche.remarques.append("coordonnées Lambert-93 converties")
    if _in_france(lon, lat) and not _in_france(lat, lon):
        lat, lon = lon, lat
        fiche.remarques.append("latitude et longitude échangées, remises en ordre")
    if not _on_earth(lat, lon):
        fiche.remarques.append("coordonnées impossibles, ignorées")
        return
    fiche.valeurs |= {"latitude": round(lat, 6), "longitude": round(lon, 6)}


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
        fiche.remarques.append("SIRET faux, ignoré")
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
        fiche.remarques.append("téléphone illisible, ignoré")
        return ""
    if MOBILE.match(digits):
        fiche.remarques.append("numéro de mobile, sans doute celui d'une personne : retiré")
        return ""
    return digits


def _mail(text: str, fiche: Fiche) -> str:
    address = re.split(r"[;,| ]", text)[0].lower()
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        fiche.remarques.append("courriel illisible, ignoré")
        return ""
    try:
        check_courriel_service(address)
    except ValidationError:
        if _words(address.partition("@")[0]) & _words(f"{fiche.valeurs['commune']} {fiche.valeurs['nom']}"):
            return address  # « saint-trivier@… » is the place's mailbox
        fiche.remarques.append("courriel d'une personne retiré")
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
            fiche.remarques.append("site illisible, ignoré")
        return ""
    return address[:300]


def _week(days: list[tuple[str, str]]) -> str:
    return " ; ".join(f"{day} {hours}" for day, hours in days if hours and hours.lower() not in VIDES)


def _several(text: str) -> list[str]:
    """A list in one cell: « ; », « | », a JSON or Python list, underscores for spaces."""
    clean = text.strip("[]{}").replace('"', "").replace("'s", "’s")
    parts = re.split(r"[;|]|,(?=\S)" if ("_" in clean or "[" in text) else r"[;|]", clean)
    return list(dict.fromkeys(part.strip(" '").replace("_", " ") for part in parts if part.strip(" '")))[:40]
