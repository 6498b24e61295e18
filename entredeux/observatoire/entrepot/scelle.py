"""Sealing a file of the warehouse: AES-256-GCM under a key of its own, derived from the instance's.

The nonce is drawn from the content by HMAC: the same content sealed twice gives the same bytes, so that a rebuild can
be compared byte for byte, and two contents never share a nonce. It tells only that two versions are equal, which
their names tell anyway. DuckDB's own Parquet encryption is not used (docs/decisions/0033).
"""

import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"EDX1"


class FichierAltere(Exception):
    """The bytes are not those that were sealed under this name and this key."""


def seal(secret: bytes, nom: str, contenu: bytes) -> bytes:
    """`EDX1 | nonce | ciphertext | tag`. `nom` (genre and period) is bound: a file moved elsewhere does not open."""
    nonce = hmac.digest(_derive(secret, f"nonce|{nom}"), contenu, "sha256")[:12]
    return FORMAT + nonce + AESGCM(_derive(secret, f"cle|{nom}")).encrypt(nonce, contenu, nom.encode())


def unseal(secret: bytes, nom: str, scelle: bytes) -> bytes:
    """The inverse. Raises FichierAltere."""
    if scelle[:4] != FORMAT:
        raise FichierAltere(f"{nom} : ce n'est pas un fichier scellé de l'entrepôt.")
    try:
        return AESGCM(_derive(secret, f"cle|{nom}")).decrypt(scelle[4:16], memoryview(scelle)[16:], nom.encode())
    except InvalidTag:
        raise FichierAltere(f"{nom} : le fichier a changé, ou la clé n'est pas la sienne.") from None


def digest(scelle: bytes) -> str:
    return hashlib.sha256(scelle).hexdigest()


def _derive(secret: bytes, usage: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"entrepot|{usage}".encode()).derive(secret)
