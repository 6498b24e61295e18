"""Links of interest, private notes, alerts: the narrowest rows of a structure."""

from django.db.models import QuerySet

from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.situations.access.situations import recused_situations
from entredeux.situations.models import Alerte, NotePrivee, Recusation
from entredeux.socle.erreurs import Refus


def visible_recusations(by: Acteur) -> QuerySet[Recusation]:
    """That someone stepped aside, for whoever sees the situation. Why, only `can_read_lien` says."""
    if by.structure is None or not by.peut(Permission.VOIR_SITUATIONS):
        return Recusation.objects.none()
    return Recusation.objects.filter(structure=by.structure)


def can_read_lien(by: Acteur, recusation: Recusation) -> bool:
    """Their own reason, and whoever leads the team: a colleague's private life is no one else's."""
    if by.structure is None or recusation.structure_id != by.structure.pk:
        return False
    return by.peut(Permission.COORDONNER) or (by.compte is not None and by.compte.pk == recusation.compte_id)


def check_can_lift_recusation(by: Acteur, recusation: Recusation) -> None:
    """Declared by mistake: somebody else, who leads the team, opens the situation to them again."""
    check_permission(by, Permission.COORDONNER)
    if by.structure is None or recusation.structure_id != by.structure.pk:
        raise Refus("Cette situation n'est pas de votre structure.")
    if by.compte is not None and by.compte.pk == recusation.compte_id:
        raise Refus("On ne lève pas sa propre récusation : demandez à la direction ou à la coordination.")


def can_lift_recusation(by: Acteur, recusation: Recusation) -> bool:
    return _allows(check_can_lift_recusation, by, recusation)


def visible_notes_privees(by: Acteur) -> QuerySet[NotePrivee]:
    """One's own, and nobody else's: coordination, administration, direction and the system find none."""
    if by.structure is None or by.compte is None or not by.peut(Permission.SUIVRE_SITUATION):
        return NotePrivee.objects.none()
    own = NotePrivee.objects.filter(structure=by.structure, cree_par=by.compte)
    return own.exclude(situation__in=recused_situations(by))


def visible_alertes(by: Acteur) -> QuerySet[Alerte]:
    """Those one raised; all of them for whoever decides."""
    if by.structure is None:
        return Alerte.objects.none()
    rows = Alerte.objects.filter(structure=by.structure)
    if by.peut(Permission.SUIVRE_ALERTES):
        return rows
    if by.compte is None or not by.peut(Permission.ALERTER):
        return Alerte.objects.none()
    return rows.filter(cree_par=by.compte)


def check_can_raise_alerte(by: Acteur) -> None:
    check_permission(by, Permission.ALERTER)
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")


def check_can_follow_alerte(by: Acteur, alerte: Alerte) -> None:
    """Says that it left, that it was received: whoever raised it, and whoever decides."""
    check_can_raise_alerte(by)
    if by.structure is None or alerte.structure_id != by.structure.pk:
        raise Refus("Cette alerte n'est pas de votre structure.")
    is_author = by.compte is not None and alerte.cree_par_id == by.compte.pk
    if not (is_author or by.peut(Permission.SUIVRE_ALERTES)):
        raise Refus("Une alerte est suivie par qui l'a donnée, la coordination et la direction.")


def check_can_decide_alerte(by: Acteur, alerte: Alerte) -> None:
    check_can_follow_alerte(by, alerte)
    check_permission(by, Permission.SUIVRE_ALERTES)


def can_follow_alerte(by: Acteur, alerte: Alerte) -> bool:
    return _allows(check_can_follow_alerte, by, alerte)


def can_decide_alerte(by: Acteur, alerte: Alerte) -> bool:
    return _allows(check_can_decide_alerte, by, alerte)


def _allows(check, by: Acteur, record: Recusation | Alerte) -> bool:  # type: ignore[no-untyped-def]
    try:
        check(by, record)
    except Refus:
        return False
    return True
