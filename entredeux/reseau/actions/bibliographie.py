"""References that a file brings, as drafts: someone else rereads them before anyone sees them."""

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access import check_can_write_ressource
from entredeux.reseau.actions.ressources import free_slug, rubrique_des_ressources
from entredeux.reseau.bibliographie import Notice
from entredeux.reseau.enums import GenreRessource, LicenceRessource
from entredeux.reseau.lecture import Faute, FichierIllisible
from entredeux.reseau.models import Ressource, Rubrique
from entredeux.reseau.models.vocabulaires import choose_themes
from entredeux.reseau.queries.bibliographie import CHAMPS, Plan, plan_import

# What a page asks for and an entry may not be able to give.
SUITE = "…"


@transaction.atomic
def import_notices(notices: Iterable[Notice], *, by: Acteur, region: str = "") -> tuple[Plan, list[Ressource]]:
    """Adds the works not yet known, all of them or none. A second import adds nothing.

    Raises FichierIllisible with the line of each entry that would not fit.
    """
    check_can_write_ressource(by, region)
    plan = plan_import(notices)
    rubrique = rubrique_des_ressources()
    made = [page_of(notice, region) for notice in plan.a_ajouter]
    if faults := [
        fault for notice, page in zip(plan.a_ajouter, made, strict=True) for fault in faults_of(notice, page)
    ]:
        raise FichierIllisible(faults)
    for page in made:
        add_draft(rubrique, page, by)
    if made:
        journal.record_write(by, "reseau.bibliographie.importee", rubrique, nombre=len(made))
    return plan, made


def page_of(notice: Notice, region: str) -> Ressource:
    kept: dict[str, Any] = {name: getattr(notice, name) for name in CHAMPS}
    return Ressource(
        title=shorten(notice.titre, 255),
        genre=GenreRessource.REFERENCE,
        genre_reference=notice.genre,
        auteurs="\n".join(notice.auteurs),
        annee=notice.annee,
        themes=themes_named(notice),
        url=notice.url,
        chapeau=shorten(notice.resume, 600),
        licence=LicenceRessource.NON_PRECISEE,
        region_id=region or None,
        live=False,
        **kept,
    )


def themes_named(notice: Notice) -> list[str]:
    """Its key words that are themes of the network, by code or by label. The words themselves are kept as they are."""
    by_word = {name.lower(): code for code, label in choose_themes() for name in (code, label)}
    given = [value for name, value in notice.complements.items() if name == "keywords" or name.startswith("ris-kw")]
    words = [word.strip().lower() for value in given for word in re.split("[,;]", value)]
    return list(dict.fromkeys(by_word[word] for word in words if word in by_word))


def shorten(words: str, length: int) -> str:
    return words if len(words) <= length else words[: length - 1].rstrip() + SUITE


def faults_of(notice: Notice, page: Ressource) -> list[Faute]:
    """What a column or an address refuses, said at the line of its entry."""
    faults = [
        f"« {field.verbose_name} » est trop long ({len(getattr(page, field.name))} signes, {field.max_length} au plus)"
        for field in Ressource._meta.local_concrete_fields
        if field.name in CHAMPS and getattr(field, "max_length", None)
        if len(getattr(page, field.name)) > (field.max_length or 0)
    ]
    if page.url:
        try:
            URLValidator(schemes=["http", "https"])(page.url)
        except ValidationError:
            faults.append(f"l'adresse « {page.url[:60]} » n'est pas une adresse http ou https")
    return [Faute(notice.ligne, words) for words in faults]


def add_draft(rubrique: Rubrique, page: Ressource, by: Acteur) -> None:
    page.slug = free_slug(rubrique, f"{page.title} {page.annee or ''}")
    page.owner = by.compte
    rubrique.add_child(instance=page)
    page.save_revision(user=by.compte, log_action=False)
