"""Which words may be shown to whom: the one place that decides. A wrong answer here is a leak.

A word of a party is shown to another one when, all at once:
- the one who said it has not withdrawn, nor has the one who reads;
- it was released, for that reader or for all;
- an agreement that what they say be repeated, to that reader or to all, is in force, and it was given before the
  release: an agreement withdrawn then given again asks for a new release.
At the table, the word is shown only if every other party present may read it, and if each party present has agreed
to the mediation.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from entredeux.situations.models import Partie, Propos, Situation
from entredeux.situations.queries.accords import accords_of, repetitions_accepted

Acceptees = list[tuple[str, datetime]]


def is_showable(propos: Propos, reader: Partie, accepted: Acceptees, now: datetime) -> bool:
    """`accepted`: what the speaker agreed to today (repetitions_accepted). `propos.partie` must be the fresh row."""
    if propos.partie_id == reader.pk or propos.situation_id != reader.situation_id:
        return False
    if reader.retiree_le or propos.partie.retiree_le:
        return False
    if propos.libere_le is None or propos.libere_le > now or propos.libere_pour_id not in (None, reader.pk):
        return False
    return any(to in ("", str(reader.pk)) and since <= propos.libere_le for to, since in accepted)


def propos_shown_to(reader: Partie, at: datetime | None = None) -> list[Propos]:
    """What the others said and released for this party. Reading the text is the caller's, and journaled."""
    return [propos for propos, readers in _released(reader.situation_id, [reader], at) if reader in readers]


def propos_on_table(situation: Situation, at: datetime | None = None) -> list[Propos]:
    """What may be said before everyone present; nothing as long as one of them has not agreed to be there."""
    present = [partie for partie in situation.parties.all() if partie.retiree_le is None]
    agreed = accords_of(present, at=at)
    if len(present) < 2 or not all(agreed[partie.pk].est_donne for partie in present):
        return []
    return [
        propos
        for propos, readers in _released(situation.pk, present, at)
        if set(readers) == {partie for partie in present if partie.pk != propos.partie_id}
    ]


def readers_of(propos: Propos, at: datetime | None = None) -> list[Partie]:
    """Who could read this word now: what the party's page says under each of them."""
    return next(iter(who_reads([propos], at).values()))


def who_reads(words: Sequence[Propos], at: datetime | None = None) -> dict[Propos, list[Partie]]:
    """The same for several words of one situation, in two queries."""
    if not words:
        return {}
    now = at or timezone.now()
    parties = list(Partie.objects.filter(situation=words[0].situation_id))
    accepted = repetitions_accepted({word.partie_id for word in words}, now)
    return {
        word: [partie for partie in parties if is_showable(word, partie, accepted.get(word.partie_id, []), now)]
        for word in words
    }


def _released(
    situation_id: uuid.UUID, readers: Sequence[Partie], at: datetime | None
) -> list[tuple[Propos, list[Partie]]]:
    now = at or timezone.now()
    words = list(
        Propos.objects.filter(situation=situation_id, libere_le__isnull=False)
        .select_related("partie")
        .order_by("dit_le", "cree_le")
    )
    accepted = repetitions_accepted({word.partie_id for word in words}, now)
    return [
        (word, [reader for reader in readers if is_showable(word, reader, accepted.get(word.partie_id, []), now)])
        for word in words
    ]
