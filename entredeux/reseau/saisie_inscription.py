"""What someone gives to register: cleaned once, whoever asks (page, import, demo)."""

import unicodedata
import uuid
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from entredeux.cadre.chiffrement import keyed_hash
from entredeux.reseau.enums import GenreContribution

NOM, ORGANISME, BESOIN, CONTRIBUTION = 120, 120, 600, 1200
INVISIBLES = {"Cc", "Cf", "Cs"}


@dataclass(frozen=True, kw_only=True)
class DemandeInscription:
    """`ateliers` are Sequence.uid. `identifiant` is made by the page, so that a form sent twice registers once.
    `est_sur_place`: someone at the door, added by whoever welcomes them, with or without an address. `ligne`: where it
    stands in the file it comes from."""

    nom: str
    courriel: str = ""
    organisme: str = ""
    ateliers: tuple[uuid.UUID, ...] = ()
    besoin: str = ""
    contribution: str = ""
    genre_contribution: str = GenreContribution.PROBLEME
    est_sur_place: bool = False
    identifiant: uuid.UUID | None = None
    ligne: int = 0

    def clean(self) -> "DemandeInscription":
        """The same, tidied. Raises ValidationError by field."""
        errors: dict[str, str] = {}
        tidy = replace(
            self,
            nom=clean_nom(self.nom, errors),
            courriel=clean_courriel(self.courriel, errors, est_exige=not self.est_sur_place),
            organisme=clean_ligne(self.organisme, "organisme", ORGANISME, errors),
            ateliers=tuple(dict.fromkeys(self.ateliers)),
            besoin=clean_texte(self.besoin, "besoin", BESOIN, errors),
            contribution=clean_texte(self.contribution, "contribution", CONTRIBUTION, errors),
        )
        if tidy.contribution and tidy.genre_contribution not in GenreContribution.values:
            errors["genre_contribution"] = "Dites si c'est un problème rencontré ou une initiative."
        if errors:
            raise ValidationError(errors)
        return tidy


def index_courriel(courriel: str) -> str:
    """The blind index of an address: the same for the same address, whatever its capitals; "" without address."""
    return keyed_hash("reseau.inscription", courriel.strip().lower()) if courriel.strip() else ""


def clean_texte(text: str, field: str, longest: int, errors: dict[str, str]) -> str:
    """Line breaks stay; control and formatting characters, which no keyboard types, go."""
    kept = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(sign for sign in kept if sign == "\n" or unicodedata.category(sign) not in INVISIBLES).strip()
    if len(kept) > longest:
        errors[field] = f"{len(kept)} signes : gardez l'essentiel, en {longest} au plus."
    return kept


def clean_ligne(text: str, field: str, longest: int, errors: dict[str, str]) -> str:
    return " ".join(clean_texte(text, field, longest, errors).split())


def clean_nom(text: str, errors: dict[str, str]) -> str:
    nom = clean_ligne(text, "nom", NOM, errors)
    if not nom:
        errors["nom"] = "Indiquez votre prénom et votre nom : ils figureront sur votre badge."
    return nom


def clean_courriel(courriel: str, errors: dict[str, str], *, est_exige: bool = True) -> str:
    courriel = courriel.strip()
    if courriel or est_exige:
        try:
            validate_email(courriel)
        except ValidationError:
            errors["courriel"] = "Cette adresse n'est pas complète. Exemple : prenom.nom@association.fr"
    return courriel
