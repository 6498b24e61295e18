"""« À redire » on the field's home: the answers that wait at the places of this round."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.participation.queries.listes import retours_on_the_way
from entredeux.terrain.queries.terrain import PresenceEnCours
from entredeux.terrain.volets import VoletPresence


def fill(presence: PresenceEnCours | None, by: Acteur) -> dict[str, Any] | None:
    here, elsewhere = retours_on_the_way(presence, by)
    if not here and not elsewhere:
        return None
    return {"ici": here, "ailleurs": elsewhere}


VOLET = VoletPresence("participation", "participation/blocs/volet_presence.html", fill, 30)
