from entredeux.orientations.actions import rappels
from entredeux.socle.taches import register_nightly


@register_nightly
def remind_services() -> None:
    rappels.remind_services()
