"""Seats, first come first served: counted under the lock of the event's row, so that the last one goes to one person.

A workshop holds a seat only for those who have one at the event. Someone may keep a workshop while waiting for
another held at the same time: a seat that frees itself there replaces the first, as the page told them.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils import timezone

from entredeux.reseau.enums import EtatInscriptions, StatutInscription
from entredeux.reseau.horaires import annonce_of, creneau_of, etat_inscriptions, fin_of, find_clash, overlap
from entredeux.reseau.models import ChoixAtelier, Evenement, Inscription, Sequence
from entredeux.ui.templatetags.ui import heure

CONFIRMEE, ATTENTE, ANNULEE = StatutInscription.CONFIRMEE, StatutInscription.ATTENTE, StatutInscription.ANNULEE


class Places:
    """The seats of one event, for the time of a transaction."""

    def __init__(self, evenement: Evenement, now: datetime | None = None) -> None:
        # The lock: PostgreSQL holds the row; SQLite, whose transactions start as writers, the whole file.
        self.evenement = Evenement.objects.select_for_update(of=("self",)).get(pk=evenement.pk)
        self.now = now or timezone.now()
        self.promues: list[Inscription] = []  # to be told, by whoever ends the transaction (envois.tell)
        self.sequences = {
            sequence.uid: sequence
            for sequence in Sequence.objects.filter(evenement=self.evenement, est_sur_inscription=True)
        }
        live = Inscription.objects.filter(evenement=self.evenement)
        self.confirmees = live.filter(statut=CONFIRMEE).count()
        self.prises = Counter(
            ChoixAtelier.objects.filter(sequence__in=self.sequences.values(), statut=CONFIRMEE)
            .order_by()
            .values_list("sequence", flat=True)
        )

    @property
    def est_complet(self) -> bool:
        return is_full(self.evenement.places, self.confirmees)

    def has_seat(self, sequence: Sequence) -> bool:
        return not is_full(sequence.places, self.prises[sequence.pk])

    def check_open(self) -> None:
        """Raises ValidationError: why one may not register, and what to do."""
        etat = etat_inscriptions(self.evenement, est_complet=self.est_complet, now=self.now)
        if not self.evenement.live:
            etat = EtatInscriptions.SANS
        if etat in REFUS:
            raise ValidationError(REFUS[etat], code=etat)

    def find_sequences(self, uids: Iterable[uuid.UUID]) -> list[Sequence]:
        """The workshops chosen, in the programme's order. Raises ValidationError for one that is not offered."""
        wanted = set(uids)
        if wanted - self.sequences.keys():
            raise ValidationError(
                {"ateliers": "Un des ateliers choisis n'est plus proposé. Relisez la liste, puis renvoyez."}
            )
        return sorted((self.sequences[uid] for uid in wanted), key=lambda each: (each.sort_order or 0, each.pk))

    def seat(self, inscription: Inscription) -> None:
        """Confirmed while there is a seat, else at the end of the waiting list. The caller saves."""
        if self.est_complet and not inscription.est_sur_place:
            inscription.statut, inscription.attend_depuis = ATTENTE, self.now
        else:
            inscription.statut, inscription.attend_depuis = CONFIRMEE, None
            self.confirmees += 1

    def seat_choix(self, inscription: Inscription, sequence: Sequence) -> ChoixAtelier:
        """The workshop kept, or waited for. The caller saves."""
        kept = inscription.statut == CONFIRMEE and (self.has_seat(sequence) or inscription.est_sur_place)
        if kept:
            self.prises[sequence.pk] += 1
        return ChoixAtelier(
            inscription=inscription, sequence=sequence, statut=CONFIRMEE if kept else ATTENTE, cree_le=self.now
        )

    def release(self, choix: ChoixAtelier) -> None:
        if choix.statut == CONFIRMEE:
            self.prises[choix.sequence_id] -= 1

    def unseat(self, inscription: Inscription, choix: Iterable[ChoixAtelier]) -> None:
        """Takes back what `seat` and `seat_choix` counted."""
        if inscription.statut == CONFIRMEE:
            self.confirmees -= 1
        for each in choix:
            self.release(each)

    def check_clashes(self, choix: Iterable[ChoixAtelier]) -> None:
        """One workshop kept, and one waited for, at a time. Raises ValidationError with both titles."""
        clash = self.find_clash(list(choix))
        if clash:
            raise ValidationError({"ateliers": _clash_sentence(*clash)}, code="conflit")

    def find_clash(self, choix: Collection[ChoixAtelier]) -> tuple[Sequence, Sequence] | None:
        for statut in (CONFIRMEE, ATTENTE):
            clash = find_clash([each.sequence for each in choix if each.statut == statut], self.evenement)
            if clash:
                return clash
        return None

    def promote(self) -> list[Inscription]:
        """Gives the seats that are free to those who wait, in order. Returns whose registration changed, saved."""
        if self.evenement.est_annule or fin_of(self.evenement) <= self.now:
            return []
        changed = self._promote_inscriptions()
        waited = set(self._waiting().values_list("sequence", flat=True))
        for sequence in self.sequences.values():
            if sequence.pk in waited:
                changed |= self._promote_atelier(sequence)
        if not changed:
            return []
        Inscription.objects.filter(pk__in=changed).update(version=F("version") + 1)
        promoted = list(Inscription.objects.filter(pk__in=changed))
        announce(self.evenement, promoted)
        Inscription.objects.bulk_update(promoted, ["annonce"], batch_size=200)
        self.promues += promoted
        return promoted

    def _promote_inscriptions(self) -> set[uuid.UUID]:
        if self.est_complet:
            return set()
        waiting = list(
            Inscription.objects.filter(evenement=self.evenement, statut=ATTENTE)
            .order_by("attend_depuis", "cree_le", "pk")
            .values_list("pk", flat=True)
        )
        places = self.evenement.places
        promoted = waiting if places is None else waiting[: places - self.confirmees]
        Inscription.objects.filter(pk__in=promoted).update(statut=CONFIRMEE, attend_depuis=None)
        self.confirmees += len(promoted)
        return set(promoted)

    def _promote_atelier(self, sequence: Sequence) -> set[uuid.UUID]:
        """A workshop kept at the same time gives its seat back, to whoever waits there in turn."""
        changed: set[uuid.UUID] = set()
        while self.has_seat(sequence) and (choix := self._next_waiting(sequence)):
            choix.statut = CONFIRMEE
            choix.save(update_fields=["statut"])
            self.prises[sequence.pk] += 1
            changed.add(choix.inscription_id)
            for freed in self._drop_clashes(choix):
                changed |= self._promote_atelier(freed)
        return changed

    def _waiting(self) -> QuerySet[ChoixAtelier]:
        """Choices that wait, of people who have their seat at the event."""
        return ChoixAtelier.objects.filter(
            inscription__evenement=self.evenement, inscription__statut=CONFIRMEE, statut=ATTENTE
        ).order_by("cree_le", "pk")

    def _next_waiting(self, sequence: Sequence) -> ChoixAtelier | None:
        return self._waiting().filter(sequence=sequence).select_related("sequence").first()

    def _drop_clashes(self, choix: ChoixAtelier) -> list[Sequence]:
        """Whatever else that person had at that time: nobody is in two rooms at once."""
        here = creneau_of(choix.sequence, self.evenement)
        others = (
            ChoixAtelier.objects.filter(inscription=choix.inscription_id).exclude(pk=choix.pk).exclude(statut=ANNULEE)
        )
        freed = []
        for other in others.select_related("sequence"):
            if overlap(here, creneau_of(other.sequence, self.evenement)):
                self.release(other)
                freed += [self.sequences[other.sequence.uid]] if other.statut == CONFIRMEE else []
                other.delete()
        return freed


