"""What a phone seals and how it is opened: HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256,
AES-256-GCM. Format 1, also written in docs/exploitation/carnet.md with vectors:

    info    = "entredeux-carnet|1|<structure>|<key id>|<entry id>|<kind>|<SHA-256 of the token, hexadecimal>"
    scelle  = enc (65 bytes) | ciphertext and tag
    clear   = JSON in UTF-8, then spaces up to a multiple of 512 bytes

One-shot HPKE as `cryptography` offers it takes no associated data: everything an entry must be bound to is in `info`,
which enters the key schedule, so that a changed byte of it opens nothing.
"""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from entredeux.cadre.chiffrement import secret_of_instance

FORMAT = 1
BLOC = 512
SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
# The order of P-256 (FIPS 186-5, SP 800-186 3.2.1.3).
ORDRE = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class ScelleIllisible(Exception):
    """Truncated, altered, or sealed for another entry, structure, kind or token."""


class ContenuIllisible(Exception):
    """Opened, but what is inside is not an entry."""


@dataclass(frozen=True)
class Etiquette:
    """What an entry is bound to. `jeton` is the hash of the token that sends it (hash_of_jeton)."""

    structure: uuid.UUID
    cle: uuid.UUID
    entree: uuid.UUID
    sorte: str
    jeton: str

    def info(self) -> bytes:
        parts = (
            "entredeux-carnet",
            FORMAT,
            self.structure,
            self.cle,
            self.entree,
            self.sorte,
            self.jeton,
        )
        return "|".join(map(str, parts)).encode()


def hash_of_jeton(jeton: str) -> str:
    return hashlib.sha256(jeton.encode()).hexdigest()


def private_key(cle: uuid.UUID) -> ec.EllipticCurvePrivateKey:
    """Derived from a secret kept under the master key: a rotation of the master key leaves it as it is."""
    return _derive(secret_of_instance(f"carnet:{cle}"))


@lru_cache(maxsize=1024)
def _derive(secret: bytes) -> ec.EllipticCurvePrivateKey:
    wide = HKDF(hashes.SHA256(), 48, salt=None, info=b"entredeux-carnet P-256").derive(secret)
    return ec.derive_private_key(int.from_bytes(wide) % (ORDRE - 1) + 1, ec.SECP256R1())


def public_key(cle: uuid.UUID) -> str:
    """The uncompressed point, 65 bytes, in hexadecimal."""
    point = private_key(cle).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return point.hex()


def seal_entree(contenu: dict[str, Any], etiquette: Etiquette, publique: str) -> bytes:
    """What the phone does, for tests, benches and the demo."""
    clear = json.dumps(contenu, ensure_ascii=False, separators=(",", ":")).encode()
    clear += b" " * (-len(clear) % BLOC)
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(publique))
    return SUITE.encrypt(clear, point, info=etiquette.info())


def open_entree(scelle: bytes, etiquette: Etiquette) -> dict[str, Any]:
    """Raises ScelleIllisible or ContenuIllisible."""
    try:
        clear = SUITE.decrypt(bytes(scelle), private_key(etiquette.cle), info=etiquette.info())
    except (InvalidTag, ValueError):
        raise ScelleIllisible from None
    try:
        contenu = json.loads(clear)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise ContenuIllisible from None
    if not isinstance(contenu, dict):
        raise ContenuIllisible
    return contenu


def hash_of_contenu(contenu: dict[str, Any]) -> str:
    """HMAC-SHA256 of the canonical plaintext: two seals of one content differ, this does not."""
    text = json.dumps(contenu, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(secret_of_instance("contenu"), text.encode(), hashlib.sha256).hexdigest()
