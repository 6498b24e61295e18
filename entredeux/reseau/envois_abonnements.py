"""The mails of the digest: the one that asks to confirm, and every Monday what is new."""

from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.textes import open_without_journal
from entredeux.reseau.courriels import send_courriel
from entredeux.reseau.liens import adresse_du_lien
from entredeux.reseau.models import Abonnement
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.queries.lettre import Lettre, compose_lettre
from entredeux.socle.taches import periodique, tache

USAGE = "abonnement"
LUNDI = 0
UNE_SEMAINE = timedelta(days=6)  # a little less, so that a late Monday does not skip the next one


def subject_of(abonnement: Abonnement) -> str:
    """« Bailleurs », « Hauts-de-France »."""
    if abonnement.theme:
        return label_themes([abonnement.theme])[0][1]
    return str(abonnement.region)


@tache()
def send_confirmation(abonnement: str) -> None:
    found = Abonnement.objects.select_related("region").filter(pk=abonnement, confirme_le=None).first()
    if found is None:
        return
    send_courriel(
        "abonnement_confirmer",
        a=open_without_journal(found, "courriel"),
        sujet=f"Confirmez votre abonnement : {subject_of(found)}",
        contexte={"sujet_lettre": subject_of(found), "lien": adresse_du_lien("abonnement_confirmer", USAGE, found.pk)},
    )


@periodique(heure=time(7, 0))
def send_lettres() -> int:
    """Every day at seven, but only Mondays write: one task for each subscription, so that a refusal stops none."""
    if timezone.localdate().weekday() != LUNDI:
        return 0
    due = Abonnement.objects.filter(
        confirme_le__isnull=False, dernier_envoi__lt=timezone.now() - UNE_SEMAINE
    ).values_list("pk", flat=True)
    for pk in due:
        send_lettre.enqueue(str(pk))
    return len(due)


@tache()
def send_lettre(abonnement: str) -> None:
    """Writes once a week at most, and only when there is something to say."""
    found = Abonnement.objects.select_related("region").filter(pk=abonnement, confirme_le__isnull=False).first()
    if found is None or found.dernier_envoi is None or found.dernier_envoi > timezone.now() - UNE_SEMAINE:
        return
    lettre = compose_lettre(theme=found.theme, region=found.region_id or "", depuis=found.dernier_envoi)
    if not lettre.est_vide:
        stop = adresse_du_lien("abonnement_arreter", USAGE, found.pk)
        send_courriel(
            "lettre",
            a=open_without_journal(found, "courriel"),
            sujet=f"La lettre du réseau : {subject_of(found)}",
            contexte=describe_lettre(lettre) | {"sujet_lettre": subject_of(found), "lien_arret": stop},
            entetes={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )
    Abonnement.objects.filter(pk=found.pk).update(dernier_envoi=timezone.now())


def describe_lettre(lettre: Lettre) -> dict[str, Any]:
    """The same content for the mail and for the page an editor copies from."""
    return {"lettre": lettre, "adresse": settings.ADRESSE, "toutes": f"{settings.ADRESSE}{reverse('accueil')}"}
