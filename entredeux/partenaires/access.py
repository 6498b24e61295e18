"""Which rows: the partners of one's own structure, the directory of everyone, what one's team added to it.

Partners are changed by whoever prepares missions and places, or keeps the directory.
"""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Structure
from entredeux.cadre.permissions import Permission
from entredeux.partenaires.models import (
    FicheAnnuaire,
    NoteAnnuaire,
    PaireAnnuaire,
    RapprochementAnnuaire,
    RejetAnnuaire,
    SourceAnnuaire,
    StructurePartenaire,
)
from entredeux.socle.erreurs import Refus

VOIENT_LES_PARTENAIRES = (Permission.VOIR_TERRAIN, Permission.SAISIR_TERRAIN, Permission.GERER_MISSIONS)


def visible_partenaires(by: Acteur) -> QuerySet[StructurePartenaire]:
    if by.structure is None or not any(by.peut(permission) for permission in VOIENT_LES_PARTENAIRES):
        return StructurePartenaire.objects.none()
    return StructurePartenaire.objects.filter(structure=by.structure)


def check_can_create_partenaire(by: Acteur) -> None:
    check_permission(by, Permission.GERER_MISSIONS)
    if by.structure is None:
        raise Http404


def check_can_update_partenaire(by: Acteur, partenaire: StructurePartenaire) -> None:
    if not visible_partenaires(by).filter(pk=partenaire.pk).exists():
        raise Http404
    check_permission(by, Permission.GERER_MISSIONS)


def can_update_partenaire(by: Acteur, partenaire: StructurePartenaire) -> bool:
    return by.peut(Permission.GERER_MISSIONS) and visible_partenaires(by).filter(pk=partenaire.pk).exists()


def visible_fiches(by: Acteur) -> QuerySet[FicheAnnuaire]:
    """Open data, shown to field teams: a funder's account has no use of it here."""
    return FicheAnnuaire.objects.all() if _reads_the_directory(by) else FicheAnnuaire.objects.none()


def visible_sources(by: Acteur) -> QuerySet[SourceAnnuaire]:
    return SourceAnnuaire.objects.all() if _reads_the_directory(by) else SourceAnnuaire.objects.none()


def visible_notes(by: Acteur) -> QuerySet[NoteAnnuaire]:
    """Those of one's own structure; another team's never show, though the sheet is the same."""
    if by.structure is None or not by.peut(Permission.VOIR_TERRAIN):
        return NoteAnnuaire.objects.none()
    return NoteAnnuaire.objects.filter(structure=by.structure)


def visible_rapprochements(by: Acteur) -> QuerySet[RapprochementAnnuaire]:
    if by.structure is None or not by.peut(Permission.VOIR_TERRAIN):
        return RapprochementAnnuaire.objects.none()
    return RapprochementAnnuaire.objects.filter(structure=by.structure)


def visible_paires(by: Acteur) -> QuerySet[PaireAnnuaire]:
    kept = by.structure is not None and by.peut(Permission.TENIR_ANNUAIRE)
    return PaireAnnuaire.objects.all() if kept else PaireAnnuaire.objects.none()


def visible_rejets(by: Acteur) -> QuerySet[RejetAnnuaire]:
    kept = by.structure is not None and by.peut(Permission.TENIR_ANNUAIRE)
    return RejetAnnuaire.objects.all() if kept else RejetAnnuaire.objects.none()


def check_can_keep_annuaire(by: Acteur) -> Structure:
    """The structure that decides, for itself alone."""
    check_permission(by, Permission.TENIR_ANNUAIRE)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")
    return by.structure


def check_can_undo_rapprochement(by: Acteur, rapprochement: RapprochementAnnuaire) -> None:
    if check_can_keep_annuaire(by).pk != rapprochement.structure_id:
        raise Refus("Ce rapprochement n'est pas de votre structure.")


def check_can_note_fiche(by: Acteur) -> Structure:
    """Whoever refers people knows how a service receives them."""
    check_permission(by, Permission.ORIENTER)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")
    return by.structure


def can_undo_rapprochement(by: Acteur, rapprochement: RapprochementAnnuaire) -> bool:
    try:
        check_can_undo_rapprochement(by, rapprochement)
    except PermissionDenied:
        return False
    return True


def _reads_the_directory(by: Acteur) -> bool:
    return by.structure is not None and by.peut(Permission.VOIR_TERRAIN)
