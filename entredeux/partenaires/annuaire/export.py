"""The directory handed out in the two national standards. Open fields only: no note, no decision, no partner of a team.

data·inclusion v1: https://github.com/gip-inclusion/data-inclusion-schema (the same package is the judge here);
digital mediation: https://github.com/LaMednum/standard-mediation-num, v1.0.2. A sheet that a standard cannot hold stays
out, with the reason: nothing is invented to fill a required field.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data_inclusion.schema.v1 import ReseauPorteur, Service, Structure
from pydantic import ValidationError

from entredeux.partenaires.annuaire.horaires import read_horaires
from entredeux.partenaires.annuaire.vocabulaires import MODALITES, PUBLICS, THEMATIQUES, read_services
from entredeux.partenaires.enums import PrecisionPoint
from entredeux.partenaires.models import FicheAnnuaire

COLONNES_MEDIATION_NUM = (
    *("id", "pivot", "nom", "commune", "code_postal", "code_insee", "adresse", "complement_adresse", "latitude"),
    *("longitude", "typologie", "telephone", "courriels", "site_web", "horaires", "presentation_resume"),
    *("presentation_detail", "source", "itinerance", "structure_parente", "date_maj", "services"),
    *("publics_specifiquement_adresses", "prise_en_charge_specifique", "frais_a_charge"),
    *("dispositif_programmes_nationaux", "formations_labels", "autres_formations_labels", "modalites_acces"),
    *("modalites_accompagnement", "fiche_acces_libre", "prise_rdv"),
)
EXIGES = {
    "siret": "sans SIRET",
    "commune": "sans commune",
    "code_postal": "sans code postal",
    "adresse": "sans adresse",
}
# « france-service » in the package, « france-services » in the reference list published beside it
FRANCE_SERVICES = next(each.value for each in ReseauPorteur if each.value.startswith("france-service"))
INDICATIFS = {"0590": "+590", "0594": "+594", "0596": "+596", "0262": "+262", "0269": "+262"}


@dataclass
class Export:
    """`contenu`: what the file holds. `ecartees`: reason -> how many sheets stayed out."""

    contenu: Any
    nombre: int
    ecartees: Counter[str] = field(default_factory=Counter)


def export_data_inclusion(fiches: Iterable[FicheAnnuaire]) -> Export:
    """{"structures": [...], "services": [...]}, each row accepted by the national package itself."""
    structures: list[dict[str, Any]] = []
    services: list[dict[str, Any]] = []
    left_out: Counter[str] = Counter()
    for fiche in fiches:
        try:
            structure, service = _structure(fiche), _service(fiche)
        except ValidationError as error:
            left_out[f"refusée par data·inclusion : {error.errors()[0]['loc'][0]}"] += 1
            continue
        structures.append(structure)
        if service:
            services.append(service)
    return Export({"structures": structures, "services": services}, len(structures), left_out)


def _structure(fiche: FicheAnnuaire) -> dict[str, Any]:
    said = _common(fiche) | {"id": id_of(fiche), "nom": name_of(fiche), "siret": fiche.siret or None}
    if "France Services" in fiche.modalites.get("dispositif_programmes_nationaux", []):
        said["reseaux_porteurs"] = [FRANCE_SERVICES]
    return _checked(Structure, said | {"site_web": fiche.site_web or None})


def _service(fiche: FicheAnnuaire) -> dict[str, Any] | None:
    """One service per place: what it offers, in data·inclusion's thématiques. None when its source says none."""
    known = [each for each in fiche.thematiques if each in THEMATIQUES]
    if not known:
        return None
    offered, _ = read_services(fiche.services)
    words = ", ".join(offered or [THEMATIQUES[each] for each in known])
    said = _common(fiche) | {
        "id": f"{id_of(fiche)}--accueil",
        "structure_id": id_of(fiche),
        "nom": f"Accueil : {name_of(fiche)}"[:150].rstrip(". "),
        "description": f"Services proposés sur place : {words}.",
        "type": "accompagnement",
        "thematiques": sorted(known),
        "publics": [each for each in fiche.publics if each in PUBLICS] or None,
        "modes_accueil": ["en-presentiel"],
    }
    return _checked(Service, said)


