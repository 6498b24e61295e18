"""What the night does for words and démarches."""

from django.utils import timezone

from entredeux.participation.actions import rappels
from entredeux.participation.retention import forget_participation
from entredeux.socle.taches import register_nightly


@register_nightly
def forget_old_participation() -> None:
    """Three months, twelve months: see retention.py."""
    forget_participation(timezone.localdate())


@register_nightly
def remind_late_bodies() -> None:
    rappels.remind_late_bodies()
