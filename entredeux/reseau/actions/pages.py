"""Pages made outside the desk (the demonstration, a command), by the same right as at the desk."""

from typing import Any

from django.db import transaction
from django.utils.text import slugify

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.enums import GenreRubrique
from entredeux.reseau.models import Rubrique, Serie
from entredeux.reseau.models.base import PageReseau
from entredeux.socle.erreurs import Refus


@transaction.atomic
def create_serie(*, titre: str, genre: str, by: Acteur, **champs: Any) -> Serie:
    """A published series in the programme; `champs` are the model's own."""
    check_permission(by, Permission.ANIMER_RESEAU)
    rubrique = Rubrique.objects.filter(genre=GenreRubrique.PROGRAMME).first()
    if rubrique is None:
        raise Refus("Aucune rubrique « Programme » où ranger la série : lancez d'abord `entredeux migrate`.")
    serie = Serie(title=titre, slug=slugify(titre)[:60].strip("-"), genre=genre, owner=by.compte, **champs)
    rubrique.add_child(instance=serie)
    publish_page(page=serie, by=by)
    return serie


@transaction.atomic
def publish_page(*, page: PageReseau, by: Acteur) -> None:
    """What the desk's « Publier » does: a version, made public, and a line in the journal."""
    check_permission(by, Permission.ANIMER_RESEAU)
    page.save_revision(user=by.compte, log_action=True).publish(
        user=by.compte,
        skip_permission_checks=True,  # checked above: groups follow the role at the desk only
    )
    journal.record_write(by, "reseau.page.publiee", page)
