"""What a reader may find by searching."""

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.enums import Audience


def searchable_audiences(by: Acteur) -> tuple[str, ...]:
    """What is public; for whoever exchanges with peers, what the network keeps among its members too."""
    if by.peut(Permission.ECHANGER_RESEAU):
        return (Audience.PUBLIC.value, Audience.RESEAU.value)
    return (Audience.PUBLIC.value,)
