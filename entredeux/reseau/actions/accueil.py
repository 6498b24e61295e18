"""Welcoming: a volunteer's link, and the taps of the door, one by one or by the hundred, in any order."""

import hashlib
import uuid
from collections.abc import Sequence as Suite
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import seal_texte
from entredeux.reseau.access import check_can_facilitate, check_can_send_pointages
from entredeux.reseau.actions.presences import refresh_presences
from entredeux.reseau.enums import GenrePointage, StatutInscription
from entredeux.reseau.models import ChoixAtelier, Evenement, Inscription, LienAccueil, Pointage, Sequence
from entredeux.reseau.presence import jours_of, seance_of
from entredeux.reseau.queries.accueil import ateliers_of, find_full
from entredeux.reseau.saisie_inscription import DemandeInscription, index_courriel

CONFIRMEE, ANNULEE = StatutInscription.CONFIRMEE, StatutInscription.ANNULEE
ARRIVEE, ANNULATION, SUR_PLACE = "arrivee", "annulation", "sur_place"
RECU, DEJA, REFUSE = "recu", "deja", "refuse"


@transaction.atomic
def open_lien_accueil(*, evenement: Evenement, jour: date, by: Acteur) -> LienAccueil:
    """For whoever helps at the door that day. Raises ValidationError for a day that is not the event's."""
    check_can_facilitate(by, evenement)
    if jour not in jours_of(evenement):
        raise ValidationError("Ce jour n'est pas un jour de l'événement : choisissez-en un dans la liste.")
    lien = LienAccueil.objects.create(evenement=evenement, jour=jour, cree_par=by.compte)
    journal.record_write(by, "reseau.lien_accueil.cree", lien)
    return lien


@transaction.atomic
def revoke_lien_accueil(*, lien: LienAccueil, by: Acteur) -> LienAccueil:
    """Phones that hold it forget the names at their next sign of life. Twice changes nothing."""
    check_can_facilitate(by, lien.evenement)
    if lien.revoque_le is None:
        lien.revoque_le = timezone.now()
        lien.save(update_fields=["revoque_le"])
        journal.record_write(by, "reseau.lien_accueil.revoque", lien)
    return lien


@dataclass(frozen=True, kw_only=True)
class Geste:
    """What a phone sends, once or several times, under an id of its own.

    arrivee      this person is here (in this workshop)
    annulation   the tap `annule` was a mistake
    sur_place    someone not on the list comes in; the id also names the new registration, until the answer
    """

    id: uuid.UUID
    genre: str
    inscription: uuid.UUID | None = None
    atelier: uuid.UUID | None = None
    annule: uuid.UUID | None = None
    instant: datetime | None = None
    nom: str = ""
    courriel: str = ""


@dataclass(frozen=True)
class Reponse:
    """One per tap. `deja`: already received, nothing changed; `refuse`: nothing was written, `message` says why.
    `inscription` is the registration it went to: someone at the door may be on the list already."""

    id: uuid.UUID
    etat: str
    message: str = ""
    inscription: uuid.UUID | None = None


@transaction.atomic
def record_pointages(
    *,
    evenement: Evenement,
    jour: date,
    gestes: Suite[Geste],
    by: Acteur,
    lien: LienAccueil | None = None,
    now: datetime | None = None,
) -> list[Reponse]:
    """Each tap is answered; what is refused prevents nothing else. One journal event for what is new."""
    check_can_send_pointages(by, evenement, lien, now=now)
    if jour not in jours_of(evenement):
        raise ValidationError("Ce jour n'est pas un jour de l'événement.")
    reception = Reception(evenement, jour, by, now or timezone.now())
    reponses = [reception.take(geste) for geste in gestes]
    reception.close()
    return reponses


def _understand(geste: Geste) -> tuple[DemandeInscription, str]:
    """Someone stands at the door: an address that is not one is left out and said, it does not send them away."""
    demande = DemandeInscription(nom=geste.nom, courriel=geste.courriel, est_sur_place=True)
    try:
        return demande.clean(), ""
    except ValidationError as error:
        if set(error.message_dict) != {"courriel"}:
            raise
        said = "L'adresse n'est pas complète : elle n'a pas été gardée, la présence l'est."
        return replace(demande, courriel="").clean(), said


