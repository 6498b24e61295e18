"""Words on the field's home: the answers that wait at the places of this round, and one tap to note a word."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.participation.queries.listes import retours_on_the_way
from entredeux.terrain.queries.terrain import PresenceEnCours
from entredeux.terrain.volets import VoletPresence


def fill(presence: PresenceEnCours | None, by: Acteur) -> dict[str, Any] | None:
    if not by.peut(Permission.NOTER_PAROLE):
        return None
    here, elsewhere = retours_on_the_way(presence, by)
    return {"ici": here, "ailleurs": elsewhere}


VOLET = VoletPresence("participation", "participation/blocs/volet_presence.html", fill, 30)
