"""Short codes that people read aloud or type: a ticket at the door, a certificate. Pure, but for the secret."""

import uuid

from entredeux.cadre.chiffrement import keyed_hash
from entredeux.socle.codes import ALPHABET, group_code, read_code

__all__ = ["code_attestation", "code_billet", "read_code"]
BILLET, ATTESTATION = 6, 12  # 30 bits to tell apart the people of one day; 60 that nobody guesses


def code_billet(inscription: uuid.UUID) -> str:
    """« K7M 2QX », never cut in two lines: the same for the same registration, and it says nothing of its id."""
    return group_code(_code("reseau.billet", inscription, BILLET), 3, "\u00a0")


def code_attestation(attestation: uuid.UUID) -> str:
    """« K7M2-QX9P-4RTB »: only who holds the certificate, or the instance, can write it."""
    return group_code(_code("reseau.attestation", attestation, ATTESTATION), 4, "-")


def _code(usage: str, identifiant: uuid.UUID, length: int) -> str:
    number = int(keyed_hash(usage, identifiant.hex), 16)
    return "".join(ALPHABET[(number >> 5 * rank) & 31] for rank in range(length))
