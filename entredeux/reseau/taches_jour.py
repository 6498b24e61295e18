"""Background work of the day itself: certificates by mail, and what the night forgets."""

from entredeux.reseau.envois_attestations import mail_attestation
from entredeux.reseau.retention_jour import forget_jour
from entredeux.socle.taches import register_nightly

__all__ = ["forget_reseau_jour", "mail_attestation"]


@register_nightly
def forget_reseau_jour() -> None:
    """One day, thirty days, six months, five years: see retention_jour.py."""
    forget_jour()
