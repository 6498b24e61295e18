"""The check-in list of a day: who is expected where, who is there, and how many. No name is opened here but by
`load_noms`, which writes it in the journal."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import read_textes
from entredeux.reseau.codes import code_billet, read_code
from entredeux.reseau.enums import GenreSequence, StatutInscription
from entredeux.reseau.models import Evenement, Inscription, Pointage, Sequence
from entredeux.reseau.presence import seance_tolerante, standing
from entredeux.socle.lecture.mots import fold


@dataclass
class Personne:
    """Someone on the list. `ateliers`: uids of the workshops kept; `arrivees`: taps that stand, all of this day."""

    inscription: Inscription
    ateliers: set[uuid.UUID]
    en_attente: set[uuid.UUID]
    arrivees: list[Pointage]
    nom: str = ""
    billet: str = ""

    @property
    def pk(self) -> uuid.UUID:
        return self.inscription.pk

    @property
    def attend(self) -> bool:
        return self.inscription.statut == StatutInscription.ATTENTE

    def arrivee(self, sequence: Sequence | None) -> Pointage | None:
        """The tap that says this person is here: in the workshop, or (None) at the event, by whichever door."""
        taps = self.arrivees if sequence is None else [tap for tap in self.arrivees if tap.sequence_id == sequence.pk]
        return taps[0] if taps else None

    def is_expected(self, sequence: Sequence | None) -> bool:
        return sequence is None or sequence.uid in self.ateliers


@dataclass(frozen=True)
class Compte:
    """One line of figures: « 12 présentes sur 48 attendues »."""

    sequence: Sequence | None
    presentes: int
    attendues: int
    en_retard: int

    @property
    def titre(self) -> str:
        return str(self.sequence) if self.sequence else "L'événement"

    @property
    def places(self) -> int | None:
        return self.sequence.places if self.sequence else None


@dataclass
class Liste:
    """The list of one day, in the order of names once they are read."""

    evenement: Evenement
    jour: date
    ateliers: list[Sequence]
    personnes: list[Personne] = field(default_factory=list)

    def atelier(self, uid: uuid.UUID | None) -> Sequence | None:
        return next((sequence for sequence in self.ateliers if sequence.uid == uid), None)

    def personne(self, pk: uuid.UUID | None) -> Personne | None:
        return next((personne for personne in self.personnes if personne.pk == pk), None)

    def compte(self, sequence: Sequence | None = None) -> Compte:
        taps = [tap for tap in (personne.arrivee(sequence) for personne in self.personnes) if tap]
        late = seance_tolerante(self.evenement, self.jour)
        return Compte(
            sequence,
            presentes=len(taps),
            attendues=sum(personne.is_expected(sequence) for personne in self.personnes),
            en_retard=sum(tap.instant > late for tap in taps) if self.evenement.heure_debut else 0,
        )

    def comptes(self) -> list[Compte]:
        return [self.compte(), *(self.compte(sequence) for sequence in self.ateliers)]

    def search(self, text: str) -> list[Personne]:
        """By the first letters of each word typed, in any word of the name; or by the ticket's code."""
        words, code = fold(text).split(), read_code(text)
        if not words:
            return self.personnes
        return [
            personne
            for personne in self.personnes
            if _begins(fold(personne.nom).split(), words)
            or (len(code) >= 3 and read_code(personne.billet).startswith(code))
        ]


def _begins(name: list[str], words: list[str]) -> bool:
    return all(any(part.startswith(word) for part in name) for word in words)


def ateliers_of(evenement: Evenement) -> list[Sequence]:
    """Those one may be in, or not: a plenary has no door of its own."""
    return list(Sequence.objects.filter(evenement=evenement, genre=GenreSequence.ATELIER).order_by("sort_order", "pk"))


def expected_inscriptions(evenement: Evenement) -> QuerySet[Inscription]:
    """Those that still have a name: not cancelled, not erased."""
    return Inscription.objects.filter(evenement=evenement, anonymisee_le=None).exclude(statut=StatutInscription.ANNULEE)


def load_liste(evenement: Evenement, jour: date) -> Liste:
    """Three queries, whatever the number of people; without any name."""
    liste = Liste(evenement, jour, ateliers_of(evenement))
    uid_of = {sequence.pk: sequence.uid for sequence in liste.ateliers}
    people = expected_inscriptions(evenement).prefetch_related("choix")
    taps: dict[uuid.UUID, list[Pointage]] = {}
    for tap in Pointage.objects.filter(inscription__evenement=evenement, jour=jour).select_related("sequence"):
        taps.setdefault(tap.inscription_id, []).append(tap)
    for inscription in people:
        kept, waiting = _choices(inscription, uid_of)
        liste.personnes.append(Personne(inscription, kept, waiting, standing(taps.get(inscription.pk, []))))
    return liste


def _choices(inscription: Inscription, uid_of: dict[int, uuid.UUID]) -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    chosen = [
        (uid_of[choix.sequence_id], choix.statut) for choix in inscription.choix.all() if choix.sequence_id in uid_of
    ]
    kept = {uid for uid, statut in chosen if statut == StatutInscription.CONFIRMEE}
    return kept, {uid for uid, statut in chosen if statut == StatutInscription.ATTENTE}


def load_noms(liste: Liste, *, by: Acteur) -> Liste:
    """Opens the names of the whole list, one line in the journal, and puts it in their order."""
    names = read_textes([personne.inscription for personne in liste.personnes], "nom", by=by)
    for personne in liste.personnes:
        personne.nom = names[personne.pk]
        personne.billet = code_billet(personne.pk)
    liste.personnes.sort(key=lambda personne: (fold(personne.nom), personne.pk))
    return liste


def count_seats(evenement: Evenement, sequences: Iterable[Sequence]) -> dict[int | None, int]:
    """Seats taken: at the event (None), and in each workshop."""
    taken: Counter[int | None] = Counter()
    confirmed = expected_inscriptions(evenement).filter(statut=StatutInscription.CONFIRMEE)
    taken[None] = confirmed.count()
    kept = confirmed.filter(choix__statut=StatutInscription.CONFIRMEE, choix__sequence__in=list(sequences))
    taken.update(kept.values_list("choix__sequence", flat=True))
    return taken


def find_full(evenement: Evenement, sequence: Sequence | None) -> str:
    """Why one more person would be one too many, in a sentence; "" while there is a seat."""
    taken = count_seats(evenement, [sequence] if sequence else [])
    for where, seats, count in (
        (f"L'atelier « {sequence} »", sequence.places if sequence else None, taken[sequence.pk] if sequence else 0),
        ("L'événement", evenement.places, taken[None]),
    ):
        if seats is not None and count >= seats:
            return f"{where} est complet : {count} pour {seats} places."
    return ""
