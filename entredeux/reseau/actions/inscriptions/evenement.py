"""What happens to the event itself reaches everyone who registered: cancelled, moved, enlarged, about to start."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import check_can_facilitate
from entredeux.reseau.actions.inscriptions.envois import queue_envois, tell
from entredeux.reseau.actions.inscriptions.places import Places, announce
from entredeux.reseau.enums import GenreEnvoi, PrecisionDate, StatutInscription
from entredeux.reseau.horaires import annonce_of, debut_of, fin_of
from entredeux.reseau.models import EnvoiInscription, Evenement, Inscription

# Due from so long before the start, until so long before it; a later registration's confirmation says as much.
RAPPELS = (
    (GenreEnvoi.RAPPEL_7J, timedelta(days=7), timedelta(days=2)),
    (GenreEnvoi.RAPPEL_1J, timedelta(days=1), timedelta(hours=2)),
    (GenreEnvoi.RAPPEL_1H, timedelta(hours=1), timedelta(0)),
)
HEURE_SUPPOSEE = time(9)


@transaction.atomic
def promote_inscriptions(*, evenement: Evenement, by: Acteur, now: datetime | None = None) -> list[Inscription]:
    """Gives the free seats to those who wait, and tells them: after the editors gave more seats."""
    check_can_facilitate(by, evenement)
    places = Places(evenement, now)
    promoted = places.promote()
    if promoted:
        tell(places)
        journal.record_write(by, "reseau.inscription.promues", places.evenement, nombre=len(promoted))
    return promoted


@transaction.atomic
def cancel_evenement(*, evenement: Evenement, motif: str, by: Acteur, now: datetime | None = None) -> int:
    """Everyone registered or waiting is told. Returns how many. Raises ValidationError: no reason, already over.

    The page changes in place, and so does its draft: publishing it later must not bring the event back.
    """
    check_can_facilitate(by, evenement)
    motif = " ".join(motif.split())
    if not motif:
        raise ValidationError({"motif": "Dites pourquoi en une phrase : elle figure sur la page et dans le courriel."})
    places = Places(evenement, now)
    if fin_of(places.evenement) <= places.now:
        raise ValidationError("L'événement a eu lieu : il ne s'annule plus. Rien n'a changé.")
    evenement = places.evenement
    evenement.est_annule, evenement.motif_annulation = True, motif[:240]
    evenement.save(update_fields=["est_annule", "motif_annulation"])
    if evenement.latest_revision:
        evenement.latest_revision.content |= {"est_annule": True, "motif_annulation": evenement.motif_annulation}
        evenement.latest_revision.save(update_fields=["content"])
    journal.record_write(by, "reseau.evenement.annule", evenement, champs=["est_annule", "motif_annulation"])
    return tell_evenement(evenement=evenement, by=by, now=now)


@transaction.atomic
def tell_evenement(*, evenement: Evenement, by: Acteur, now: datetime | None = None) -> int:
    """A mail to each whose last mail gave another day, hour, place or room, or an event that was still on."""
    check_can_facilitate(by, evenement)
    places = Places(evenement, now)
    if fin_of(places.evenement) <= places.now:
        return 0
    live = list(Inscription.objects.filter(evenement=places.evenement).exclude(statut=StatutInscription.ANNULEE))
    before = {each.pk: each.annonce for each in live}
    announce(places.evenement, live)
    changed = [each for each in live if each.annonce != before[each.pk]]
    to_tell = [each for each in changed if before[each.pk]]  # who came in at the door was told nothing yet
    for inscription in to_tell:
        inscription.version += 1
    Inscription.objects.bulk_update(changed, ["annonce", "version"], batch_size=200)
    genre = GenreEnvoi.EVENEMENT_ANNULE if places.evenement.est_annule else GenreEnvoi.EVENEMENT_DEPLACE
    told = queue_envois((each, genre, str(each.version)) for each in to_tell)
    if told:
        journal.record_write(by, "reseau.evenement.annonce", places.evenement, nombre=told)
    return told


def remind_inscriptions(now: datetime | None = None) -> int:
    """Queues the reminders that are due; run every few minutes, twice changes nothing. Returns how many are new."""
    now = now or timezone.now()
    day = now.date()
    soon = Evenement.objects.filter(
        live=True,
        est_annule=False,
        precision_date=PrecisionDate.JOUR,
        date_debut__range=(day - timedelta(days=1), day + timedelta(days=9)),
    )
    return sum(_remind(evenement, genre, due) for evenement in soon for genre, due in _due(evenement, now))


def start_of(evenement: Evenement) -> datetime:
    """What reminders count back from: without an hour, the morning, so that none leaves at midnight."""
    if evenement.heure_debut:
        return debut_of(evenement)
    return datetime.combine(evenement.date_debut, HEURE_SUPPOSEE, evenement.zone)


def _due(evenement: Evenement, now: datetime) -> Iterator[tuple[GenreEnvoi, datetime]]:
    start = start_of(evenement)
    for genre, before, until in RAPPELS:
        if start - before <= now < start - until and (evenement.heure_debut or genre != GenreEnvoi.RAPPEL_1H):
            yield genre, start - before


@transaction.atomic
def _remind(evenement: Evenement, genre: GenreEnvoi, due: datetime) -> int:
    """One per day announced: a moved event is reminded again."""
    confirmed = Inscription.objects.filter(
        evenement=evenement, statut=StatutInscription.CONFIRMEE, courriel_refuse_le=None, cree_le__lt=due
    ).exclude(courriel_index="")
    cle = annonce_of(evenement)
    already = EnvoiInscription.objects.filter(inscription__evenement=evenement, genre=genre, cle=cle)
    told = queue_envois((each, genre, cle) for each in confirmed.exclude(pk__in=already.values("inscription")))
    if told:
        journal.record_write(Acteur.systeme(), "reseau.inscription.rappelees", evenement, nombre=told)
    return told
