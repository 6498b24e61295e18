"""What a caller says of an act, before it is checked: pages, imports, the notebook and the demo fill these."""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from entredeux.cadre.chiffrement import secret_of_instance
from entredeux.terrain.enums import Origine, PrecisionDate, SourceAge
from entredeux.terrain.models import Intervention


@dataclass(frozen=True)
class SaisiePublic:
    role: str
    nombre: int = 1
    age: str = "non_communique"
    age_source: str = SourceAge.VU


@dataclass(frozen=True)
class SaisieIntervention:
    """One act. Slugs are those of the vocabularies at `date_service`; zones are deduced from the place if any."""

    date_service: date
    registre: str
    domaine: str
    motif: str
    mode_saisine: str = ""
    issue: str = ""
    duree_minutes: int | None = None
    theme: str = ""
    reponses: dict[str, Any] = field(default_factory=dict)
    publics: tuple[SaisiePublic, ...] = ()
    lieu_id: uuid.UUID | None = None
    type_lieu: str = ""
    qpv: str = ""
    commune: str = ""
    mission_id: uuid.UUID | None = None
    presence_id: uuid.UUID | None = None
    mediateurs: tuple[uuid.UUID, ...] = ()
    nombre_mediateurs: int = 0
    creneau: str = ""
    note: str = ""
    date_precision: str = PrecisionDate.JOUR
    origine: str = Origine.SAISIE
    id: uuid.UUID | None = None
    identifiant_externe: str = ""
    empreinte_contenu: str = ""
    occurrence: int = 1


@dataclass(frozen=True)
class Resultat:
    """What became of one row of a batch: recorded, already there, or rejected with the reason to show."""

    intervention: Intervention | None = None
    est_doublon: bool = False
    raison: str = ""

    @property
    def est_acceptee(self) -> bool:
        return self.intervention is not None and not self.est_doublon


# What two sends of the same act must agree on; who wrote it and its random id do not count.
_CONTENU = [
    item.name
    for item in fields(SaisieIntervention)
    if item.name not in {"id", "identifiant_externe", "empreinte_contenu", "occurrence", "origine"}
]


def hash_of_contenu(saisie: SaisieIntervention) -> str:
    """HMAC-SHA256 of the canonical plaintext (a seal is randomised, so two seals never compare)."""
    said = {name: getattr(saisie, name) for name in _CONTENU}
    said["publics"] = [[p.role, p.age, p.age_source, p.nombre] for p in saisie.publics]
    said["mediateurs"] = sorted(map(str, saisie.mediateurs))
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=str, separators=(",", ":"))
    return hmac.new(secret_of_instance("contenu"), text.encode(), hashlib.sha256).hexdigest()
