from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.metier import ensure_metier
from entredeux.reseau.models import Accueil, PageLibre
from entredeux.socle.erreurs import Refus


@transaction.atomic
def write_metier(*, by: Acteur) -> PageLibre | None:
    """The page on the trade, for an installation that has none: one that exists is never rewritten (None)."""
    check_permission(by, Permission.ANIMER_RESEAU)
    accueil = Accueil.objects.first()
    if accueil is None:
        raise Refus("Aucune page d'accueil où ranger « Le métier » : lancez d'abord `entredeux migrate`.")
    page = ensure_metier(accueil)
    if page:
        journal.record_write(by, "reseau.metier.ecrit", page)
    return page
