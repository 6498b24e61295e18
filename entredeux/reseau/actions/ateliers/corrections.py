"""Correcting, ordering, taking out an item: different fields merge, the same field is a person's decision."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access.ateliers import check_can_facilitate, check_can_write_feuille
from entredeux.reseau.actions.ateliers.feuilles import lock_feuille, status_for
from entredeux.reseau.actions.ateliers.validation import check_saisie
from entredeux.reseau.enums import EtatEngagement, GenreElement, StatutElement, StatutFeuille
from entredeux.reseau.models import Element, Feuille, Rapporteur
from entredeux.reseau.saisie_ateliers import CHAMPS, SaisieElement, merge
from entredeux.socle.erreurs import Refus


class ConflitElement(ValidationError):
    """Someone changed the same fields meanwhile, or took the item out: nothing is written, both are shown."""

    def __init__(self, champs: set[str], stocke: SaisieElement, version: int, *, est_ecarte: bool = False) -> None:
        self.champs, self.stocke, self.version, self.est_ecarte = champs, stocke, version, est_ecarte
        super().__init__(
            {champ: "Quelqu'un d'autre vient de modifier ce champ : comparez, puis choisissez." for champ in champs}
        )


@transaction.atomic
def correct_element(
    *,
    element: Element,
    lu: SaisieElement,
    voulu: SaisieElement,
    version: int,
    remettre: bool = False,
    by: Acteur,
    lien: Rapporteur | None = None,
) -> Element:
    """Applies what changed from `lu`, the item as the page showed it at `version`, to `voulu`.

    Raises ConflitElement when the same field was changed by another since, or when the item was taken out, unless
    `remettre` says to put it back. Values equal to those shown are not changes.
    """
    check_can_write_feuille(by, element.feuille.sequence, lien)
    feuille, stored = _lock(element)
    current = describe_element(stored)
    if stored.version == version:
        lu = current
    if stored.statut == StatutElement.ECARTE and not (remettre and _may_return(feuille)):
        raise ConflitElement(set(), current, stored.version, est_ecarte=True)
    result, clash = merge(lu, voulu.cleaned(), current)
    if clash:
        raise ConflitElement(clash, current, stored.version)
    result = result.cleaned()
    changed = {champ for champ in CHAMPS if getattr(result, champ) != getattr(current, champ)}
    if not changed and stored.statut != StatutElement.ECARTE:
        return stored
    _check(result)
    if stored.statut == StatutElement.ECARTE:
        stored.statut, stored.ecarte_le = StatutElement.PROPOSE, None
    _write(feuille, stored, result)
    journal.record_write(by, "reseau.element.corrige", stored, champs=changed)
    return stored


def describe_element(element: Element) -> SaisieElement:
    """The item as it would be said again: what a correction form starts from."""
    return SaisieElement(id=element.pk, **{champ: getattr(element, champ) for champ in CHAMPS})


@transaction.atomic
def replace_texte(element: Element, texte: str, *, version: int) -> Element:
    """The words of an accepted amendment. The caller checked the right and journals (relectures.py)."""
    feuille, stored = _lock(element)
    current = describe_element(stored)
    if stored.version != version or stored.statut == StatutElement.ECARTE:
        raise ConflitElement({"texte"}, current, stored.version, est_ecarte=stored.statut == StatutElement.ECARTE)
    result = replace(current, texte=texte).cleaned()
    _check(result)
    _write(feuille, stored, result)
    return stored


@transaction.atomic
def move_element(*, element: Element, pas: int, by: Acteur, lien: Rapporteur | None = None) -> None:
    """Up (`pas` negative) or down among those that stay; past an end, nothing moves."""
    check_can_write_feuille(by, element.feuille.sequence, lien)
    feuille = lock_feuille(element.feuille.sequence)
    rows = list(feuille.elements.exclude(statut=StatutElement.ECARTE))
    here = next((rank for rank, row in enumerate(rows) if row.pk == element.pk), None)
    if here is None or not 0 <= here + pas < len(rows):
        return
    rows.insert(here + pas, rows.pop(here))
    for rank, row in enumerate(rows, start=1):
        row.ordre = rank
    Element.objects.bulk_update(rows, ["ordre"])
    journal.record_write(by, "reseau.feuille.ordonnee", feuille)


@transaction.atomic
def mark_majeur(*, element: Element, est_majeur: bool, by: Acteur, lien: Rapporteur | None = None) -> None:
    """Whether the item is among those said to the plenary."""
    check_can_write_feuille(by, element.feuille.sequence, lien)
    Element.objects.filter(pk=element.pk).update(est_majeur=est_majeur)
    journal.record_write(by, "reseau.element.retenu", element, champs=["est_majeur"])


@transaction.atomic
def remove_element(*, element: Element, by: Acteur, lien: Rapporteur | None = None) -> None:
    """Out of a sheet that is not published yet; it comes back with `restore_element`. Twice changes nothing."""
    check_can_write_feuille(by, element.feuille.sequence, lien)
    feuille, stored = _lock(element)
    if feuille.statut == StatutFeuille.PUBLIEE:
        raise Refus("Cet élément est publié : retirez-le depuis la page de l'atelier.")
    if stored.statut == StatutElement.ECARTE:
        return
    stored.statut, stored.ecarte_le = StatutElement.ECARTE, timezone.now()
    stored.version += 1
    stored.save(update_fields=["statut", "ecarte_le", "version"])
    journal.record_write(by, "reseau.element.ecarte", stored)


@transaction.atomic
def restore_element(*, element: Element, by: Acteur, lien: Rapporteur | None = None) -> None:
    check_can_write_feuille(by, element.feuille.sequence, lien)
    feuille, stored = _lock(element)
    if stored.statut != StatutElement.ECARTE:
        return
    if not _may_return(feuille):
        raise Refus("La feuille est publiée et les mots de cet élément sont effacés : notez-le de nouveau.")
    stored.statut, stored.ecarte_le = StatutElement.PROPOSE, None
    stored.version += 1
    stored.save(update_fields=["statut", "ecarte_le", "version"])
    journal.record_write(by, "reseau.element.remis", stored)


@transaction.atomic
def withdraw_element(*, element: Element, by: Acteur) -> None:
    """A published item leaves the public pages, for good: its words are erased. What cites it says it is gone."""
    check_can_facilitate(by, element.feuille.sequence.evenement)
    feuille, stored = _lock(element)
    if feuille.statut != StatutFeuille.PUBLIEE:
        raise Refus("Cette feuille n'est pas publiée : retirez l'élément depuis la feuille.")
    if stored.statut != StatutElement.ECARTE:
        stored.statut, stored.ecarte_le = StatutElement.ECARTE, timezone.now()
    erase_words(stored)
    journal.record_write(by, "reseau.element.retire", stored)


def erase_words(element: Element) -> None:
    """What a person said, and who, leave the row of an item taken out."""
    element.texte = element.auteur_citation = element.qui = element.raison = ""
    element.a_consenti, element.echeance, element.etat = False, None, ""
    element.version += 1
    element.save()
    element.suivis.all().delete()


def _lock(element: Element) -> tuple[Feuille, Element]:
    """The sheet first, as everywhere: two writers never wait for each other in a circle."""
    feuille = lock_feuille(element.feuille.sequence)
    return feuille, Element.objects.select_for_update().get(pk=element.pk)


def _may_return(feuille: Feuille) -> bool:
    return feuille.statut != StatutFeuille.PUBLIEE


def _check(saisie: SaisieElement) -> None:
    errors: dict[str, list[str]] = {}
    for champ, message in check_saisie(saisie):
        errors.setdefault(champ, []).append(message)
    if errors:
        raise ValidationError(errors)


def _write(feuille: Feuille, element: Element, saisie: SaisieElement) -> None:
    for champ in CHAMPS:
        setattr(element, champ, getattr(saisie, champ))
    if status_for(feuille) == StatutElement.VALIDE:
        element.corrige_le = timezone.now()
        is_engagement = element.genre == GenreElement.ENGAGEMENT
        element.etat = (element.etat or EtatEngagement.EN_COURS) if is_engagement else ""
    element.version += 1
    element.save()
