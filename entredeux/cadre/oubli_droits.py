"""What exceptional access and requests about one's data leave, twelve months after: a motive, an answer, a month."""

from collections import Counter
from datetime import UTC, date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import TruncMonth
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.enums import EtatDroits
from entredeux.cadre.horloges import Garde, Horloge
from entredeux.cadre.models import AvisBris, BrisDeGlace, DemandeDroits, Structure

CONSERVATION = timedelta(days=366)


def end_of_bris(bris: BrisDeGlace) -> date | None:
    return timezone.localdate(bris.cree_le) + CONSERVATION if bris.fiche else None


def end_of_demande_droits(demande: DemandeDroits) -> date | None:
    """A request still to be answered has no day: it waits."""
    return None if demande.est_oubliee or not demande.traitee_le else demande.traitee_le + CONSERVATION


def forget_droits(day: date) -> dict[str, int]:
    """The clock: idempotent."""
    return {"bris": _forget_bris(day - CONSERVATION), "demandes": _forget_demandes(day - CONSERVATION)}


@transaction.atomic
def _forget_bris(before: date) -> int:
    due = list(BrisDeGlace.objects.filter(fiche__isnull=False, cree_le__date__lt=before))
    erase_unites({row.unite for row in due})
    AvisBris.objects.filter(bris__in=due).delete()
    month = {name: _month(name) for name in ("cree_le", "referme_le")}
    rows = BrisDeGlace.objects.filter(pk__in=[row.pk for row in due])
    rows.update(fiche=None, raison=b"", cree_par=None, **month)
    return _tell("cadre.bris_de_glace.oublies", Counter(row.structure_id for row in due))


@transaction.atomic
def _forget_demandes(before: date) -> int:
    answered = DemandeDroits.objects.exclude(etat=EtatDroits.RECUE).filter(est_oubliee=False, traitee_le__lt=before)
    due = list(answered)
    erase_unites({row.unite for row in due})
    DemandeDroits.objects.filter(pk__in=[row.pk for row in due]).update(
        compte=None,
        cree_par=None,
        traitee_par=None,
        suivi_index="",
        visee=None,
        explication=b"",
        est_oubliee=True,
        cree_le=_month("cree_le"),
        **{name: TruncMonth(name) for name in ("recue_le", "echeance", "traitee_le")},
    )
    return _tell("cadre.demande_droits.oubliees", Counter(row.structure_id for row in due))


def _month(field: str) -> TruncMonth:
    return TruncMonth(field, tzinfo=UTC)


def _tell(evenement: str, touched: "Counter[UUID]") -> int:
    for structure in Structure.objects.filter(pk__in=touched):
        journal.record_write(Acteur.systeme(structure), evenement, nombre=touched[structure.pk])
    return touched.total()


def kept_droits(structure: Structure) -> list[Garde]:
    bris: Any = BrisDeGlace.objects.filter(structure=structure, fiche__isnull=False)
    demandes: Any = DemandeDroits.objects.filter(structure=structure, est_oubliee=False)
    first, answered = bris.aggregate(le=Min("cree_le"))["le"], demandes.aggregate(le=Min("traitee_le"))["le"]
    return [
        Garde("Ouvertures exceptionnelles", bris.count(), timezone.localdate(first) + CONSERVATION if first else None),
        Garde("Demandes d'accès et d'effacement", demandes.count(), answered + CONSERVATION if answered else None),
    ]


HORLOGE = Horloge(
    "droits",
    "Ouvertures exceptionnelles et demandes sur ses données",
    forget_droits,
    {
        "bris": "ouvertures exceptionnelles ; restent le motif et le mois",
        "demandes": "demandes d'accès et d'effacement ; restent la réponse donnée et le mois",
    },
    modeles={
        "cadre.BrisDeGlace": end_of_bris,
        "cadre.AvisBris": "Disparaît avec l'ouverture dont il prévient, après douze mois.",
        "cadre.DemandeDroits": end_of_demande_droits,
    },
    evenements={
        "cadre.bris_de_glace.oublies": "Ouvertures exceptionnelles ; restent le motif et le mois",
        "cadre.demande_droits.oubliees": "Demandes d'accès et d'effacement ; restent la réponse donnée et le mois",
    },
    garde=kept_droits,
)
