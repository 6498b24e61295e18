"""Commitments: put off, kept, dropped with a reason, taken up again. Each step stays, publicly."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access.ateliers import check_can_follow_engagement
from entredeux.reseau.actions.ateliers.validation import DERNIER_JOUR, PREMIER_JOUR
from entredeux.reseau.enums import EtatEngagement, GenreElement, StatutElement
from entredeux.reseau.models import Element, Rapporteur, SuiviEngagement
from entredeux.socle.erreurs import Refus

RAISON_MAX = 240


@transaction.atomic
def close_engagement(
    *, element: Element, etat: str, raison: str = "", by: Acteur, lien: Rapporteur | None = None
) -> SuiviEngagement:
    """Kept (`tenu`), or dropped (`abandonne`) with a reason. It stops coming back at the next meetings."""
    stored = _open_engagement(element, by, lien)
    raison = _clean_raison(raison)
    if etat not in (EtatEngagement.TENU, EtatEngagement.ABANDONNE):
        raise ValidationError({"etat": "Un engagement se clôt tenu ou abandonné."})
    if etat == EtatEngagement.ABANDONNE and not raison:
        raise ValidationError({"raison": "Dites pourquoi il est abandonné : la raison reste à côté de l'engagement."})
    return _step(stored, etat, raison, by, "reseau.engagement.clos")


@transaction.atomic
def postpone_engagement(
    *, element: Element, echeance: date, raison: str = "", by: Acteur, lien: Rapporteur | None = None
) -> SuiviEngagement:
    stored = _open_engagement(element, by, lien)
    if not PREMIER_JOUR <= echeance <= DERNIER_JOUR:
        raise ValidationError({"echeance": "Vérifiez l'année de cette date."})
    stored.echeance = echeance
    return _step(stored, EtatEngagement.EN_COURS, _clean_raison(raison), by, "reseau.engagement.reporte")


@transaction.atomic
def reopen_engagement(*, element: Element, by: Acteur, lien: Rapporteur | None = None) -> SuiviEngagement | None:
    """Closed by mistake: it comes back. Twice changes nothing."""
    check_can_follow_engagement(by, element.feuille.sequence, lien)
    stored = _lock(element)
    if stored.etat == EtatEngagement.EN_COURS:
        return None
    return _step(stored, EtatEngagement.EN_COURS, "", by, "reseau.engagement.repris")


def _open_engagement(element: Element, by: Acteur, lien: Rapporteur | None) -> Element:
    check_can_follow_engagement(by, element.feuille.sequence, lien)
    stored = _lock(element)
    if stored.etat != EtatEngagement.EN_COURS:
        raise Refus(f"Cet engagement est déjà clos : {stored.get_etat_display().lower()}.")
    return stored


def _lock(element: Element) -> Element:
    stored = Element.objects.select_for_update().get(pk=element.pk)
    if stored.genre != GenreElement.ENGAGEMENT or stored.statut != StatutElement.VALIDE:
        raise Refus("Seul un engagement publié se suit.")
    return stored


def _step(element: Element, etat: str, raison: str, by: Acteur, evenement: str) -> SuiviEngagement:
    element.etat, element.raison = etat, raison if etat == EtatEngagement.ABANDONNE else ""
    element.version += 1
    element.save()
    suivi = SuiviEngagement.objects.create(
        unite=element.unite, element=element, etat=etat, echeance=element.echeance, raison=raison
    )
    journal.record_write(by, evenement, element, champs=["etat"])
    return suivi


def _clean_raison(raison: str) -> str:
    raison = " ".join(raison.split())
    if len(raison) > RAISON_MAX:
        raise ValidationError({"raison": f"Au plus {RAISON_MAX} caractères ; votre texte en compte {len(raison)}."})
    return raison