def _checked(model: Any, said: dict[str, Any]) -> dict[str, Any]:
    """Through the package and back, without what is empty. Raises pydantic's ValidationError."""
    found: dict[str, Any] = model.model_validate(said).model_dump(mode="json", exclude_none=True)
    return {name: sorted(value) if isinstance(value, list) else value for name, value in found.items()}


def _common(fiche: FicheAnnuaire) -> dict[str, Any]:
    exact = fiche.precision_point == PrecisionPoint.ADRESSE
    hours = fiche.horaires_accueil if read_horaires(fiche.horaires_accueil) else None
    given = {
        "source": slug_of(fiche.source),
        "date_maj": day_of(fiche),
        "commune": fiche.commune,
        "code_postal": fiche.code_postal,
        "code_insee": fiche.code_insee,
        "adresse": fiche.adresse,
        "complement_adresse": fiche.complement_adresse,
        "longitude": fiche.longitude if exact else None,
        "latitude": fiche.latitude if exact else None,
        "telephone": international(fiche.telephone),
        "courriel": fiche.courriel,
        "horaires_accueil": hours,
    }
    return {name: value for name, value in given.items() if value not in ("", None)}


def id_of(fiche: FicheAnnuaire) -> str:
    return f"{slug_of(fiche.source)}--{fiche.identifiant}"


def slug_of(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "source"


def name_of(fiche: FicheAnnuaire) -> str:
    return fiche.nom[:150].rstrip(". ")


def day_of(fiche: FicheAnnuaire) -> str:
    """When its source changed it, else when we last saw it there. Never a day to come."""
    seen = fiche.vue_le or date.today()
    said = fiche.date_maj
    return said if said and said <= date.today().isoformat() else seen.isoformat()


def international(phone: str) -> str:
    """E.164, with overseas prefixes; a short number (3939) stays as it is dialled."""
    if len(phone) != 10 or not phone.startswith("0"):
        return phone
    return f"{INDICATIFS.get(phone[:4], '+33')}{phone[1:]}"


def export_mediation_num(fiches: Iterable[FicheAnnuaire]) -> Export:
    """The rows of a CSV in the standard's columns. It requires a SIRET: a sheet without is counted, not given one."""
    rows: list[dict[str, str]] = []
    left_out: Counter[str] = Counter()
    for fiche in fiches:
        missing = next((reason for name, reason in EXIGES.items() if not getattr(fiche, name)), "")
        services, _ = read_services(fiche.services)
        if missing or not services:
            left_out[missing or "sans service de médiation numérique"] += 1
            continue
        rows.append(_row(fiche, services))
    return Export(rows, len(rows), left_out)


def _row(fiche: FicheAnnuaire, services: list[str]) -> dict[str, str]:
    exact = fiche.precision_point == PrecisionPoint.ADRESSE
    phone = international(fiche.telephone)
    row = dict.fromkeys(COLONNES_MEDIATION_NUM, "") | {
        "id": id_of(fiche),
        "pivot": fiche.siret,
        "nom": fiche.nom,
        "commune": fiche.commune,
        "code_postal": fiche.code_postal,
        "code_insee": fiche.code_insee,
        "adresse": fiche.adresse,
        "complement_adresse": fiche.complement_adresse,
        "latitude": str(fiche.latitude) if exact else "",
        "longitude": str(fiche.longitude) if exact else "",
        "telephone": phone if phone.startswith("+") else "",
        "courriels": fiche.courriel,
        "site_web": fiche.site_web,
        "horaires": fiche.horaires_accueil if read_horaires(fiche.horaires_accueil) else "",
        "source": fiche.source,
        "date_maj": day_of(fiche),
        "services": "|".join(services),
    }
    return row | {name: "|".join(fiche.modalites.get(name, [])) for name in MODALITES}


def write_csv(rows: list[dict[str, str]]) -> str:
    """In the order of the standard. No cell begins as a formula would (see _disarm)."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLONNES_MEDIATION_NUM, lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _disarm(value, name) for name, value in row.items()})
    return stream.getvalue()


def _disarm(value: str, name: str) -> str:
    """The standard wants « +33… » and negative coordinates as they are; elsewhere nothing may begin as a formula."""
    if name in ("telephone", "latitude", "longitude"):
        return value
    return value.lstrip("=+-@\t\r") if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