class Reception:
    """The taps of one sending, under the lock of the event's row: two phones send one after the other."""

    def __init__(self, evenement: Evenement, jour: date, by: Acteur, now: datetime) -> None:
        self.evenement = Evenement.objects.select_for_update(of=("self",)).get(pk=evenement.pk)
        self.jour, self.by, self.now = jour, by, now
        self.ateliers = {sequence.uid: sequence for sequence in ateliers_of(self.evenement)}
        self.nouveaux: list[Pointage] = []

    def take(self, geste: Geste) -> Reponse:
        known = Pointage.objects.filter(pk=geste.id).select_related("inscription").first()
        if known:
            if known.inscription.evenement_id != self.evenement.pk:
                return Reponse(geste.id, REFUSE, "Ce geste est celui d'un autre événement.")
            return Reponse(geste.id, DEJA, inscription=known.inscription_id)
        if geste.atelier and geste.atelier not in self.ateliers:
            return Reponse(geste.id, REFUSE, "Cet atelier n'est plus au programme.")
        if geste.genre == SUR_PLACE:
            return self._welcome(geste)
        inscription = self._find(geste.inscription)
        if inscription is None:
            return Reponse(geste.id, REFUSE, "Cette personne n'est plus sur la liste : actualisez-la.")
        if geste.genre == ANNULATION and geste.annule:
            self._write(geste, inscription, None)
            return Reponse(geste.id, RECU, inscription=inscription.pk)
        if geste.genre != ARRIVEE:
            return Reponse(geste.id, REFUSE, "Ce geste n'est pas connu.")
        return self._arrive(geste, inscription)

    def close(self) -> None:
        if not self.nouveaux:
            return
        refresh_presences(self.evenement, {tap.inscription_id for tap in self.nouveaux})
        digest = hashlib.sha256("".join(sorted(str(tap.pk) for tap in self.nouveaux)).encode()).hexdigest()
        journal.record_write(
            self.by, "reseau.pointages.recus", self.evenement, nombre=len(self.nouveaux), condense=digest
        )

    def _find(self, pk: uuid.UUID | None) -> Inscription | None:
        """By its id, or by the id of the tap that brought this person in."""
        if pk is None:
            return None
        here = Inscription.objects.filter(evenement=self.evenement, anonymisee_le=None)
        found = here.filter(pk=pk).first() or here.filter(pointages=pk).first()
        if found and found.statut == ANNULEE and found.courriel_index and self._came_by_a_tap(found):
            # Added at the door, withdrawn, and added again meanwhile under the same address.
            return self._same_address(found.courriel_index) or found
        return found

    def _came_by_a_tap(self, inscription: Inscription) -> bool:
        return Pointage.objects.filter(pk=inscription.pk).exists()

    def _same_address(self, index: str) -> Inscription | None:
        same = Inscription.objects.filter(evenement=self.evenement, courriel_index=index).exclude(statut=ANNULEE)
        return same.first() if index else None

    def _arrive(self, geste: Geste, inscription: Inscription) -> Reponse:
        if inscription.statut == ANNULEE and not self._came_by_a_tap(inscription):
            return Reponse(
                geste.id,
                REFUSE,
                "Cette inscription est annulée. Si la personne est là, ajoutez-la avec « Une personne de plus ».",
                inscription.pk,
            )
        sequence = self.ateliers[geste.atelier] if geste.atelier else None
        warning = self._choose(inscription, sequence) if sequence else ""
        self._write(geste, inscription, sequence)
        return Reponse(geste.id, RECU, warning, inscription.pk)

    def _welcome(self, geste: Geste) -> Reponse:
        """The same address is the same person, already on the list."""
        try:
            demande, said = _understand(geste)
        except ValidationError as error:
            return Reponse(geste.id, REFUSE, " ".join(error.messages))
        index = index_courriel(demande.courriel)
        known = self._same_address(index)
        sequence = self.ateliers[geste.atelier] if geste.atelier else None
        warning = "" if known else find_full(self.evenement, sequence) or said
        inscription = known or self._register(geste.id, demande, index)
        if sequence:
            warning = self._choose(inscription, sequence) or warning
        self._write(geste, inscription, sequence)
        message = "Cette adresse était déjà inscrite : sa présence est notée." if known else warning
        return Reponse(geste.id, RECU, message, inscription.pk)

    def _register(self, pk: uuid.UUID, demande: DemandeInscription, index: str) -> Inscription:
        inscription = Inscription(
            pk=pk, evenement=self.evenement, statut=CONFIRMEE, est_sur_place=True, courriel_index=index
        )
        seal_texte(inscription, "nom", demande.nom)
        seal_texte(inscription, "courriel", demande.courriel)
        inscription.save(force_insert=True)
        journal.record_write(self.by, "reseau.inscription.sur_place", inscription)
        return inscription

    def _choose(self, inscription: Inscription, sequence: Sequence) -> str:
        """In a workshop they had not chosen: kept as such, and told when it is one too many."""
        choice = ChoixAtelier.objects.filter(inscription=inscription, sequence=sequence).first()
        if choice and choice.statut == CONFIRMEE:
            return ""
        warning = find_full(self.evenement, sequence)
        if choice is None:
            ChoixAtelier.objects.create(
                inscription=inscription, sequence=sequence, statut=CONFIRMEE, est_sur_place=True
            )
        return warning

    def _write(self, geste: Geste, inscription: Inscription, sequence: Sequence | None) -> None:
        tap = Pointage(
            pk=geste.id,
            inscription=inscription,
            sequence=sequence,
            jour=self.jour,
            genre=GenrePointage.ANNULATION if geste.genre == ANNULATION else GenrePointage.ARRIVEE,
            annule=geste.annule if geste.genre == ANNULATION else None,
            instant=self._instant(geste.instant),
        )
        tap.save(force_insert=True)
        self.nouveaux.append(tap)

    def _instant(self, said: datetime | None) -> datetime:
        """A phone's clock may be wrong, and a sheet of paper says no hour: never after now, never on another day than
        the event's, and its first hour when nothing better is known."""
        start = datetime.combine(self.jour, time(), self.evenement.zone)
        for instant in (min(said or self.now, self.now), self.now):
            if start <= instant < start + timedelta(days=1):
                return instant
        return seance_of(self.evenement, self.jour)[0]
