"""The API tried by its own schema, then by sealed entries damaged at random: no answer it does not document, and a
good entry beside a bad one is always received."""

import json
import uuid

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from entredeux.carnet.actions import reception
from entredeux.carnet.api import OCTETS_MAX
from entredeux.carnet.models import Enveloppe

pytestmark = pytest.mark.django_db
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
ETATS = {"recue", "deja_recue", "quarantaine", "refusee"}
ACTE = {"registre": "conflits", "domaine": "habitat", "motif": "regroupement", "issue": "apaisee_sur_place"}


def tries(number: int):
    """The same draws each time; the database is rolled back once, at the end."""
    return hypothesis_settings(
        max_examples=number, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_drawn_from_the_schema_gets_an_answer_it_does_not_document(telephone, mode):
    schema = schemathesis.openapi.from_wsgi("/carnet/openapi.json", get_wsgi_application())
    seen: set[int] = set()

    @tries(25)
    @given(case=schema["/carnet/sync"]["POST"].as_strategy(generation_mode=mode))
    def check(case) -> None:
        answer = case.call_and_validate(checks=CHECKS)
        seen.add(answer.status_code)

    check()
    assert seen <= {200, 400, 413, 422}
    assert seen & ({200} if mode is GenerationMode.POSITIVE else {400, 422})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
CHAMPS = ("id", "sorte", "cle", "jeton", "format", "scelle")


def test_a_damaged_entry_gets_its_answer_and_never_harms_its_neighbour(telephone):
    @tries(30)
    @given(name=st.sampled_from(CHAMPS), value=JSON | st.uuids().map(str), rest=JSON)
    def check(name, value, rest) -> None:
        bad = telephone.seal("intervention", ACTE) | {name: value}
        good = telephone.seal("intervention", ACTE)
        answers = telephone.post(bad, rest, good).json()["reponses"]
        assert {each["etat"] for each in answers} <= ETATS
        assert answers[2] == {"id": good["id"], "etat": "recue", "raison": "", "message": ""}
        assert Enveloppe.objects.filter(entree=good["id"]).count() == 1

    check()


def test_a_head_of_any_shape_sealed_properly_waits_for_a_person_or_is_recorded(telephone):
    """What the seal protects is not to be believed either: a later version of the notebook, a phone tampered with."""

    @tries(30)
    @given(name=st.sampled_from(("geste", "fiche", "base", "apres", "ecrite_le", "contenu")), value=JSON)
    def check(name, value) -> None:
        entry = telephone.seal("intervention", ACTE, **({} if name == "contenu" else {name: value}))
        if name == "contenu":
            entry = telephone.seal("intervention", value)
        answer = telephone.post(entry)
        assert answer.status_code == 200, answer.content
        assert answer.json()["reponses"][0]["etat"] in ("recue", "quarantaine")
        assert Enveloppe.objects.filter(entree=entry["id"]).count() == 1

    check()


def test_too_heavy_a_batch_is_413_with_the_limit(telephone):
    answer = telephone.client.post("/carnet/sync", b" " * (OCTETS_MAX + 1), content_type="application/json")
    assert (answer.status_code, answer.json()["limite"]) == (413, OCTETS_MAX)


def test_a_full_disk_acknowledges_nothing_and_says_so(telephone, monkeypatch):
    def full(_: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(reception, "_store", full)
    answer = telephone.post(telephone.seal("intervention", ACTE, id=uuid.uuid4()))
    assert answer.status_code == 503
    assert "Tout est gardé sur le téléphone" in json.loads(answer.content)["message"]
    assert not Enveloppe.objects.exists()
