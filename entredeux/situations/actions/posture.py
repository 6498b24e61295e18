"""Posture: a link of interest is declared and the case handed over; a note is written for oneself alone."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.models import Compte
from entredeux.cadre.textes import check_only_reader, seal_texte
from entredeux.situations.access import check_can_follow_situation, check_can_lift_recusation
from entredeux.situations.actions.equipe import check_team
from entredeux.situations.enums import LienInteret
from entredeux.situations.models import NotePrivee, Recusation, Situation
from entredeux.socle.erreurs import Refus

NOTE_MAX = 2000


@transaction.atomic
def declare_lien(*, situation: Situation, lien: str, by: Acteur, confiee_a: Compte | None = None) -> Recusation:
    """Whoever acts has a link with this situation: they hand it over, and its texts are shut to them at once.

    Raises ValidationError when they follow it and name nobody to take their place. Declared twice, it is noted once.
    """
    if by.compte is None:
        raise Refus("Un lien d'intérêt se déclare soi-même.")
    already = Recusation.objects.filter(situation=situation, compte=by.compte, levee_le__isnull=True).first()
    if already:
        return already
    check_can_follow_situation(by, situation)
    if lien not in LienInteret.values:
        raise ValidationError({"lien": "Dites quel lien, d'un mot : la liste suffit."})
    situation = Situation.objects.select_for_update().get(pk=situation.pk)
    taken_by = _hand_over(situation, confiee_a, by)
    recusation = Recusation(
        structure=situation.structure,
        unite=situation.unite,
        cree_par=by.compte,
        situation=situation,
        compte=by.compte,
        lien=lien,
        confiee_a=taken_by,
    )
    recusation.save(force_insert=True)
    journal.record_write(by, "situations.recusation.declaree", recusation, champs=["referent", "binome"])
    return recusation


def _hand_over(situation: Situation, to: Compte | None, by: Acteur) -> Compte | None:
    """Who follows now. A closed situation, or one followed by others, changes no hands."""
    me = by.compte.pk if by.compte else None
    if situation.est_close or me not in (situation.referent_id, situation.binome_id):
        return None
    if to is not None and to.pk == me:
        raise ValidationError({"confiee_a": "Choisissez une autre personne que vous."})
    if me == situation.referent_id and to is None:
        raise ValidationError({"confiee_a": "Dites à qui vous la confiez : une situation a toujours quelqu'un."})
    check_team(situation, [to] if to else [], field="confiee_a")
    if me == situation.referent_id:
        situation.referent = to
        situation.binome = None if to and to.pk == situation.binome_id else situation.binome
    else:
        situation.binome = None if to and to.pk == situation.referent_id else to
    situation.save(update_fields=["referent", "binome"])
    return to


@transaction.atomic
def lift_recusation(*, recusation: Recusation, by: Acteur) -> Recusation:
    """It was a mistake: the situation opens to them again. Who follows it does not change."""
    check_can_lift_recusation(by, recusation)
    if recusation.levee_le is None:
        recusation.levee_le = timezone.localdate()
        recusation.save(update_fields=["levee_le"])
        journal.record_write(by, "situations.recusation.levee", recusation, champs=["levee_le"])
    return recusation


@transaction.atomic
def write_note_privee(*, situation: Situation, texte: str, by: Acteur, id: uuid.UUID | None = None) -> NotePrivee:
    """Read by whoever writes it, and by nobody else. The same client-made id sent twice is noted once."""
    check_can_follow_situation(by, situation)
    if by.compte is None:
        raise Refus("Une note privée s'écrit sous son compte.")
    already = NotePrivee.objects.filter(pk=id, situation=situation, cree_par=by.compte).first() if id else None
    if already:
        return already
    text = texte.strip()
    if not text:
        raise ValidationError({"texte": "Écrivez quelques mots, ou revenez à la situation."})
    if len(text) > NOTE_MAX:
        raise ValidationError({"texte": f"{NOTE_MAX} caractères au plus ; ce texte en compte {len(text)}."})
    if situation.est_oubliee:
        raise ValidationError("Les textes de cette situation sont effacés : plus rien ne s'y écrit.")
    note = NotePrivee(id=id or uuid.uuid4(), structure=situation.structure, cree_par=by.compte, situation=situation)
    seal_texte(note, "texte", text)
    note.save(force_insert=True)
    journal.record_write(by, "situations.note_privee.ecrite", note)
    return note


@transaction.atomic
def erase_note_privee(*, note: NotePrivee, by: Acteur) -> None:
    """Its key is destroyed with it: an older backup gives nothing back."""
    check_only_reader(note, by)
    journal.record_write(by, "situations.note_privee.effacee", note)
    erase_unite(note.unite)
    note.delete()
