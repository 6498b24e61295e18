"""The certificate as paper: what it says, and its accessible PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from entredeux.reseau.models import Evenement
from entredeux.socle.pdf import render_pdf
from entredeux.ui.templatetags.ui import jour

MODELE = Path(__file__).parent / "attestation.typ"


@dataclass(frozen=True)
class Mention:
    """What a certificate says of its holder's presence."""

    nom: str
    minutes: int | None
    ateliers: Sequence[str]
    code: str
    emise_le: str


def render_attestation(evenement: Evenement, organisateurs: Sequence[str], mention: Mention) -> bytes:
    return render_pdf(
        MODELE,
        {
            "nom": mention.nom,
            "titre": evenement.title,
            "genre": evenement.get_genre_display().lower(),
            "quand": say_quand(evenement),
            "lieu": evenement.lieu,
            "duree": say_duree(mention.minutes),
            "ateliers": list(mention.ateliers),
            "organisateurs": list(organisateurs),
            "code": mention.code,
            "emise_le": mention.emise_le,
            "adresse": f"{settings.ADRESSE}{reverse('verifier_attestation')}",
        },
    )


def say_quand(evenement: Evenement) -> str:
    """« le jeudi 12 mars 2026 », « du … au … »."""
    if evenement.date_fin and evenement.date_fin != evenement.date_debut:
        return f"du {jour(evenement.date_debut)} au {jour(evenement.date_fin)}"
    return f"le {jour(evenement.date_debut)}"


def say_duree(minutes: int | None) -> str:
    """« 1 h 30 », « 7 h », « 45 min »; "" when it is not known."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"
