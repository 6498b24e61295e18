"""What the pages about agreements show."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.liens_consentement import Demande
from entredeux.cadre.models import Consentement, RelectureTexte
from entredeux.cadre.textes_consentement import FRANCAIS, Langue, Texte, find_texte, langues, load_textes


@dataclass(frozen=True)
class TexteMontre:
    """`a_relire`: a translation of ours that nobody who reads the language has found right yet."""

    texte: Texte
    phrases: list[str]
    a_relire: bool


def present_textes(demande: Demande, langue: str, relus: Collection[str]) -> list[TexteMontre]:
    qui = " / ".join(label for _, label in demande.destinataires) or "…"
    shown = [find_texte(portee, langue) for portee in demande.portees]
    return [TexteMontre(texte, texte.phrases_for(qui, _until(texte)), _unread(texte, relus)) for texte in shown]


def _until(texte: Texte) -> date:
    return timezone.localdate() + timedelta(days=texte.jours)


def _unread(texte: Texte, relus: Collection[str]) -> bool:
    return texte.langue.code != FRANCAIS and texte.empreinte not in relus


def present_recu(demande: Demande, given: list[Consentement], numero: str) -> dict[str, Any]:
    texte = find_texte(given[0].texte_code, given[0].langue)
    return {
        "demande": demande,
        "accords": given,
        "numero": numero,
        "langue": texte.langue,
        "adresse_retrait": f"{settings.ADRESSE}{reverse('retrait')}".partition("://")[2],
    }


def present_relectures(rows: list[RelectureTexte]) -> list[tuple[Langue, list[tuple[Texte, RelectureTexte | None]]]]:
    by_hash = {row.texte_empreinte: row for row in rows}
    return [
        (langue, [(texte, by_hash.get(texte.empreinte)) for texte in load_textes().values() if texte.langue == langue])
        for langue in langues()
        if langue.code != FRANCAIS
    ]
