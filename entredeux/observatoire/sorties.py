"""Letting figures out: the second person asks, a worker attacks all that is out, and only then is it read by others.

One mechanism for the releases of the public and for the versions of reports. Asked twice, it is done once; asked of a
worker that was killed, it starts anew.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from entredeux.cadre.acteur import Acteur, acteurs_of
from entredeux.cadre.models import Structure
from entredeux.observatoire.audit.avance import listen
from entredeux.observatoire.models import Parution, VersionRapport
from entredeux.socle.erreurs import Refus

Sortie = Parution | VersionRapport
S = TypeVar("S", Parution, VersionRapport)
CONTRADICTION = (
    "L'audit n'a pas pu conclure : des tableaux déjà publiés se contredisent. Rien n'est sorti. Prévenez qui tient "
    "l'instance : « entredeux check publications » dit lesquels."
)


@transaction.atomic
def ask_audit(what: S, *, total: int, by: Acteur) -> tuple[S, bool]:
    """Whether a worker is to be told: not when one is at it already. The right was checked by the caller."""
    locked = type(what).objects.select_for_update().get(pk=what.pk)
    if locked.est_en_audit and not locked.audit_semble_arrete:
        return locked, False
    now = timezone.now()
    locked.audit_demande_le, locked.audit_demande_par, locked.audit_avance_le = now, by.compte, now
    locked.audit_faites, locked.audit_total, locked.audit_refus = 0, total, ""
    locked.save()
    return locked, True


def run_audit(what: Sortie, structure: Structure | None, release: Callable[[Acteur], object]) -> None:
    """Calls `release` as the person who asked, in the place they hold today. Run twice, the second finds it done."""
    if not what.est_en_audit or what.audit_demande_par is None or what.audit_demande_le is None:
        return
    asked, why = what.audit_demande_le, ""
    try:
        with listen(lambda: _show_step(what, asked)):
            release(_person_of(what, structure))
    except ValidationError as refused:
        why = " ".join(refused.messages)
    except (Refus, Http404) as refused:
        why = str(refused) or "La personne qui l'a demandé n'a plus cette place dans la structure."
    except ValueError:
        why = CONTRADICTION
    type(what).objects.filter(pk=what.pk, audit_demande_le=asked).update(audit_demande_le=None, audit_refus=why[:600])


def _person_of(what: Sortie, structure: Structure | None) -> Acteur:
    assert what.audit_demande_par is not None
    wanted = structure.pk if structure else None
    for each in acteurs_of(what.audit_demande_par):
        if (each.structure.pk if each.structure else None) == wanted:
            return each
    raise Http404


def _show_step(what: Sortie, asked: datetime) -> None:
    """A cell found wide, or counted again under another guess: never past the total."""
    what.audit_faites = min(what.audit_total, what.audit_faites + 1)
    mine = type(what).objects.filter(pk=what.pk, audit_demande_le=asked)
    mine.update(audit_faites=what.audit_faites, audit_avance_le=timezone.now())
