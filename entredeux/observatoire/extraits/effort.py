"""Minutes of presence, shared among what was recorded during it, so that a sum over facts counts each minute once.

A tournée's minutes go to the places visited; without a passage (a permanence), to the acts.
"""

import uuid
from collections import defaultdict

from entredeux.observatoire.extraits.sources import MoisExtrait
from entredeux.terrain.models import Intervention, Passage, Presence


def minutes_by_record(mois: MoisExtrait) -> dict[uuid.UUID, int]:
    """Passage or act -> its share. Shares of one presence differ by a minute at most, the first ids having more."""
    where = {"structure_id": mois.structure, "date_service__range": mois.jours, "presence__isnull": False}
    acts = _by_presence(Intervention.objects.filter(**where))
    passages = _by_presence(Passage.objects.filter(est_visite=True, **where))
    presences = Presence.objects.filter(pk__in=acts.keys() | passages.keys(), duree_minutes__isnull=False)
    shares: dict[uuid.UUID, int] = {}
    for presence, minutes in presences.order_by().values_list("pk", "duree_minutes"):
        records = sorted(passages.get(presence) or acts[presence])
        each, rest = divmod(minutes or 0, len(records))
        shares |= {record: each + (rank < rest) for rank, record in enumerate(records)}
    return shares


def _by_presence(rows) -> dict[uuid.UUID, list[uuid.UUID]]:
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for record, presence in rows.order_by().values_list("pk", "presence_id"):
        found[presence].append(record)
    return found
