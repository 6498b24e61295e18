"""A phone that seals and sends, without a browser: what the JavaScript does, in Python."""

import base64
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.carnet import actions
from entredeux.carnet.models import CleCarnet
from entredeux.carnet.scelle import Etiquette, hash_of_jeton, seal_entree
from tests.terrain.conftest import hall, mission, square  # noqa: F401


@dataclass
class Telephone:
    """One account on one phone: `seal` makes an entry, `send` posts entries and returns the answers."""

    by: Acteur
    jeton: str
    cle: CleCarnet
    client: Client = field(default_factory=Client)

    def seal(self, sorte: str, contenu: dict[str, Any], **tete: Any) -> dict[str, Any]:
        entree = tete.pop("id", uuid.uuid4())
        said = {
            "geste": "creer",
            "fiche": str(uuid.uuid4()),
            "base": 0,
            "apres": None,
            "ecrite_le": timezone.now().isoformat(),
            "contenu": contenu,
            **{name: str(value) if isinstance(value, uuid.UUID) else value for name, value in tete.items()},
        }
        label = Etiquette(self.by.chaine, self.cle.pk, entree, sorte, hash_of_jeton(self.jeton))
        sealed = seal_entree(said, label, self.cle.publique)
        return {
            "id": str(entree),
            "sorte": sorte,
            "cle": str(self.cle.pk),
            "jeton": self.jeton,
            "format": 1,
            "scelle": base64.b64encode(sealed).decode(),
        }

    def post(self, *entrees: Any, horloge: str | None = None) -> Any:
        body = {"horloge": horloge or timezone.now().isoformat(), "entrees": list(entrees)}
        return self.client.post("/carnet/sync", json.dumps(body, default=str), content_type="application/json")

    def send(self, *entrees: Any, **options: Any) -> list[tuple[str, str]]:
        answer = self.post(*entrees, **options)
        assert answer.status_code == 200, answer.content
        return [(each["etat"], each["raison"]) for each in answer.json()["reponses"]]


def enrol(by: Acteur, nom: str = "Téléphone du binôme") -> Telephone:
    done = actions.enrol_compte(nom=nom, by=by)
    assert by.structure is not None
    return Telephone(by, done.jeton, actions.ensure_key(by.structure))


@pytest.fixture
def telephone(samira: Acteur) -> Telephone:
    return enrol(samira)
