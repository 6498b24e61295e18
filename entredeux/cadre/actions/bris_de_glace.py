"""Exceptional access: a reason, three hours, the journal, the author told. Reading only, on a page of its own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.access import check_can_break_glass
from entredeux.cadre.acteur import Acteur, members_with
from entredeux.cadre.courriels_droits import send_avis_bris
from entredeux.cadre.enums import MotifBris
from entredeux.cadre.fiches_fermees import Extrait, FicheFermee, fiche_fermee
from entredeux.cadre.models import AvisBris, BrisDeGlace, Compte, Structure
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import seal_texte
from entredeux.socle.erreurs import Refus

DUREE = timedelta(hours=3)
RAISON_MINIMALE = 15
INCONNUE = "Cette fiche n'existe pas, ou votre rôle ne permet pas de savoir qu'elle existe."
DEJA = "Votre rôle ouvre déjà cette fiche : aucune ouverture exceptionnelle n'est nécessaire."


def find_fiche(*, sorte: str, fiche: UUID, by: Acteur) -> tuple[FicheFermee, Any]:
    """The kind and the record. Raises Refus: unknown, or not to be known by this actor."""
    check_can_break_glass(by)
    kind = fiche_fermee(sorte)
    record = kind.trouve(by, fiche) if kind else None
    if kind is None or record is None:
        raise Refus(INCONNUE)
    return kind, record


@transaction.atomic
def break_glass(*, sorte: str, fiche: UUID, motif: str, raison: str, by: Acteur, id: UUID | None = None) -> BrisDeGlace:
    """Opens a record for three hours to this person, and tells who wrote it. Asking again while it is open changes
    nothing. Raises Refus: no right, or no such record; ValidationError: no reason, or the role opens it already."""
    kind, record = find_fiche(sorte=sorte, fiche=fiche, by=by)
    structure = by.structure
    assert structure is not None  # check_can_break_glass
    if kind.est_ouverte(by, record):
        raise ValidationError(DEJA)
    if motif not in MotifBris.values:
        raise ValidationError({"motif": "Choisissez pourquoi cette fiche doit être ouverte."})
    if len(raison.strip()) < RAISON_MINIMALE:
        raise ValidationError({"raison": "Dites la raison en une phrase : l'auteur de la fiche la lira."})
    still = find_open(sorte=sorte, fiche=fiche, by=by)
    if still:
        return still
    now = timezone.now()
    bris = BrisDeGlace(
        structure=structure,
        cree_par=by.compte,
        cree_le=now,
        sorte=sorte,
        fiche=fiche,
        motif=motif,
        expire_le=now + DUREE,
        **({"id": id} if id else {}),
    )
    seal_texte(bris, "raison", raison.strip())
    bris.save(force_insert=True)
    _tell(bris, kind.auteurs(record), structure)
    journal.record_write(by, "cadre.bris_de_glace.ouvert", record, champs=["raison"])
    return bris


def find_open(*, sorte: str, fiche: UUID, by: Acteur) -> BrisDeGlace | None:
    """The opening of this record by this person that is still running."""
    rows = BrisDeGlace.objects.filter(structure=by.structure, cree_par=by.compte, sorte=sorte, fiche=fiche)
    return rows.filter(referme_le__isnull=True, expire_le__gt=timezone.now()).first()


def read_fiche(*, bris: BrisDeGlace, by: Acteur) -> list[Extrait]:
    """The words of the record, journaled one by one. Raises Refus: it is another's, closed, or the record is gone."""
    check_can_break_glass(by)
    if bris.cree_par_id is None or by.compte is None or bris.cree_par_id != by.compte.pk:
        raise Refus("Cette ouverture n'est pas la vôtre.")
    if not bris.est_ouvert or bris.fiche is None:
        raise Refus("Cette ouverture est terminée : la fiche est refermée.")
    kind, record = find_fiche(sorte=bris.sorte, fiche=bris.fiche, by=by)
    journal.record_read(by, "cadre.bris_de_glace.lu", record)
    return kind.lit(by, record)


@transaction.atomic
def close_bris(*, bris: BrisDeGlace, by: Acteur) -> BrisDeGlace:
    """Before the three hours: what was needed has been read."""
    if by.compte is None or bris.cree_par_id != by.compte.pk:
        raise Refus("Cette ouverture n'est pas la vôtre.")
    if bris.est_ouvert:
        bris.referme_le = timezone.now()
        bris.version += 1
        bris.save(update_fields=["referme_le", "version"])
        journal.record_write(by, "cadre.bris_de_glace.referme", bris)
    return bris


@transaction.atomic
def acknowledge_bris(*, bris: BrisDeGlace, by: Acteur) -> None:
    """Who was told says they know. Twice changes nothing."""
    mine = AvisBris.objects.filter(bris=bris, compte=by.compte, vu_le__isnull=True)
    if mine.update(vu_le=timezone.now()):
        journal.record_write(by, "cadre.bris_de_glace.vu", bris)


def _tell(bris: BrisDeGlace, auteurs: list[Compte], structure: Structure) -> None:
    """The authors who still have an access; nobody left to tell, the direction, else the coordination."""
    told = [compte for compte in auteurs if compte.is_active and compte.pk != bris.cree_par_id]
    for permission in (Permission.LIRE_JOURNAL, Permission.COORDONNER):
        if not told:
            told = [each for each in members_with(permission, structure) if each.pk != bris.cree_par_id]
    for compte in told:
        send_avis_bris.enqueue(AvisBris.objects.create(bris=bris, compte=compte).pk)
