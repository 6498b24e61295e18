"""What the night does for the directory."""

from django.utils import timezone

from entredeux.partenaires.retention import forget_annuaire
from entredeux.socle.taches import register_nightly


@register_nightly
def forget_old_notes() -> None:
    """Three months, twenty-four months: see retention.py."""
    forget_annuaire(timezone.localdate())
