"""Vocabularies, from files to rows: no person acts there, so no journal entry."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from entredeux.themes.fichiers import read_vocabularies
from entredeux.themes.models import ORIGINE, Terme
from entredeux.themes.queries import forget_terms
from entredeux.themes.schema import TermeDecrit, VocabulaireDecrit

COMPARES = (
    "libelle",
    "description",
    "ordre",
    "actif",
    "est_libelle_de_travail",
    "source",
    "provenance",
    "registre_version",
    "valide_au",
    "est_livre",
)


@dataclass(frozen=True)
class Bilan:
    crees: int
    modifies: int
    fermes: int
    inchanges: int


@transaction.atomic
def load_vocabularies(
    *, vocabulaires: Iterable[VocabulaireDecrit] | None = None, on: datetime.date | None = None
) -> Bilan:
    """Makes the shipped rows equal to the files; idempotent.

    A row whose code left the files is closed on `on` (today), never deleted: records use it. Nothing is closed
    while a file cannot be read. Rows added by hand (`est_livre` false) are left alone.
    """
    read, errors = read_vocabularies() if vocabulaires is None else ({v.code: v for v in vocabulaires}, [])
    described = list(read.values())
    wanted = {(t.vocabulaire, t.code, t.valide_du): t for v in described for t in _rows(v)}
    held = {(t.vocabulaire, t.code, t.valide_du): t for t in Terme.objects.select_for_update()}
    created = [terme for key, terme in wanted.items() if key not in held]
    changed = [held[key] for key, terme in wanted.items() if key in held and _update(held[key], terme)]
    gone = [] if errors else [terme for key, terme in held.items() if key not in wanted]
    closed = [terme for terme in gone if _close(terme, on or timezone.localdate())]
    Terme.objects.bulk_create(created, batch_size=200)
    Terme.objects.bulk_update([*changed, *closed], COMPARES, batch_size=200)
    forget_terms()
    return Bilan(len(created), len(changed), len(closed), len(wanted) - len(created) - len(changed))


def _rows(vocabulaire: VocabulaireDecrit) -> Iterable[Terme]:
    for ordre, decrit in enumerate(vocabulaire.termes, start=1):
        yield _row(vocabulaire, decrit, ordre)


def _row(vocabulaire: VocabulaireDecrit, decrit: TermeDecrit, ordre: int) -> Terme:
    return Terme(
        vocabulaire=vocabulaire.code,
        code=decrit.code,
        libelle=decrit.libelle,
        description=decrit.description,
        ordre=ordre,
        actif=decrit.actif,
        est_libelle_de_travail=decrit.est_libelle_de_travail,
        source=decrit.source or vocabulaire.source,
        provenance=decrit.provenance or vocabulaire.provenance,
        registre_version=decrit.registre_version or vocabulaire.registre_version,
        valide_du=decrit.valide_du or ORIGINE,
        valide_au=decrit.valide_au,
    )


def _update(held: Terme, wanted: Terme) -> bool:
    """Copies what differs; tells whether anything did. A row added by hand wins over a file."""
    if not held.est_livre:
        return False
    differing = [name for name in COMPARES if getattr(held, name) != getattr(wanted, name)]
    for name in differing:
        setattr(held, name, getattr(wanted, name))
    return bool(differing)


def _close(terme: Terme, on: datetime.date) -> bool:
    if not terme.est_livre or (terme.valide_au and terme.valide_au <= on):
        return False
    terme.valide_au = max(on, terme.valide_du)
    return True
