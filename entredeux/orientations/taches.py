from django.utils import timezone

from entredeux.orientations.actions import rappels
from entredeux.orientations.retention import forget_orientations
from entredeux.socle.taches import register_nightly


@register_nightly
def remind_services() -> None:
    rappels.remind_services()


@register_nightly
def forget_old_orientations() -> None:
    """Three months, twelve months: see retention.py."""
    forget_orientations(timezone.localdate())
