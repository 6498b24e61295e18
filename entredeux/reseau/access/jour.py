"""Who welcomes: who prepares the event, by account; a volunteer, by a signed link, on the day only."""

from datetime import datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access.ateliers import check_can_facilitate, visible_evenements_animes
from entredeux.reseau.models import Attestation, Evenement, ImportConnexions, LienAccueil, Pointage
from entredeux.socle.erreurs import Refus

# A phone that found no network before midnight may still send what it holds, until noon the next day; nothing more.
DELAI_D_ENVOI = timedelta(hours=12)


def visible_liens_accueil(by: Acteur) -> QuerySet[LienAccueil]:
    return LienAccueil.objects.filter(evenement__in=visible_evenements_animes(by))


def visible_pointages(by: Acteur) -> QuerySet[Pointage]:
    return Pointage.objects.filter(inscription__evenement__in=visible_evenements_animes(by))


def visible_imports_connexions(by: Acteur) -> QuerySet[ImportConnexions]:
    return ImportConnexions.objects.filter(evenement__in=visible_evenements_animes(by))


def visible_attestations(by: Acteur) -> QuerySet[Attestation]:
    return Attestation.objects.filter(evenement__in=visible_evenements_animes(by))


def check_can_welcome(
    by: Acteur, evenement: Evenement, lien: LienAccueil | None = None, *, now: datetime | None = None
) -> None:
    """May open the list, with its names, and tap. A link is the event's own, of today, and not revoked."""
    if lien is not None and _opens(lien, evenement, now or timezone.now()):
        return
    check_can_facilitate(by, evenement)


def can_welcome(by: Acteur, evenement: Evenement, lien: LienAccueil | None = None) -> bool:
    return _answers(check_can_welcome, by, evenement, lien)


def check_can_send_pointages(
    by: Acteur, evenement: Evenement, lien: LienAccueil | None = None, *, now: datetime | None = None
) -> None:
    """May send taps: the same people, and a link's phone a little later, for what it could not send on the day."""
    if lien is not None and _opens(lien, evenement, now or timezone.now(), DELAI_D_ENVOI):
        return
    check_can_facilitate(by, evenement)


def can_send_pointages(by: Acteur, evenement: Evenement, lien: LienAccueil | None = None) -> bool:
    return _answers(check_can_send_pointages, by, evenement, lien)


def _opens(lien: LienAccueil, evenement: Evenement, now: datetime, after: timedelta = timedelta()) -> bool:
    if lien.evenement_id != evenement.pk or lien.revoque_le:
        return False
    start = datetime.combine(lien.jour, time(), evenement.zone)
    end = datetime.combine(lien.jour + timedelta(days=1), time(), evenement.zone)
    return start <= now < end + after


def _answers(check, *given: object) -> bool:  # type: ignore[no-untyped-def]
    try:
        check(*given)
    except Refus:
        return False
    return True
