"""Mails about resources: the link that confirms an address, and the one question. Arguments are ids only."""

from entredeux.cadre import textes
from entredeux.reseau.courriels import send_courriel
from entredeux.reseau.liens import adresse_du_lien
from entredeux.reseau.models import UsageRessource
from entredeux.socle.taches import tache

CONFIRMER, REPONDRE = "usage.confirmer", "usage.repondre"


@tache()
def send_confirmation_usage(usage_id: str) -> None:
    usage = UsageRessource.objects.select_related("ressource").get(pk=usage_id)
    if usage.confirmee_le is None:
        _send("usage_confirmer", "Confirmez votre adresse", usage, "usage_confirmer", CONFIRMER)


@tache()
def send_question_usage(usage_id: str) -> None:
    """Nothing when it was answered meanwhile, or when the account is closed."""
    usage = UsageRessource.objects.select_related("ressource", "compte").get(pk=usage_id)
    if usage.repondue_le is None:
        _send(
            "usage_question", f"« {usage.ressource.title} » : l'avez-vous utilisée ?", usage, "usage_repondre", REPONDRE
        )


def _send(nom: str, sujet: str, usage: UsageRessource, route: str, lien: str) -> None:
    address = address_of(usage)
    if address:
        contexte = {"ressource": usage.ressource, "lien": adresse_du_lien(route, lien, usage.pk)}
        send_courriel(nom, a=address, sujet=" ".join(sujet.split()), contexte=contexte)


def address_of(usage: UsageRessource) -> str:
    if usage.compte is not None:
        return usage.compte.email if usage.compte.is_active else ""
    return textes.open_without_journal(usage, "courriel") if usage.courriel else ""
