"""What the night does for situations."""

from django.utils import timezone

from entredeux.situations.retention import forget_situations
from entredeux.situations.retention_posture import forget_alertes
from entredeux.socle.taches import register_nightly


@register_nightly
def forget_old_situations() -> None:
    """Three months, twelve months: see retention.py."""
    forget_situations(timezone.localdate())
    forget_alertes(timezone.localdate())
