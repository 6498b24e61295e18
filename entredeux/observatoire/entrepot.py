"""The store of facts: who writes and reads `Fait` and `MoisArrete`. Exact, so read by `mesures` alone.

On one server it is two tables of the main database. A structure's year of 130,000 acts is 130,000 poor rows.
"""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from entredeux.observatoire.models import Fait, MoisArrete, QuartierSuivi

LOT = 2000


@dataclass(frozen=True)
class Extrait:
    """One month of one structure, as `extraits` hands it over.

    `faits` counts acts by (qpv, registre, domaine, cle); `mediateurs` holds the acts of each, without their names.
    """

    mois: str
    faits: Counter[tuple[str, str, str, int]]
    mediateurs: tuple[int, ...]


@transaction.atomic
def write_month(structure: uuid.UUID, extrait: Extrait) -> MoisArrete:
    """Replaces the month's facts and moves its version on. The caller has checked that it may."""
    arrete, created = MoisArrete.objects.select_for_update().get_or_create(structure_id=structure, mois=extrait.mois)
    if not created:
        arrete.version += 1
        arrete.revise_le = timezone.now()
    if extrait.mediateurs and not arrete.mediateurs:
        # Acts forget their mediators after three months: a revision keeps what the first taking saw.
        arrete.mediateurs = len(extrait.mediateurs)
        arrete.actes_par_mediateur = sum(extrait.mediateurs)
        arrete.actes_du_plus_actif = max(extrait.mediateurs)
    arrete.save()
    Fait.objects.filter(structure_id=structure, mois=extrait.mois).delete()
    Fait.objects.bulk_create(
        (
            Fait(
                structure_id=structure,
                mois=extrait.mois,
                qpv=qpv,
                registre=registre,
                domaine=domaine,
                cle=cle,
                actes=actes,
            )
            for (qpv, registre, domaine, cle), actes in extrait.faits.items()
        ),
        batch_size=LOT,
    )
    return arrete


def months_of(structure: uuid.UUID) -> list[MoisArrete]:
    return list(MoisArrete.objects.filter(structure_id=structure).order_by("mois"))


def quarters_of(structure: uuid.UUID) -> list[str]:
    """Codes of the QPV that are rows of the structure's tables, in order."""
    return list(QuartierSuivi.objects.filter(structure_id=structure).order_by("qpv").values_list("qpv", flat=True))


def add_quarters(structure: uuid.UUID, codes: Iterable[str]) -> None:
    rows = [QuartierSuivi(structure_id=structure, qpv=code) for code in sorted(set(codes)) if code]
    QuartierSuivi.objects.bulk_create(rows, ignore_conflicts=True)


def read_facts(structure: uuid.UUID, months: Iterable[str], columns: Iterable[str]) -> list[tuple]:
    """Rows (*columns, cle, acts), one per protected unit in each combination."""
    names = [*columns, "cle"]
    rows = Fait.objects.filter(structure_id=structure, mois__in=list(months)).values_list(*names)
    return list(rows.annotate(total=Sum("actes")).order_by())
