"""What may be written of a place, and in which words a refusal is said."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from entredeux.territoires.enums import DOMICILE, Generation, GenreZone, OrigineZone
from entredeux.territoires.geometrie import is_in_france
from entredeux.territoires.models import Commune, ContratVille, Lieu, Qpv
from entredeux.themes.queries import check_term

TYPES_LIEUX = "types_lieux"  # vocabulary 10.3
CHAMPS = ("nom", "type_lieu", "precision", "residence", "adresse", "commune", "lon", "lat")
TEXTES = {"nom": 120, "type_lieu": 30, "precision": 60, "residence": 80, "adresse": 120}  # and their greatest length
LOGEMENT = re.compile(
    r"\b(app?ts?|app?art(ement)?s?|logements?|logt|porte)\.?\s*(n\s*[°o]\s*|num[ée]ro\s*)?\d", re.IGNORECASE
)


@dataclass(frozen=True)
class NouveauLieu:
    """One row of `create_lieux`. `zones` is what the team declares, by genre: a code of the reference tables."""

    nom: str
    type_lieu: str
    precision: str = ""
    residence: str = ""
    adresse: str = ""
    commune: Commune | None = None
    lon: float | None = None
    lat: float | None = None
    zones: Mapping[GenreZone, str] = field(default_factory=dict)
    id: uuid.UUID = field(default_factory=uuid.uuid4)


def clean_lieu(nouveau: NouveauLieu) -> NouveauLieu:
    """Texts trimmed. Raises ValidationError, by field, with every reason at once."""
    trimmed: dict[str, Any] = {name: " ".join(getattr(nouveau, name).split()) for name in TEXTES}
    clean = replace(nouveau, **trimmed)
    errors: dict[str, Any] = {**_find_text_errors(clean), **_find_type_errors(clean), **_find_point_errors(clean)}
    if clean.type_lieu == DOMICILE:
        errors |= _find_domicile_errors(clean)
    if errors:
        raise ValidationError(errors)
    return clean


def check_version(lieu: Lieu, version: int | None) -> None:
    if version is not None and version != lieu.version:
        raise ValidationError(
            "Quelqu'un a modifié ce lieu pendant votre saisie. Rien n'est perdu : rouvrez le lieu dans un autre "
            "onglet, comparez, puis enregistrez."
        )


def check_zone_declarable(lieu: Lieu, genre: GenreZone) -> None:
    """Where the point answers, nobody declares: the point is what must be corrected."""
    if lieu.zones.filter(genre=genre, valide_au__isnull=True, origine=OrigineZone.GEOMETRIE).exists():
        label = GenreZone(genre).label.lower()
        raise ValidationError(f"Le point de ce lieu donne déjà sa zone ({label}). Corrigez le point s'il est faux.")


def check_zone_code(genre: GenreZone, code: str) -> None:
    """An unknown code is refused: a typed name is not a zone. A `poche` has no national list."""
    if not code:
        return
    rows = {
        GenreZone.QPV_2024: Qpv.objects.filter(generation=Generation.QPV_2024),
        GenreZone.QPV_2015: Qpv.objects.filter(generation=Generation.QPV_2015),
        GenreZone.COMMUNE: Commune.objects.all(),
        GenreZone.CONTRAT_VILLE: ContratVille.objects.all(),
    }.get(GenreZone(genre))
    if rows is not None and not rows.filter(pk=code).exists():
        raise ValidationError(f"Le code « {code} » n'existe pas ({GenreZone(genre).label.lower()}).")


def _find_text_errors(lieu: NouveauLieu) -> dict[str, str]:
    errors: dict[str, str] = {}
    for name, limit in TEXTES.items():
        if len(getattr(lieu, name)) > limit:
            errors[name] = f"Ce texte dépasse {limit} caractères : raccourcissez-le."
        elif name != "type_lieu" and LOGEMENT.search(getattr(lieu, name)):
            errors[name] = "Un logement précis ne se note pas : gardez la rue, le bâtiment ou le hall."
    if not lieu.nom:
        errors["nom"] = "Donnez un nom à ce lieu, par exemple « Hall Van Gogh »."
    return errors


def _find_type_errors(lieu: NouveauLieu) -> dict[str, Any]:
    if not lieu.type_lieu:
        return {"type_lieu": "Choisissez le type de lieu."}
    try:
        check_term(TYPES_LIEUX, lieu.type_lieu, timezone.localdate())
    except ValidationError as error:
        return {"type_lieu": error}
    return {}


def _find_point_errors(lieu: NouveauLieu) -> dict[str, str]:
    if (lieu.lon is None) != (lieu.lat is None):
        missing = "lon" if lieu.lon is None else "lat"
        return {missing: "Un point a une longitude et une latitude : donnez les deux, ou aucune."}
    if lieu.lon is None or lieu.lat is None:
        return {}
    errors = {}
    if not -180 <= lieu.lon <= 180:
        errors["lon"] = "La longitude va de -180 à 180 degrés."
    if not -90 <= lieu.lat <= 90:
        errors["lat"] = "La latitude va de -90 à 90 degrés."
    return errors or _find_places_far_away(lieu.lon, lieu.lat)


def _find_places_far_away(lon: float, lat: float) -> dict[str, str]:
    if is_in_france(lon, lat):
        return {}
    if is_in_france(lat, lon):
        return {"lon": "Longitude et latitude semblent inversées : échangez-les."}
    return {"lon": "Ce point n'est pas en France : vérifiez la longitude et la latitude, en degrés."}


def _find_domicile_errors(lieu: NouveauLieu) -> dict[str, str]:
    sentence = "Un domicile ne dit jamais où il est : laissez ce champ vide."
    filled = [name for name in ("precision", "residence", "adresse") if getattr(lieu, name)]
    filled += [name for name in ("lon", "lat") if getattr(lieu, name) is not None]
    return dict.fromkeys(filled, sentence)
