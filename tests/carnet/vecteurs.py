"""`python -m tests.carnet.vecteurs`: writes the published vectors of format 1, docs/exploitation/carnet-vecteurs.json.

The ephemeral key is given so that a seal is the same each time; in use it is random. Keys are invented for this file.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

BLOC = 512
FICHIER = Path(__file__).resolve().parents[2] / "docs" / "exploitation" / "carnet-vecteurs.json"
CAS = (
    ("rien", "passage", {"presence": "5d4ab2a3-5f1c-4c39-9e7b-0d4f1f3f9a01", "lieu": "x", "rien": True}),
    ("accents", "intervention", {"motif": "nuisance_sonore", "note": "Échange calme, « à revoir » cœur de l'été."}),
)


def scalar(seed: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(hashlib.sha256(seed.encode()).digest()), ec.SECP256R1())


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def build() -> dict[str, Any]:
    receiver, ephemeral = scalar("destinataire"), scalar("ephemere")
    cases = []
    for name, kind, contenu in CAS:
        label = {
            "structure": "0b0e7d5e-6a43-4a3e-8a43-5f2f4d1c1a01",
            "cle": "7b8f7a52-1c8f-4e59-9b57-1f6f0f4c2b02",
            "entree": "3f5c9a8e-2d6b-4b1a-8f0e-9c7d6e5f4a03",
            "sorte": kind,
            "empreinte": hashlib.sha256(b"jeton de ce fichier").hexdigest(),
        }
        info = "|".join(["entredeux-carnet", "1", *label.values()])
        clear = json.dumps(contenu, ensure_ascii=False, separators=(",", ":")).encode()
        clear += b" " * (-len(clear) % BLOC)
        sealed = seal(receiver, ephemeral, info.encode(), clear)
        cases.append({"nom": name, "etiquette": label, "info": info, "contenu": contenu, "scelle": sealed.hex()})
    return {
        "format": 1,
        "suite": "RFC 9180, mode de base, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM",
        "destinataire": {
            "privee": hex(receiver.private_numbers().private_value)[2:],
            "publique": point(receiver).hex(),
        },
        "ephemere": {"privee": hex(ephemeral.private_numbers().private_value)[2:], "publique": point(ephemeral).hex()},
        "cas": cases,
    }


# --- RFC 9180 written a second time, from its text, so that the file judges both modules rather than repeats one


def seal(
    receiver: ec.EllipticCurvePrivateKey, ephemeral: ec.EllipticCurvePrivateKey, info: bytes, clear: bytes
) -> bytes:
    enc, to = point(ephemeral), point(receiver)
    shared = ephemeral.exchange(ec.ECDH(), receiver.public_key())
    kem, suite = b"KEM\x00\x10", b"HPKE\x00\x10\x00\x01\x00\x02"
    secret = expand(kem, extract(kem, b"", b"eae_prk", shared), b"shared_secret", enc + to, 32)
    context = b"\x00" + extract(suite, b"", b"psk_id_hash", b"") + extract(suite, b"", b"info_hash", info)
    prk = extract(suite, secret, b"secret", b"")
    key, nonce = expand(suite, prk, b"key", context, 32), expand(suite, prk, b"base_nonce", context, 12)
    return enc + AESGCM(key).encrypt(nonce, clear, b"")


def extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return mac(salt or bytes(32), b"HPKE-v1" + suite + label + ikm)


def expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    said = length.to_bytes(2) + b"HPKE-v1" + suite + label + info
    return mac(prk, said + b"\x01")[:length]


def mac(key: bytes, message: bytes) -> bytes:
    digest = hmac.HMAC(key, hashes.SHA256())
    digest.update(message)
    return digest.finalize()


if __name__ == "__main__":
    FICHIER.write_text(json.dumps(build(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
