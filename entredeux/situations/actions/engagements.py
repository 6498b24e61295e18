"""What is agreed: who does what, until when, and whether it held at one month and at three."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import seal_texte
from entredeux.situations.access import check_can_follow_partie
from entredeux.situations.enums import Tenue
from entredeux.situations.models import EngagementPartie, Partie

QUOI_MAX = 300


@transaction.atomic
def record_engagement(
    *,
    partie: Partie,
    quoi: str,
    by: Acteur,
    jusqua: date | None = None,
    pris_le: date | None = None,
    id: uuid.UUID | None = None,
) -> EngagementPartie:
    """`partie` undertakes `quoi` before the others. The same client-made id sent twice is noted once."""
    check_can_follow_partie(by, partie)
    already = EngagementPartie.objects.filter(pk=id, partie=partie).first() if id else None
    if already:
        return already
    engagement = EngagementPartie(
        id=id or uuid.uuid4(),
        structure=partie.structure,
        unite=partie.unite,
        cree_par=by.compte,
        situation_id=partie.situation_id,
        partie=partie,
        pris_le=pris_le or timezone.localdate(),
        jusqua=jusqua,
    )
    _check_engagement(engagement, quoi.strip())
    seal_texte(engagement, "quoi", quoi.strip())
    engagement.save(force_insert=True)
    journal.record_write(by, "situations.engagement.pris", engagement)
    return engagement


@transaction.atomic
def record_tenue(
    *, engagement: EngagementPartie, by: Acteur, a_1_mois: str | None = None, a_3_mois: str | None = None
) -> EngagementPartie:
    """Whether it held. None leaves that month as it was."""
    check_can_follow_partie(by, engagement.partie)
    said = {name: value for name, value in (("tenue_1_mois", a_1_mois), ("tenue_3_mois", a_3_mois)) if value}
    for name, value in said.items():
        if value not in Tenue.values:
            raise ValidationError({name: "Choisissez dans la liste : tenu, en partie, non tenu, on ne sait pas."})
        setattr(engagement, name, value)
    engagement.save(update_fields=list(said))
    journal.record_write(by, "situations.engagement.verifie", engagement, champs=said)
    return engagement


@transaction.atomic
def withdraw_engagement(*, engagement: EngagementPartie, by: Acteur) -> None:
    """Noted by mistake: the row goes, the journal alone remembers it."""
    check_can_follow_partie(by, engagement.partie)
    journal.record_write(by, "situations.engagement.annule", engagement)
    engagement.delete()


def _check_engagement(engagement: EngagementPartie, quoi: str) -> None:
    if not quoi:
        raise ValidationError({"quoi": "Écrivez ce que cette partie s'engage à faire, en peu de mots."})
    if len(quoi) > QUOI_MAX:
        raise ValidationError({"quoi": f"{QUOI_MAX} caractères au plus ; ce texte en compte {len(quoi)}."})
    if engagement.jusqua and engagement.jusqua < engagement.pris_le:
        raise ValidationError({"jusqua": "La fin de l'engagement précède son début."})
    if engagement.partie.retiree_le:
        raise ValidationError({"partie": "Cette partie s'est retirée : elle ne s'engage plus."})
