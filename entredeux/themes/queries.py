"""The words of the trade and the packs, as the rest of the product asks for them.

Terms are read once per process: any change made here forgets them at once; another process's change (an
`entredeux import vocabulaires` beside running servers) is seen within DUREE_CACHE.
"""

import datetime
import time
import uuid
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError

from entredeux.themes.fichiers import emergency_numbers, read_packs, read_vocabularies
from entredeux.themes.models import OuvertureTheme, Terme
from entredeux.themes.schema import Theme

__all__ = [
    "check_term",
    "choices",
    "emergency_numbers",
    "find_pack",
    "labels",
    "open_packs",
    "pack_choices",
    "packs",
    "packs_for",
    "terms",
    "vocabulary_title",
    "vocabulary_titles",
]

DUREE_CACHE = 600  # seconds
JOURS_GARDES = 20_000  # (vocabulary, day) pairs: a year of thirty vocabularies is about 11,000
_cache: dict[str, list[Terme]] = {}
_by_day: dict[tuple[str, datetime.date], dict[str, Terme]] = {}
_read_at = 0.0


def terms(vocabulaire: str, on: datetime.date) -> list[Terme]:
    """The vocabulary's terms proposed that day, in order."""
    return list(_terms_by_code(vocabulaire, on).values())


def labels(vocabulaire: str) -> dict[str, str]:
    """Every code ever used with its latest label, so that old records stay readable."""
    return {terme.code: terme.libelle for terme in sorted(_all_terms(vocabulaire), key=lambda t: t.valide_du)}


def choices(vocabulaire: str, on: datetime.date) -> list[tuple[str, str]]:
    return [(terme.code, terme.libelle) for terme in terms(vocabulaire, on)]


def check_term(vocabulaire: str, code: str, on: datetime.date) -> str:
    """The code, if the vocabulary knows it that day; else a ValidationError that names what is possible."""
    valid = _terms_by_code(vocabulaire, on)
    if code in valid:
        return code
    possible = ", ".join(f"{terme.libelle} ({terme.code})" for terme in valid.values())
    raise ValidationError(
        f"« {code} » n'est pas proposé pour « {vocabulary_title(vocabulaire)} » au {on:%d/%m/%Y}. "
        f"Valeurs possibles : {possible}.",
        code="terme_inconnu",
    )


def vocabulary_title(vocabulaire: str) -> str:
    return vocabulary_titles().get(vocabulaire, vocabulaire)


def vocabulary_titles() -> dict[str, str]:
    """Vocabulary code -> title, as the files give them."""
    return {code: read.titre for code, read in read_vocabularies()[0].items()}


def forget_terms(**_: Any) -> None:
    """Called whenever a term changes (apps.py)."""
    _cache.clear()
    _by_day.clear()


def _terms_by_code(vocabulaire: str, on: datetime.date) -> dict[str, Terme]:
    all_terms = _all_terms(vocabulaire)  # first: it empties both caches when they are old
    key = (vocabulaire, on)
    if key not in _by_day:
        if len(_by_day) >= JOURS_GARDES:
            _by_day.clear()
        _by_day[key] = {terme.code: terme for terme in all_terms if terme.actif and terme.is_valid_on(on)}
    return _by_day[key]


def _all_terms(vocabulaire: str) -> list[Terme]:
    global _read_at
    if not _cache or time.monotonic() - _read_at > DUREE_CACHE:
        read: dict[str, list[Terme]] = defaultdict(list)
        for terme in Terme.objects.order_by("ordre", "code", "valide_du"):
            read[terme.vocabulaire].append(terme)
        forget_terms()
        _cache.update(read)
        _read_at = time.monotonic()
    return _cache.get(vocabulaire, [])


# --- theme packs


def packs() -> dict[str, Theme]:
    """Every readable pack by code. Follows the files: an edited pack is used at the next request."""
    return read_packs()[0]


def open_packs(structure: uuid.UUID | None) -> dict[str, Theme]:
    """Those this structure may record with. A sensitive pack stays closed until its impact assessment is signed."""
    found = packs()
    if any(pack.est_sensible for pack in found.values()):
        opened = opened_themes(structure)
        return {code: pack for code, pack in found.items() if not pack.est_sensible or code in opened}
    return found


def opened_themes(structure: uuid.UUID | None) -> set[str]:
    """The sensitive themes this structure declared its assessment signed for, and has not closed since."""
    if structure is None:
        return set()
    rows = OuvertureTheme.objects.filter(structure=structure, fermee_le__isnull=True)
    return set(rows.values_list("theme", flat=True))


def is_open(pack: Theme, ouverts: Collection[str]) -> bool:
    return not pack.est_sensible or pack.code in ouverts


def find_pack(code: str, ouverts: Collection[str] = ()) -> Theme:
    """`ouverts`: the sensitive themes open to the structure (opened_themes). Raises ValidationError otherwise."""
    pack = packs().get(code)
    if pack is None:
        known = ", ".join(f"{pack.titre} ({pack.code})" for pack in packs().values() if is_open(pack, ouverts))
        raise ValidationError(f"Le thème « {code} » n'existe pas. Thèmes possibles : {known}.", code="theme_inconnu")
    if not is_open(pack, ouverts):
        raise ValidationError(
            f"Le thème « {pack.titre} » est sensible : il reste fermé tant que l'analyse d'impact n'est pas signée.",
            code="theme_ferme",
        )
    return pack


def pack_choices(structure: uuid.UUID | None) -> list[tuple[str, str]]:
    return [(pack.code, pack.titre) for pack in open_packs(structure).values()]


def packs_for(structure: uuid.UUID | None, *, motif: str = "", type_lieu: str = "") -> list[Theme]:
    """Packs to suggest: those that name this motif or, without one, this type of place."""
    return [
        pack
        for pack in open_packs(structure).values()
        if (motif and motif in pack.motifs) or (not motif and type_lieu in pack.types_lieux)
    ]
