"""What a party said: noted for the team, then released by whoever said it, for one party or for all, or taken back."""

import uuid
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import seal_texte
from entredeux.situations.access import check_can_follow_partie
from entredeux.situations.models import Partie, Propos
from entredeux.situations.queries.accords import repetitions_accepted

PROPOS_MAX = 1000
PAS_D_ACCORD = (
    "Cette partie n'a pas accepté que ce qu'elle dit soit répété, ou l'a retiré. Rien n'est libéré : "
    "demandez-le-lui, notez son accord, puis recommencez."
)


@transaction.atomic
def record_propos(
    *, partie: Partie, texte: str, by: Acteur, dit_le: date | None = None, id: uuid.UUID | None = None
) -> Propos:
    """Noted, and shown to nobody but the team. The same client-made id sent twice is noted once."""
    check_can_follow_partie(by, partie)
    already = Propos.objects.filter(pk=id, partie=partie).first() if id else None
    if already:
        return already
    text = texte.strip()
    if not text:
        raise ValidationError({"texte": "Écrivez ce qui a été dit, en peu de mots."})
    if len(text) > PROPOS_MAX:
        raise ValidationError({"texte": f"{PROPOS_MAX} caractères au plus ; ce texte en compte {len(text)}."})
    propos = Propos(
        id=id or uuid.uuid4(),
        structure=partie.structure,
        unite=partie.unite,
        cree_par=by.compte,
        situation_id=partie.situation_id,
        partie=partie,
        dit_le=dit_le or timezone.localdate(),
    )
    if propos.dit_le > timezone.localdate():
        raise ValidationError({"dit_le": "Cette date est dans le futur ; vérifiez-la."})
    seal_texte(propos, "texte", text)
    propos.save(force_insert=True)
    journal.record_write(by, "situations.propos.note", propos)
    return propos


@transaction.atomic
def release_propos(*, propos: Propos, by: Acteur, pour: Partie | None = None) -> Propos:
    """The one who said it lets it be repeated, to `pour` or to every party. Refused without its agreement to that."""
    check_can_follow_partie(by, propos.partie)
    if propos.partie.retiree_le:
        raise ValidationError("Cette partie s'est retirée : ce qu'elle a dit ne se répète plus.")
    if pour is not None and (pour.situation_id != propos.situation_id or pour.pk == propos.partie_id):
        raise ValidationError({"pour": "Choisissez une autre partie de cette situation."})
    now = timezone.now()
    accepted = {to for to, _ in repetitions_accepted([propos.partie_id], now)[propos.partie_id]}
    if not accepted & ({""} | ({str(pour.pk)} if pour else set())):
        raise ValidationError(PAS_D_ACCORD)
    propos.libere_le, propos.libere_pour = now, pour
    propos.save(update_fields=["libere_le", "libere_pour"])
    journal.record_write(by, "situations.propos.libere", propos, champs=["libere_le", "libere_pour"])
    return propos


@transaction.atomic
def take_back_propos(*, propos: Propos, by: Acteur) -> Propos:
    """It is not to be repeated any more. What was already told in a room cannot be untold; no page shows it again."""
    check_can_follow_partie(by, propos.partie)
    propos.libere_le, propos.libere_pour = None, None
    propos.save(update_fields=["libere_le", "libere_pour"])
    journal.record_write(by, "situations.propos.repris", propos, champs=["libere_le", "libere_pour"])
    return propos


@transaction.atomic
def erase_propos(*, propos: Propos, by: Acteur) -> None:
    """The row goes; what a party asks to have removed is removed. The journal alone remembers that it existed."""
    check_can_follow_partie(by, propos.partie)
    journal.record_write(by, "situations.propos.efface", propos)
    propos.delete()
