"""Short codes that people read aloud or type: a ticket at the door, a certificate to check. Pure, but for the secret.

The alphabet is Crockford's base 32: no I, L, O, U; what one types instead is understood.
"""

import re
import uuid

from entredeux.cadre.chiffrement import keyed_hash

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CONFUSIONS = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
BILLET, ATTESTATION = 6, 12  # 30 bits to tell apart the people of one day; 60 that nobody guesses


def code_billet(inscription: uuid.UUID) -> str:
    """« K7M 2QX », never cut in two lines: the same for the same registration, and it says nothing of its id."""
    return _grouped(_code("reseau.billet", inscription, BILLET), 3, "\u00a0")


def code_attestation(attestation: uuid.UUID) -> str:
    """« K7M2-QX9P-4RTB »: only who holds the certificate, or the instance, can write it."""
    return _grouped(_code("reseau.attestation", attestation, ATTESTATION), 4, "-")


def read_code(text: str) -> str:
    """What was typed, without spaces nor dashes, capitals, look-alikes put right."""
    return re.sub(r"[^0-9A-Z]", "", text.upper()).translate(CONFUSIONS)


def _code(usage: str, identifiant: uuid.UUID, length: int) -> str:
    number = int(keyed_hash(usage, identifiant.hex), 16)
    return "".join(ALPHABET[(number >> 5 * rank) & 31] for rank in range(length))


def _grouped(code: str, size: int, separator: str) -> str:
    return separator.join(code[rank : rank + size] for rank in range(0, len(code), size))
