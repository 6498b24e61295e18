"""Checking a certificate: does this code exist, and is it this name? Neither is stored; both are recognised."""

from dataclasses import dataclass

from entredeux.cadre.chiffrement import keyed_hash
from entredeux.reseau.codes import ATTESTATION, read_code
from entredeux.reseau.models import Attestation, ChoixAtelier, Evenement, Inscription, Serie
from entredeux.socle.lecture.mots import fold


def index_of_code(code: str) -> str:
    return keyed_hash("reseau.attestation.code", read_code(code))


def index_of_nom(code: str, nom: str) -> str:
    """Hashed with its code: two certificates of one person have nothing in common. Order and accents do not count."""
    return keyed_hash("reseau.attestation.nom", f"{read_code(code)}|{' '.join(sorted(fold(nom).split()))}")


@dataclass(frozen=True)
class Verification:
    """`nom_conforme`: None when no name was given to compare."""

    evenement: Evenement
    minutes: int | None
    nom_conforme: bool | None


def verify_attestation(code: str, nom: str = "") -> Verification | None:
    """None for a code that no certificate bears."""
    if len(read_code(code)) != ATTESTATION:
        return None
    found = Attestation.objects.select_related("evenement").filter(code_index=index_of_code(code)).first()
    if found is None:
        return None
    same = index_of_nom(code, nom) == found.nom_index if nom.strip() else None
    return Verification(found.evenement, found.minutes, same)


def ateliers_suivis(inscription: Inscription) -> list[str]:
    attended = ChoixAtelier.objects.filter(inscription=inscription, est_presente=True).select_related("sequence")
    return [str(choix.sequence) for choix in attended.order_by("sequence__sort_order")]


def organisateurs_of(evenement: Evenement) -> list[str]:
    """As the series says them, one by line."""
    serie = Serie.objects.ancestor_of(evenement).first()
    return [line.strip() for line in serie.organisateurs.splitlines() if line.strip()] if serie else []
