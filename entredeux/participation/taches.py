"""What the night does for words and démarches."""

from entredeux.participation.actions import rappels
from entredeux.socle.taches import register_nightly


@register_nightly
def remind_late_bodies() -> None:
    rappels.remind_late_bodies()
