"""The seal binds what it must, opens what was published, and hides what was written."""

import json
import uuid
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from entredeux.carnet import scelle
from entredeux.carnet.scelle import BLOC, SUITE, Etiquette, ScelleIllisible, hash_of_contenu, open_entree, seal_entree
from tests.carnet.vecteurs import FICHIER, build

pytestmark = pytest.mark.django_db
CLE = uuid.UUID(int=7)


def label(**parts) -> Etiquette:
    base = Etiquette(uuid.UUID(int=1), CLE, uuid.UUID(int=2), "passage", "0" * 64)
    return replace(base, **parts)


def test_the_published_vectors_are_those_of_the_code_and_open_here():
    said = json.loads(FICHIER.read_text(encoding="utf-8"))
    assert said == build()
    private = ec.derive_private_key(int(said["destinataire"]["privee"], 16), ec.SECP256R1())
    for case in said["cas"]:
        names = case["etiquette"]
        bound = Etiquette(
            uuid.UUID(names["structure"]),
            uuid.UUID(names["cle"]),
            uuid.UUID(names["entree"]),
            names["sorte"],
            names["empreinte"],
        )
        clear = SUITE.decrypt(bytes.fromhex(case["scelle"]), private, info=bound.info())
        assert json.loads(clear) == case["contenu"]


@pytest.mark.parametrize(
    "other",
    [
        {"structure": uuid.UUID(int=9)},
        {"entree": uuid.UUID(int=9)},
        {"sorte": "intervention"},
        {"jeton": "1" * 64},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_seal_opens_for_what_it_was_made_for_and_nothing_else(other):
    sealed = seal_entree({"a": 1}, label(), scelle.public_key(CLE))
    assert open_entree(sealed, label()) == {"a": 1}
    with pytest.raises(ScelleIllisible):
        open_entree(sealed, label(**other))


@given(at=st.integers(0, 600), bit=st.integers(0, 7))
def test_one_changed_bit_opens_nothing(at, bit):
    sealed = bytearray(seal_entree({"note": "calme"}, label(), scelle.public_key(CLE)))
    sealed[at % len(sealed)] ^= 1 << bit
    with pytest.raises(ScelleIllisible):
        open_entree(bytes(sealed), label())


@given(length=st.integers(0, 400))
def test_the_size_does_not_tell_whether_a_note_was_written(length):
    empty = seal_entree({"note": ""}, label(), scelle.public_key(CLE))
    written = seal_entree({"note": "x" * length}, label(), scelle.public_key(CLE))
    assert len(empty) == len(written) == 65 + BLOC + 16


@given(st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=9), max_size=5))
def test_the_content_hash_follows_the_content_not_its_order(contenu):
    turned = dict(reversed(list(contenu.items())))
    assert hash_of_contenu(contenu) == hash_of_contenu(turned)
    assert hash_of_contenu(contenu | {"autre": 1}) != hash_of_contenu(contenu | {"autre": 2})
