"""What pages show of registrations: states and counts, without opening a name."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from entredeux.reseau.enums import EtatInscriptions, StatutInscription
from entredeux.reseau.horaires import etat_inscriptions
from entredeux.reseau.models import ChoixAtelier, Evenement, Inscription, Sequence

CONFIRMEE, ATTENTE = StatutInscription.CONFIRMEE, StatutInscription.ATTENTE
DERNIERES = 5


@dataclass(frozen=True)
class Remplissage:
    """How full an event or a workshop is. `places` None: no limit."""

    places: int | None
    confirmees: int
    attendent: int

    @property
    def est_complet(self) -> bool:
        return self.places is not None and self.confirmees >= self.places

    @property
    def restent_peu(self) -> bool:
        """Said to the public rather than the number: counting seats would tell who just registered."""
        return self.places is not None and 0 < self.places - self.confirmees <= DERNIERES


@dataclass(frozen=True)
class AtelierPropose:
    sequence: Sequence
    remplissage: Remplissage


def fill_of(evenement: Evenement) -> Remplissage:
    counts = Counter(
        Inscription.objects.filter(evenement=evenement, statut__in=[CONFIRMEE, ATTENTE])
        .order_by()
        .values_list("statut", flat=True)
    )
    return Remplissage(evenement.places, counts[CONFIRMEE], counts[ATTENTE])


def etat_of(evenement: Evenement, now: datetime | None = None) -> EtatInscriptions:
    return etat_inscriptions(evenement, est_complet=fill_of(evenement).est_complet, now=now)


def offered_ateliers(evenement: Evenement) -> list[AtelierPropose]:
    """The workshops to choose at registration, in the programme's order."""
    sequences = list(
        Sequence.objects.filter(evenement=evenement, est_sur_inscription=True).order_by("sort_order", "pk")
    )
    counts = Counter(
        ChoixAtelier.objects.filter(sequence__in=sequences, statut__in=[CONFIRMEE, ATTENTE])
        .order_by()
        .values_list("sequence", "statut")
    )
    return [
        AtelierPropose(each, Remplissage(each.places, counts[each.pk, CONFIRMEE], counts[each.pk, ATTENTE]))
        for each in sequences
    ]
