"""Writing a workshop's sheet: one item from a phone, thirty from a paper sheet, the same way."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.reseau import models
from entredeux.reseau.access.ateliers import check_can_write_feuille
from entredeux.reseau.actions.ateliers.validation import check_saisie
from entredeux.reseau.actions.inscriptions import close_contribution
from entredeux.reseau.enums import EtatEngagement, GenreElement, StatutElement, StatutFeuille
from entredeux.reseau.models import Contribution, Element, Feuille, Rapporteur
from entredeux.reseau.saisie_ateliers import CHAMPS, SaisieElement
from entredeux.socle.erreurs import Refus

ELEMENTS_MAX = 200


@dataclass(frozen=True)
class Bilan:
    """What a sending did: what was already there is not noted again."""

    feuille: Feuille
    ajoutes: list[Element]
    deja_la: int


def record_element(
    *, sequence: models.Sequence, saisie: SaisieElement, by: Acteur, lien: Rapporteur | None = None
) -> Element:
    """One item, at the end of the sheet. Raises ValidationError with a sentence by field."""
    saisie = replace(saisie, id=saisie.id or uuid.uuid4())
    record_feuille(sequence=sequence, elements=[saisie], by=by, lien=lien)
    return find_element(saisie)


@transaction.atomic
def record_feuille(
    *,
    sequence: models.Sequence,
    elements: Sequence[SaisieElement] = (),
    issues: Mapping[uuid.UUID, str] | None = None,
    est_de_papier: bool = False,
    by: Acteur,
    lien: Rapporteur | None = None,
) -> Bilan:
    """The bulk form, of which one item is the smallest: a paper sheet, or what a phone kept while offline.

    Ids are made by the sender: the same sending twice notes each item once. All or nothing: one item refused
    refuses the whole, with ValidationError per item (`{"2.texte": [...]}`, counted from 0 when there are several).
    `issues`: how each contribution allotted to this workshop ended.
    """
    check_can_write_feuille(by, sequence, lien)
    cleaned = check_elements(elements)
    feuille = lock_feuille(sequence)
    known = _already_there(feuille, cleaned)
    if feuille.elements.count() + len(cleaned) - len(known) > ELEMENTS_MAX:
        raise Refus(f"Une feuille porte au plus {ELEMENTS_MAX} éléments : retirez-en, ou regroupez-en.")
    added = [add_element(feuille, saisie) for saisie in cleaned if saisie.id not in known]
    closed = _close_contributions(sequence, issues or {}, by, lien)
    if est_de_papier and not feuille.est_de_papier:
        feuille.est_de_papier = True
        feuille.save(update_fields=["est_de_papier"])
    if added or closed:
        journal.record_write(by, "reseau.feuille.remplie", feuille, nombre=len(added) + closed)
    return Bilan(feuille, added, len(known))


def check_elements(elements: Sequence[SaisieElement]) -> list[SaisieElement]:
    """Cleaned, each with an id. Every mistake is said at once."""
    cleaned = [saisie.cleaned() for saisie in elements]
    errors: dict[str, list[str]] = {}
    for rank, saisie in enumerate(cleaned):
        for champ, message in check_saisie(saisie):
            errors.setdefault(champ if len(cleaned) == 1 else f"{rank}.{champ}", []).append(message)
    if errors:
        raise ValidationError(errors)
    return [saisie if saisie.id else replace(saisie, id=uuid.uuid4()) for saisie in cleaned]


def lock_feuille(sequence: models.Sequence) -> Feuille:
    """The workshop's sheet, made at the first word; whoever writes to it meanwhile waits."""
    feuille = Feuille.objects.select_for_update().filter(sequence=sequence).first()
    if feuille is None:
        Feuille.objects.get_or_create(sequence=sequence)
        feuille = Feuille.objects.select_for_update().get(sequence=sequence)
    return feuille


def last_ordre(feuille: Feuille) -> int:
    last = feuille.elements.order_by("-ordre").values_list("ordre", flat=True).first()
    return last or 0


def status_for(feuille: Feuille) -> str:
    """What is added to a published sheet, by who facilitates, is published."""
    return StatutElement.VALIDE if feuille.statut == StatutFeuille.PUBLIEE else StatutElement.PROPOSE


def _already_there(feuille: Feuille, saisies: Sequence[SaisieElement]) -> set[uuid.UUID]:
    ids = {saisie.id for saisie in saisies if saisie.id}
    if Element.objects.filter(pk__in=ids).exclude(feuille=feuille).exists():
        raise Refus("Cet envoi porte un élément d'une autre feuille : rechargez la page et notez-le de nouveau.")
    return set(Element.objects.filter(pk__in=ids).values_list("pk", flat=True))


def add_element(feuille: Feuille, saisie: SaisieElement) -> Element:
    """At the end of a locked sheet, an item already checked. The caller checked the right and journals."""
    element = Element(
        pk=saisie.id,
        feuille=feuille,
        ordre=last_ordre(feuille) + 1,
        statut=status_for(feuille),
        **{champ: getattr(saisie, champ) for champ in CHAMPS},
    )
    if element.statut == StatutElement.VALIDE:
        element.corrige_le = timezone.now()
        element.etat = EtatEngagement.EN_COURS if element.genre == GenreElement.ENGAGEMENT else ""
    try:
        with transaction.atomic():
            element.save(force_insert=True)
    except IntegrityError:  # the same sending arrived twice at once: the other one noted it
        return find_element(saisie)
    return element


def find_element(saisie: SaisieElement) -> Element:
    assert saisie.id is not None
    return Element.objects.get(pk=saisie.id)


def _close_contributions(
    sequence: models.Sequence, issues: Mapping[uuid.UUID, str], by: Acteur, lien: Rapporteur | None
) -> int:
    """How many contributions of this workshop changed their end."""
    rows = Contribution.objects.filter(sequence=sequence, pk__in=issues)
    changed = [row for row in rows.select_related("evenement", "sequence") if row.issue != issues[row.pk]]
    for contribution in changed:
        close_contribution(contribution=contribution, issue=issues[contribution.pk], by=by, lien=lien)
    return len(changed)
