"""Ed25519 signatures of journal heads, of monthly closes, of backup manifests; under another key, of what is sent.

The private key is an instance secret (table `cadre_cle`, wrapped by the master key). The public key is
printed by `entredeux journal cle`, to be kept apart: whoever holds it tells a genuine head from one that
was signed again with another key.
"""

import base64
import binascii
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from entredeux.cadre.chiffrement import secret_of_instance

USAGE = "signature-journal"


class SignatureFausse(Exception):
    """The text was not signed by this key, or was changed since. `str()` is a French sentence."""


def sign(text: str, usage: str = USAGE) -> str:
    return base64.b64encode(_private_key(usage).sign(text.encode())).decode()


def public_key(usage: str = USAGE) -> str:
    """Base64 of the 32 bytes of the instance's public key."""
    return base64.b64encode(_private_key(usage).public_key().public_bytes_raw()).decode()


def check_signature(text: str, signature: str, key: str) -> None:
    """Raises SignatureFausse; `signature` and `key` are base64."""
    try:
        Ed25519PublicKey.from_public_bytes(base64.b64decode(key, validate=True)).verify(
            base64.b64decode(signature, validate=True), text.encode()
        )
    except (InvalidSignature, binascii.Error, ValueError):
        raise SignatureFausse("La signature ne correspond pas au contenu ou à la clé publique.") from None


def canonical_json(document: dict[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def sign_document(document: dict[str, Any], usage: str = USAGE) -> dict[str, Any]:
    """The document with `cle_publique` and a `signature` over everything else."""
    signed = document | {"cle_publique": public_key(usage)}
    return signed | {"signature": sign(canonical_json(signed), usage)}


def check_document(document: dict[str, Any], key: str) -> None:
    """Raises SignatureFausse when the document was not signed by `key`, whatever key it carries itself."""
    if document.get("cle_publique") != key:
        raise SignatureFausse("Le fichier est signé par une autre clé que celle de cette instance.")
    rest = {name: value for name, value in document.items() if name != "signature"}
    check_signature(canonical_json(rest), str(document.get("signature", "")), key)


def _private_key(usage: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(secret_of_instance(usage))
