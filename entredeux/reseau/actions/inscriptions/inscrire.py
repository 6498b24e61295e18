"""Someone registers, without an account; or a list of people is registered at once, by the same rules."""

from collections.abc import Sequence as Suite
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import seal_textes
from entredeux.reseau.access import check_can_facilitate
from entredeux.reseau.actions.inscriptions.envois import queue_envois, tell
from entredeux.reseau.actions.inscriptions.places import Places
from entredeux.reseau.enums import GenreEnvoi, StatutInscription
from entredeux.reseau.horaires import annonce_of
from entredeux.reseau.models import BesoinAccessibilite, ChoixAtelier, Contribution, Evenement, Inscription
from entredeux.reseau.saisie_inscription import DemandeInscription, index_courriel


@transaction.atomic
def register_inscription(
    *, evenement: Evenement, demande: DemandeInscription, by: Acteur, now: datetime | None = None
) -> Inscription:
    """One person. The same address, or the same form, again: nothing changes, and a mail recalls the link; the
    caller shows the same page, which tells a stranger nothing.

    Raises ValidationError: registrations not open, wrong field, two workshops at the same time. Only who facilitates
    the event may add someone at the door, past the seats and the dates.
    """
    demande = demande.clean()
    if demande.est_sur_place:
        check_can_facilitate(by, evenement)
    places = Places(evenement, now)
    if not demande.est_sur_place:
        places.check_open()
    repeated = Connues(places.evenement).find(demande)
    if repeated:
        if repeated.pk != demande.identifiant:
            queue_envois([(repeated, GenreEnvoi.LIEN, f"{places.now:%Y-%m-%dT%H}")])
        return repeated
    places.promote()
    lot = Lot()
    inscription = lot.add(places, demande)
    lot.save()
    tell(places, *lot.envois())
    journal.record_write(by, "reseau.inscription.creee", inscription)
    return inscription


@transaction.atomic
def record_inscriptions(
    *,
    evenement: Evenement,
    demandes: Suite[DemandeInscription],
    by: Acteur,
    prevenir: bool = True,
    now: datetime | None = None,
) -> list[Inscription]:
    """The bulk form: whole or nothing, one journal event. An address already registered keeps its registration.
    `prevenir=False`: people who were already told elsewhere get no confirmation.

    Raises ValidationError with the rank of each row that cannot be registered.
    """
    check_can_facilitate(by, evenement)
    places = Places(evenement, now)
    places.promote()
    connues, lot = Connues(places.evenement), Lot()
    found: list[Inscription] = []
    errors: list[str] = []
    for rank, demande in enumerate(demandes, 1):
        try:
            tidy = demande.clean()
            inscription = connues.find(tidy) or lot.add(places, tidy)
            connues.remember(inscription)
            found.append(inscription)
        except ValidationError as error:
            errors.append(f"Ligne {demande.ligne or rank} : {' '.join(error.messages)}")
    if errors:
        raise ValidationError(errors)
    lot.save()
    tell(places, *(lot.envois() if prevenir else ()))
    journal.record_write(by, "reseau.inscription.creees", places.evenement, nombre=len(lot.inscriptions))
    return found


class Connues:
    """Who is already registered: by the address, or by the form sent twice."""

    def __init__(self, evenement: Evenement) -> None:
        live = Inscription.objects.filter(evenement=evenement).exclude(statut=StatutInscription.ANNULEE)
        self._by_index = {each.courriel_index: each for each in live if each.courriel_index}

    def find(self, demande: DemandeInscription) -> Inscription | None:
        known = self._by_index.get(index_courriel(demande.courriel))
        if known is None and demande.identifiant:
            return Inscription.objects.filter(pk=demande.identifiant).first()
        return known

    def remember(self, inscription: Inscription) -> None:
        if inscription.courriel_index:
            self._by_index[inscription.courriel_index] = inscription


@dataclass
class Lot:
    """Registrations seated in memory under the event's lock, then saved together: a few queries for hundreds."""

    inscriptions: list[Inscription] = field(default_factory=list)
    choix: list[ChoixAtelier] = field(default_factory=list)
    besoins: list[BesoinAccessibilite] = field(default_factory=list)
    contributions: list[Contribution] = field(default_factory=list)
    textes: list[tuple[object, str, str]] = field(default_factory=list)

    def add(self, places: Places, demande: DemandeInscription) -> Inscription:
        """Raises ValidationError, and then nothing is added and no seat is taken."""
        sequences = places.find_sequences(demande.ateliers)
        inscription = Inscription(
            evenement=places.evenement,
            courriel_index=index_courriel(demande.courriel),
            organisme=demande.organisme,
            est_sur_place=demande.est_sur_place,
            cree_le=places.now,
        )
        if demande.identifiant:
            inscription.pk = demande.identifiant
        places.seat(inscription)
        choix = [places.seat_choix(inscription, sequence) for sequence in sequences]
        try:
            places.check_clashes(choix)
        except ValidationError:
            places.unseat(inscription, choix)
            raise
        kept = [each.sequence for each in choix if each.statut == StatutInscription.CONFIRMEE]
        inscription.annonce = annonce_of(places.evenement, kept)
        self.inscriptions.append(inscription)
        self.choix += choix
        self.textes += [(inscription, "nom", demande.nom), (inscription, "courriel", demande.courriel)]
        self._add_words(inscription, demande)
        return inscription

    def _add_words(self, inscription: Inscription, demande: DemandeInscription) -> None:
        if demande.besoin:
            besoin = BesoinAccessibilite(inscription=inscription)
            self.besoins.append(besoin)
            self.textes.append((besoin, "texte", demande.besoin))
        if demande.contribution:
            contribution = Contribution(
                inscription=inscription, evenement=inscription.evenement, genre=demande.genre_contribution
            )
            self.contributions.append(contribution)
            self.textes.append((contribution, "texte", demande.contribution))

    def save(self) -> None:
        seal_textes(self.textes)  # type: ignore[arg-type]
        Inscription.objects.bulk_create(self.inscriptions)
        ChoixAtelier.objects.bulk_create(self.choix)
        BesoinAccessibilite.objects.bulk_create(self.besoins)
        Contribution.objects.bulk_create(self.contributions)

    def envois(self) -> list[tuple[Inscription, GenreEnvoi, str]]:
        return [
            (each, GenreEnvoi.CONFIRMATION if each.statut == StatutInscription.CONFIRMEE else GenreEnvoi.ATTENTE, "1")
            for each in self.inscriptions
            if each.courriel
        ]
