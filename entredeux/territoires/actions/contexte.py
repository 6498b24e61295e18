"""Loading the context indicators. Read whole first, then written at once; run again, it changes nothing."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction
from django.http import Http404

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.territoires.contexte import read_definitions
from entredeux.territoires.contexte.fichiers import Lecture, Rejet, read_level
from entredeux.territoires.donnees import ICI
from entredeux.territoires.enums import Generation, NiveauContexte
from entredeux.territoires.models import Commune, ContexteCommune, ContexteQpv, Qpv, ZoneEmploi


@dataclass(frozen=True)
class BilanContexte:
    """What one level's import did. `retires`: rows that the file no longer gives; a stale value would be worse."""

    nom: str
    lus: int
    crees: int
    modifies: int
    retires: int
    rejets: tuple[Rejet, ...]

    @property
    def changements(self) -> int:
        return self.crees + self.modifies + self.retires


def import_contexte(*, by: Acteur, folder: Path = ICI) -> list[BilanContexte]:
    """All or nothing, by whoever runs the server. Raises FichierRefuse when a file is not what it should be."""
    if by.compte is not None:
        raise Http404
    definitions = read_definitions()
    known: dict[NiveauContexte, Collection[str]] = {
        NiveauContexte.QPV: set(Qpv.objects.filter(generation=Generation.QPV_2024).values_list("pk", flat=True)),
        NiveauContexte.COMMUNE: set(Commune.objects.values_list("pk", flat=True)),
        NiveauContexte.ZONE_EMPLOI: (),
    }
    read = {niveau: read_level(folder, niveau, definitions, codes) for niveau, codes in known.items()}
    with transaction.atomic():
        outcome = [_replace(*_rows_of(niveau, lecture), lecture) for niveau, lecture in read.items()]
        changes = sum(bilan.changements for bilan in outcome)
        if changes:
            journal.record_write(by, "territoires.contexte.importe", nombre=changes)
    return outcome


def _rows_of(niveau: NiveauContexte, lecture: Lecture) -> tuple[type[models.Model], list[models.Model]]:
    rows = lecture.valeurs.items()
    if niveau is NiveauContexte.QPV:
        return ContexteQpv, [ContexteQpv(qpv_id=code, valeurs=values) for code, values in rows]
    if niveau is NiveauContexte.ZONE_EMPLOI:
        return ZoneEmploi, [ZoneEmploi(code=code, nom=lecture.autres[code], chomage=values) for code, values in rows]
    return ContexteCommune, [
        ContexteCommune(commune_id=code, zone_emploi=lecture.autres[code], valeurs=values) for code, values in rows
    ]


def _replace(model: type[models.Model], rows: list[models.Model], lecture: Lecture) -> BilanContexte:
    """Writes only what is new or differs, and removes what is no longer given."""
    names = [field.attname for field in model._meta.concrete_fields]
    stored = {values[0]: values for values in model._default_manager.values_list("pk", *names)}
    wanted = {row.pk: (row.pk, *(getattr(row, name) for name in names)) for row in rows}
    new = [row for row in rows if row.pk not in stored]
    changed = [row for row in rows if row.pk in stored and stored[row.pk] != wanted[row.pk]]
    gone = stored.keys() - wanted.keys()
    fields = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        [*new, *changed],
        batch_size=2000,
        update_conflicts=True,
        unique_fields=[model._meta.pk.name],
        update_fields=fields,
    )
    model._default_manager.filter(pk__in=gone).delete()
    return BilanContexte(
        str(model._meta.verbose_name), lecture.lues, len(new), len(changed), len(gone), tuple(lecture.rejets)
    )