def is_full(places: int | None, taken: int) -> bool:
    """No number of seats means no limit."""
    return places is not None and taken >= places


def announce(evenement: Evenement, inscriptions: Collection[Inscription]) -> None:
    """Sets what each is about to be told, from the workshops they keep now: not those they walked into on the day,
    where they stand already. The caller saves, and queues the mail."""
    kept: dict[uuid.UUID, list[Sequence]] = {each.pk: [] for each in inscriptions}
    held = ChoixAtelier.objects.filter(inscription__in=kept, statut=CONFIRMEE, est_sur_place=False)
    for choix in held.select_related("sequence"):
        kept[choix.inscription_id].append(choix.sequence)
    for each in inscriptions:
        each.annonce = annonce_of(evenement, kept[each.pk])


def _clash_sentence(one: Sequence, other: Sequence) -> str:
    start = heure(max(one.heure_debut, other.heure_debut))  # type: ignore[type-var]
    return (
        f"« {one} » et « {other} » ont lieu en même temps (à {start}) : gardez l'un des deux. "
        "Vous pouvez garder un atelier et attendre une place dans un autre, complet, à la même heure."
    )


REFUS = {
    EtatInscriptions.ANNULE: "Cet événement est annulé : on ne s'y inscrit plus. Rien n'a été enregistré.",
    EtatInscriptions.PASSE: "Cet événement a eu lieu : on ne s'y inscrit plus. Rien n'a été enregistré.",
    EtatInscriptions.SANS: "Cet événement ne prend pas d'inscription en ligne. Rien n'a été enregistré.",
    EtatInscriptions.PAS_ENCORE: "Les inscriptions ne sont pas encore ouvertes. Rien n'a été enregistré.",
    EtatInscriptions.CLOSES: "Les inscriptions sont closes. Rien n'a été enregistré : écrivez à l'organisation.",
}
