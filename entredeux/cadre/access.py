"""Who reaches a view. Every route carries one of the three marks below; `tests/architecture/test_urls.py` checks.

A missing permission answers 404, not 403: whether a record exists is itself confidential, above all for a funder.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.models import Adhesion, AvisBris, BrisDeGlace, Compte, Consentement, DemandeDroits, RelectureTexte
from entredeux.cadre.permissions import Permission
from entredeux.cadre.roles import permissions_of
from entredeux.socle.erreurs import Refus

View = Callable[..., HttpResponseBase]


class RequeteActeur(HttpRequest):
    """A request past the middleware: `request.acteur` is set for every signed-in account."""

    acteur: Acteur


def acces(permission: Permission) -> Callable[[View], View]:
    """The view needs this permission in the active structure."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not acteur_of(request).peut(permission):
                raise Http404
            return view(request, *args, **kwargs)

        guarded.acces = permission  # type: ignore[attr-defined]
        return guarded

    return mark


def connecte(view: View) -> View:
    """Any signed-in account, whatever its role: its own profile, the choice of structure, the home page."""
    view.acces = "connecte"  # type: ignore[attr-defined]
    return view


def ouvert(raison: str) -> Callable[[View], View]:
    """Open to the world; the reason is read by whoever reviews the list of open pages."""

    def mark(view: View) -> View:
        view.acces = f"ouvert : {raison}"  # type: ignore[attr-defined]
        return cast(View, login_not_required(view))

    return mark


def acteur_of(request: HttpRequest) -> Acteur:
    acteur = getattr(request, "acteur", None)
    if not isinstance(acteur, Acteur):
        raise Http404
    return acteur


def compte_of(request: HttpRequest) -> Compte:
    compte = acteur_of(request).compte
    if compte is None:
        raise Http404
    return compte


def check_permission(by: Acteur, permission: Permission) -> None:
    """First line of an action. Raises Refus with a sentence."""
    if not by.peut(permission):
        raise Refus(f"Votre rôle ne permet pas ceci : {permission.label.lower()}.")


def visible_adhesions(by: Acteur) -> QuerySet[Adhesion]:
    """Memberships of the actor's structure, past and present, for whoever manages its accounts."""
    if by.structure is None or not by.peut(Permission.GERER_COMPTES):
        return Adhesion.objects.none()
    return Adhesion.objects.filter(structure=by.structure).select_related("compte", "structure")


def check_can_manage_adhesion(by: Acteur, adhesion: Adhesion) -> None:
    check_permission(by, Permission.GERER_COMPTES)
    if by.structure is None or adhesion.structure_id != by.structure.pk:
        raise Refus("Cet accès n'est pas celui de votre structure.")


def can_manage_adhesion(by: Acteur, adhesion: Adhesion) -> bool:
    try:
        check_can_manage_adhesion(by, adhesion)
    except Refus:
        return False
    return True


def visible_consentements(by: Acteur) -> QuerySet[Consentement]:
    """Those the team of the actor's structure recorded."""
    if by.structure is None or not by.peut(Permission.RECUEILLIR_ACCORD):
        return Consentement.objects.none()
    return Consentement.objects.filter(structure=by.structure)


def visible_relectures_textes(by: Acteur) -> QuerySet[RelectureTexte]:
    """Which texts were reread, and by what kind of reader: whoever records an agreement sees it."""
    if by.structure is None or not (by.peut(Permission.RECUEILLIR_ACCORD) or by.peut(Permission.COORDONNER)):
        return RelectureTexte.objects.none()
    return RelectureTexte.objects.filter(structure=by.structure)


def check_can_record_consentement(by: Acteur) -> None:
    check_permission(by, Permission.RECUEILLIR_ACCORD)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_break_glass(by: Acteur) -> None:
    """Who may ask at all; on which record, the kind says (bris_de_glace.py): one whose existence they may know."""
    check_permission(by, Permission.BRISER_LA_GLACE)
    if by.structure is None or by.compte is None:
        raise Refus("Une ouverture exceptionnelle est faite par une personne, dans sa structure.")


def visible_bris(by: Acteur) -> QuerySet[BrisDeGlace]:
    """One's own, those one was told of; the direction, which reads the journal, sees every one of the structure."""
    if by.structure is None or by.compte is None or not by.peut(Permission.BRISER_LA_GLACE):
        return BrisDeGlace.objects.none()
    rows = BrisDeGlace.objects.filter(structure=by.structure)
    if by.peut(Permission.LIRE_JOURNAL):
        return rows
    told = AvisBris.objects.filter(compte=by.compte).values("bris")
    return rows.filter(Q(cree_par=by.compte) | Q(pk__in=told))


def visible_demandes_droits(by: Acteur) -> QuerySet[DemandeDroits]:
    """The structure's, for whoever answers; and one's own, about one's account."""
    if by.compte is None or by.structure is None:
        return DemandeDroits.objects.none()
    rows = DemandeDroits.objects.filter(structure=by.structure)
    return rows if by.peut(Permission.REPONDRE_DROITS) else rows.filter(compte=by.compte)


def check_can_answer_droits(by: Acteur, demande: DemandeDroits) -> None:
    """Nobody answers about themselves: another person does."""
    check_permission(by, Permission.REPONDRE_DROITS)
    if by.structure is None or demande.structure_id != by.structure.pk:
        raise Refus("Cette demande n'est pas de votre structure.")
    if by.compte is not None and demande.compte_id == by.compte.pk:
        raise Refus("Cette demande est la vôtre : une autre personne de la structure y répond.")


def can_answer_droits(by: Acteur, demande: DemandeDroits) -> bool:
    try:
        check_can_answer_droits(by, demande)
    except Refus:
        return False
    return True


TOUTES_LES_REGIONS = ""


def can_write_region(compte: Compte, region: str) -> bool:
    """Whether the account writes the network's pages of this region; "" is what belongs to the whole network."""
    regions = regions_written_by(compte)
    return TOUTES_LES_REGIONS in regions or (region != TOUTES_LES_REGIONS and region in regions)


def regions_written_by(compte: Compte) -> set[str]:
    """Codes of the regions the account writes for today; "" stands for every page. Read once per account object."""
    cached: set[str] | None = getattr(compte, "_regions_ecrites", None)
    if cached is None:
        held = [(adhesion.region, permissions_of(adhesion.role)) for adhesion in current_adhesions(compte)]
        cached = {region for region, permissions in held if region and Permission.REDIGER_RESEAU in permissions}
        if any(Permission.ANIMER_RESEAU in permissions for _, permissions in held):
            cached.add(TOUTES_LES_REGIONS)
        compte._regions_ecrites = cached  # type: ignore[attr-defined]
    return cached
