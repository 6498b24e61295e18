"""From a draft to a resource people trust: written by one, reread by another, validated, seen again."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import slugify

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte
from entredeux.reseau.access import (
    check_can_reread_ressource,
    check_can_validate_ressource,
    check_can_write_ressource,
    written_ressources,
)
from entredeux.reseau.enums import GenreRessource, GenreRubrique, SectionFiche, StatutRessource
from entredeux.reseau.models import Ressource, Rubrique
from entredeux.reseau.models.ressources import ADRESSES_RESERVEES, empty_sections
from entredeux.reseau.queries.ressources import overdue
from entredeux.reseau.taches_recherche import follow_document
from entredeux.socle.erreurs import Refus

DATE_PASSEE = "La date de vérification est passée."
TEXTE_CHANGE = "Le texte a changé depuis la relecture."
OBLIGATOIRES = {
    "chapeau": "le chapô",
    "territoire": "le territoire",
    "porteur": "le porteur",
    "contact": "le contact",
    "date_debut": "la date de début",
    "themes": "les thèmes",
    "licence": "la licence",
}


@transaction.atomic
def create_ressource(
    *,
    genre: str,
    titre: str,
    by: Acteur,
    region: str = "",
    sections: dict[str, str] | None = None,
    periode: str = "",
    auteur: Compte | None = None,
    **fields: Any,
) -> Ressource:
    """A draft. A fiche d'expérience comes with every section of the template; `sections` fills some (HTML text).
    `auteur`: who wrote its words, when someone else makes the draft; they will not be its second reader.

    Raises Refus, or ValidationError as the desk would.
    """
    check_can_write_ressource(by, region)
    rubrique = rubrique_des_ressources()
    if genre == GenreRessource.EXPERIENCE:
        fields["corps"] = fill_sections(sections or {}, periode)
    ressource = Ressource(
        title=titre,
        slug=free_slug(rubrique, titre),
        genre=genre,
        region_id=region or None,
        owner=auteur or by.compte,
        live=False,
        **fields,
    )
    ressource.clean()
    rubrique.add_child(instance=ressource)
    ressource.save_revision(user=by.compte, log_action=False)
    journal.record_write(by, "reseau.ressource.creee", ressource)
    return ressource


def rubrique_des_ressources() -> Rubrique:
    rubrique = Rubrique.objects.filter(genre=GenreRubrique.RESSOURCES).first()
    if rubrique is None:
        raise Refus("Aucune rubrique « Ressources » où la ranger : lancez d'abord `entredeux migrate`.")
    return rubrique


def free_slug(rubrique: Rubrique, titre: str) -> str:
    base = slugify(titre)[:80].strip("-") or "ressource"
    taken = set(rubrique.get_children().filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= ADRESSES_RESERVEES
    ranks = (f"{base}-{rank}" for rank in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in ranks if slug not in taken)


def fill_sections(textes: dict[str, str], periode: str = "") -> list[tuple[str, dict[str, str]]]:
    sections = empty_sections()
    for _, section in sections:
        section["texte"] = textes.get(section["section"], "")
        section["periode"] = periode if section["section"] == SectionFiche.RESULTATS else ""
    return sections


def missing_parts(ressource: Ressource) -> list[str]:
    """What the template asks and the page does not say yet; a page that lacks one is not reread."""
    if ressource.genre == GenreRessource.EXPERIENCE:
        return _missing_in_fiche(ressource)
    said: dict[str, Any]
    if ressource.genre == GenreRessource.NOTE_JURIDIQUE:
        said = {"une source": len(ressource.sources), "la date de vérification": ressource.a_verifier_le}
    elif ressource.genre == GenreRessource.REPLAY:
        said = {"l'événement, ou une adresse": ressource.enregistrement_de_id or ressource.url}
    elif ressource.genre == GenreRessource.KIT:
        said = {"un document ou un lien": len(ressource.documents)}
    else:
        said = {"un auteur, un éditeur ou une adresse": ressource.auteurs or ressource.editeur or ressource.url}
    return [words for words, given in said.items() if not given]


def _missing_in_fiche(ressource: Ressource) -> list[str]:
    blocks = [block.value for block in ressource.corps if block.block_type == "section"]
    filled = {value["section"] for value in blocks if strip_tags(value["texte"].source).strip()}
    results = [value for value in blocks if value["section"] == SectionFiche.RESULTATS]
    return [
        *(words for field, words in OBLIGATOIRES.items() if not getattr(ressource, field)),
        *(f"« {section.label} »" for section in SectionFiche if section not in filled),
        *(["la période des résultats"] if not any(value["periode"].strip() for value in results) else []),
        *(["une source"] if not len(ressource.sources) else []),
    ]


@transaction.atomic
def reread_ressource(*, ressource: Ressource, by: Acteur, a_verifier_le: datetime.date | None = None) -> Ressource:
    """A second person read the last version: it is published as it is. Raises Refus.

    A legal note is reread with the date before which someone must check it again.
    """
    check_can_reread_ressource(by, ressource)
    page: Ressource = ressource.get_latest_revision_as_object()
    if page.genre == GenreRessource.NOTE_JURIDIQUE and a_verifier_le and a_verifier_le != page.a_verifier_le:
        page.a_verifier_le = a_verifier_le
        page.save_revision(user=by.compte, log_action=False)
    if missing := missing_parts(page):
        raise Refus(f"Rien n'est publié. Il manque encore : {', '.join(missing)}.")
    if page.is_overdue():
        raise Refus("Rien n'est publié. La date de vérification est passée : donnez-en une à venir.")
    if page.has_unpublished_changes or not page.live:
        revision = page.latest_revision or page.save_revision(user=by.compte, log_action=False)
        revision.publish(user=by.compte, skip_permission_checks=True)
    _mark(ressource, StatutRessource.RELUE, relue_par=by.compte, relue_le=timezone.now())
    journal.record_write(by, "reseau.ressource.relue", ressource)
    return ressource


@transaction.atomic
def reread_ressources(*, ressources: Iterable[Ressource], by: Acteur) -> int:
    """The bulk form, for references that an import brought: the same checks on each, all or none."""
    return len([reread_ressource(ressource=ressource, by=by) for ressource in ressources])


def _mark(ressource: Ressource, statut: str, **fields: Any) -> None:
    """Writes the status and its pairs on the page alone: its drafts do not carry them."""
    cleared = {"validee_par": None, "validee_le": None, "motif_a_revoir": ""}
    Ressource.objects.filter(pk=ressource.pk).update(statut=statut, **{**cleared, **fields})
    ressource.refresh_from_db()
    follow_document.enqueue("ressource", str(ressource.pk))


@transaction.atomic
def validate_ressource(*, ressource: Ressource, by: Acteur) -> Ressource:
    """The network vouches for it: it was reread, nothing changed since. Raises Refus."""
    check_can_validate_ressource(by, ressource)
    if ressource.statut_du_jour != StatutRessource.RELUE or ressource.has_unpublished_changes:
        raise Refus("Une ressource se valide après sa relecture, dans la version relue.")
    _mark(ressource, StatutRessource.VALIDEE, validee_par=by.compte, validee_le=timezone.now())
    journal.record_write(by, "reseau.ressource.validee", ressource)
    return ressource


@transaction.atomic
def flag_ressource(*, ressource: Ressource, motif: str, by: Acteur) -> Ressource:
    """To be seen again: it stays readable, with the reason beside it."""
    check_can_write_ressource(by, ressource.region_de_page)
    if ressource.statut not in (StatutRessource.RELUE, StatutRessource.VALIDEE):
        raise Refus("Seule une ressource relue ou validée se met à revoir.")
    if not motif.strip():
        raise Refus("Dites en quelques mots pourquoi elle est à revoir.")
    _mark(ressource, StatutRessource.A_REVOIR, motif_a_revoir=motif.strip()[:240])
    journal.record_write(by, "reseau.ressource.a_revoir", ressource)
    return ressource


@transaction.atomic
def flag_changed_ressource(*, ressource: Ressource, by: Acteur) -> None:
    """The desk published a version nobody reread: the page says so until someone does."""
    if ressource.statut in (StatutRessource.RELUE, StatutRessource.VALIDEE):
        _mark(ressource, StatutRessource.A_REVOIR, motif_a_revoir=TEXTE_CHANGE)
        journal.record_write(by, "reseau.ressource.a_revoir", ressource)


@transaction.atomic
def note_approval(*, ressource: Ressource, by: Acteur) -> None:
    """The desk's workflow was approved: the same as a rereading, unless something is missing or overdue."""
    check_can_reread_ressource(by, ressource)
    if not missing_parts(ressource) and not ressource.is_overdue():
        _mark(ressource, StatutRessource.RELUE, relue_par=by.compte, relue_le=timezone.now())
        journal.record_write(by, "reseau.ressource.relue", ressource)


@transaction.atomic
def flag_overdue_notes(*, by: Acteur, today: datetime.date | None = None) -> int:
    """Each night: a legal note whose check-by date has passed is no longer said to be the law."""
    late = written_ressources(by).filter(
        overdue(today or timezone.localdate()), statut__in=[StatutRessource.RELUE, StatutRessource.VALIDEE]
    )
    count = late.update(statut=StatutRessource.A_REVOIR, motif_a_revoir=DATE_PASSEE, validee_par=None, validee_le=None)
    if count:
        journal.record_write(by, "reseau.ressource.a_revoir", nombre=count)
    return count


@transaction.atomic
def remove_ressource(*, ressource: Ressource, by: Acteur) -> None:
    """Takes it off, versions included: an author asked, or it was imported by mistake."""
    check_can_write_ressource(by, ressource.region_de_page)
    journal.record_write(by, "reseau.ressource.supprimee", ressource)
    ressource.delete()
