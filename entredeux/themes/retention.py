"""What anonymous surveys forget by themselves.

at its end  a public of fewer than eleven answers: its counts, and how many there were
3 months    who opened the wave
48 months   after its end: the wave and all its counts (the four years of a collège)
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.horloges import Horloge
from entredeux.cadre.models import Structure
from entredeux.themes.actions.enquetes import erase_small
from entredeux.themes.models import VagueEnquete
from entredeux.themes.resultats import SEUIL

QUI_A_OUVERT = timedelta(days=91)
VAGUES = timedelta(days=1461)
EFFETS = {
    "petits": "publics de moins de onze réponses ; leurs comptes sont effacés",
    "auteurs": "vagues détachées de qui les a ouvertes",
    "vagues": "vagues d'enquête, avec leurs comptes",
}


@transaction.atomic
def forget_enquetes(day: date) -> dict[str, int]:
    """Applies every clock as of `day`; idempotent."""
    return {"petits": _erase_small(day), "auteurs": _unlink(day - QUI_A_OUVERT), "vagues": _erase(day - VAGUES)}


def erased_on(vague: VagueEnquete) -> date:
    """Shown on its page."""
    return (vague.close_le or vague.jusqua) + VAGUES


def _erase_small(day: date) -> int:
    over = VagueEnquete.objects.filter(Q(close_le__isnull=False) | Q(jusqua__lt=day), publics__nombre__lt=SEUIL)
    return sum(erase_small(vague) for vague in over.distinct())


def _unlink(before: date) -> int:
    return VagueEnquete.objects.filter(cree_par__isnull=False, cree_le__date__lt=before).update(cree_par=None)


def _erase(before: date) -> int:
    gone = VagueEnquete.objects.filter(Q(close_le__lt=before) | Q(close_le__isnull=True, jusqua__lt=before))
    count = 0
    for structure in Structure.objects.filter(pk__in=gone.values("structure")):
        rows = gone.filter(structure=structure)
        number = rows.count()
        journal.record_write(Acteur.systeme(structure), "themes.enquete.effacees", nombre=number)
        rows.delete()
        count += number
    return count


HORLOGE = Horloge(
    "enquetes",
    "Enquêtes anonymes",
    forget_enquetes,
    EFFETS,
    modeles={"themes.VagueEnquete": erased_on},
    evenements={"themes.enquete.effacees": "Vagues d'enquête anonyme, effacées quatre ans après leur fin"},
)
