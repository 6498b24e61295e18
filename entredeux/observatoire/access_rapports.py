"""Reports: the coordination writes and lets out, in two; a funder reads what is out, never a draft.

The network's own reports are its facilitators'. A note or a version is always seen by two people before it is read.
"""

from django.db.models import Q, QuerySet
from django.http import Http404

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.enums import EtatVersion
from entredeux.observatoire.models import NoteQuartier, RapportRedige, VersionRapport
from entredeux.partenaires.enums import GenrePartenaire
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.erreurs import Refus

LECTEURS_DU_RESEAU = (Permission.VOIR_FIGURES, Permission.ECHANGER_RESEAU, Permission.ANIMER_RESEAU)


def visible_bailleurs(by: Acteur) -> QuerySet[StructurePartenaire]:
    """Landlords to whom the coordination may hand a report."""
    if not writes_for_structure(by):
        return StructurePartenaire.objects.none()
    return StructurePartenaire.objects.filter(structure=by.structure, genre=GenrePartenaire.BAILLEUR, est_actif=True)


def writes_for_structure(by: Acteur) -> bool:
    return by.structure is not None and by.peut(Permission.COORDONNER)


def writes_for_reseau(by: Acteur) -> bool:
    return by.structure is None and by.peut(Permission.ANIMER_RESEAU)


def visible_rapports(by: Acteur) -> QuerySet[RapportRedige]:
    """Drafts: those who write them. A funder has none."""
    if writes_for_structure(by):
        return RapportRedige.objects.filter(structure=by.structure)
    if writes_for_reseau(by):
        return RapportRedige.objects.filter(structure__isnull=True)
    return RapportRedige.objects.none()


def visible_versions(by: Acteur) -> QuerySet[VersionRapport]:
    """What is out in one's structure and in the network; every version for those who write them.

    What is written for a landlord is handed to it: no other reader opens it here.
    """
    out = VersionRapport.objects.filter(etat=EtatVersion.FIGEE, diffusee_le__isnull=False)
    out = out.filter(rapport__destinataire__isnull=True)
    shown = Q(rapport__in=visible_rapports(by))
    if by.structure is not None and by.peut(Permission.VOIR_FIGURES):
        shown |= Q(pk__in=out.filter(rapport__structure=by.structure))
    if any(by.peut(each) for each in LECTEURS_DU_RESEAU):
        shown |= Q(pk__in=out.filter(rapport__structure__isnull=True))
    return VersionRapport.objects.filter(shown)


def check_can_write_structure(by: Acteur) -> None:
    check_permission(by, Permission.COORDONNER)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_write_reseau(by: Acteur) -> None:
    check_permission(by, Permission.ANIMER_RESEAU)
    if by.structure is not None:
        raise Refus("Ce rapport est celui du réseau : choisissez votre rôle d'animation.")


def check_can_write_rapport(by: Acteur, rapport: RapportRedige) -> None:
    if not visible_rapports(by).filter(pk=rapport.pk).exists():
        raise Http404


def check_can_release_version(by: Acteur, version: VersionRapport) -> None:
    """Someone else than whoever froze it."""
    check_can_write_rapport(by, version.rapport)
    if by.compte is None or version.figee_par_id == by.compte.pk:
        others = "de la coordination ou de la direction" if version.rapport.structure_id else "de l'animation du réseau"
        raise Refus(f"Un rapport se relit à deux : une autre personne {others} le relit et le diffuse.")


def can_release_version(by: Acteur, version: VersionRapport) -> bool:
    try:
        check_can_release_version(by, version)
    except (Refus, Http404):
        return False
    return True


def visible_notes(by: Acteur) -> QuerySet[NoteQuartier]:
    """Written by the coordination; others read them in a report that is out."""
    if not writes_for_structure(by):
        return NoteQuartier.objects.none()
    return NoteQuartier.objects.filter(structure=by.structure)


def check_can_reread_note(by: Acteur, note: NoteQuartier) -> None:
    if not visible_notes(by).filter(pk=note.pk).exists():
        raise Http404
    if by.compte is None or note.ecrite_par_id == by.compte.pk:
        raise Refus("Une note se relit à deux : une autre personne de la coordination ou de la direction la relit.")


def can_reread_note(by: Acteur, note: NoteQuartier) -> bool:
    try:
        check_can_reread_note(by, note)
    except (Refus, Http404):
        return False
    return True
