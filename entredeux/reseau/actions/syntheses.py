"""Composing the synthesis of a day: items chosen and ordered, an editor's sentences between them, then published."""

import uuid
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.reseau.access.ateliers import check_can_facilitate, check_can_publish_synthese
from entredeux.reseau.courriels_ateliers import send_synthese
from entredeux.reseau.enums import GenreElement, GenrePassage, StatutInscription, StatutSynthese
from entredeux.reseau.models import Element, Evenement, PassageSynthese, Synthese
from entredeux.reseau.models.vocabulaires import label_themes
from entredeux.reseau.queries.ateliers import published_elements
from entredeux.socle.erreurs import Refus

TEXTE_MAX = 1200
SANS_THEME = "Sans thème"


class ConflitTexte(ValidationError):
    """Someone rewrote this sentence since it was read: nothing is written, both are shown."""

    def __init__(self, actuel: str, version: int) -> None:
        self.actuel, self.version = actuel, version
        super().__init__({"texte": "Quelqu'un d'autre vient de réécrire ce texte : comparez, puis enregistrez."})


@transaction.atomic
def compose_synthese(*, evenement: Evenement, par: str, by: Acteur) -> Synthese:
    """Adds every validated item that is not there yet, under a heading for each type, or each theme. A start, to be
    pruned and put in order."""
    check_can_facilitate(by, evenement)
    synthese = _lock(evenement)
    there = set(synthese.passages.exclude(element=None).values_list("element_id", flat=True))
    groups = group_elements([each for each in published_elements(evenement) if each.pk not in there], par)
    for heading, elements in groups:
        _append(synthese, GenrePassage.TITRE, texte=heading)
        for element in elements:
            _append(synthese, GenrePassage.ELEMENT, element=element)
    journal.record_write(by, "reseau.synthese.composee", synthese, nombre=max(1, sum(len(g) for _, g in groups)))
    return synthese


def group_elements(elements: Iterable[Element], par: str) -> list[tuple[str, list[Element]]]:
    """(heading, items): by `theme`, or by type in the order of a sheet; what was said in plenary first in each."""
    kept = sorted(elements, key=lambda element: not element.est_majeur)
    if par == "theme":
        codes = dict.fromkeys(element.theme for element in kept)
        named = sorted((label_themes([code])[0][1] if code else SANS_THEME, code) for code in codes)
        named.sort(key=lambda pair: pair[0] == SANS_THEME)
        return [(name[:1].upper() + name[1:], [e for e in kept if e.theme == code]) for name, code in named]
    return [(PLURIELS[genre], chosen) for genre in GenreElement if (chosen := [e for e in kept if e.genre == genre])]


PLURIELS = {
    GenreElement.QUESTION: "Les questions posées",
    GenreElement.CONSTAT: "Les constats",
    GenreElement.DEBAT: "Ce qui fait débat",
    GenreElement.PROPOSITION: "Les propositions",
    GenreElement.OBSTACLE: "Les obstacles",
    GenreElement.CITATION: "Des paroles",
    GenreElement.ENGAGEMENT: "Les engagements",
}


@transaction.atomic
def add_elements(*, evenement: Evenement, elements: Iterable[uuid.UUID], by: Acteur) -> int:
    """Puts these validated items at the end, each once. Returns how many came in."""
    check_can_facilitate(by, evenement)
    synthese = _lock(evenement)
    there = set(synthese.passages.exclude(element=None).values_list("element_id", flat=True))
    wanted = [each for each in published_elements(evenement).filter(pk__in=list(elements)) if each.pk not in there]
    for element in wanted:
        _append(synthese, GenrePassage.ELEMENT, element=element)
    if wanted:
        journal.record_write(by, "reseau.synthese.completee", synthese, nombre=len(wanted))
    return len(wanted)


@transaction.atomic
def write_passage(
    *,
    evenement: Evenement,
    genre: str,
    texte: str,
    avant: PassageSynthese | None = None,
    identifiant: uuid.UUID | None = None,
    by: Acteur,
) -> PassageSynthese:
    """A heading or a sentence, before another passage or at the end. Sent twice, written once."""
    check_can_facilitate(by, evenement)
    if genre not in (GenrePassage.TITRE, GenrePassage.PHRASE):
        raise ValidationError({"genre": "Choisissez un intertitre ou une phrase."})
    texte = clean_texte(texte)
    synthese = _lock(evenement)
    known = synthese.passages.filter(pk=identifiant).first() if identifiant else None
    if known is not None:
        return known
    passage = _append(synthese, genre, texte=texte, identifiant=identifiant)
    if avant is not None:
        _reorder(synthese, passage, avant)
    journal.record_write(by, "reseau.synthese.redigee", synthese)
    return passage


@transaction.atomic
def rewrite_passage(*, passage: PassageSynthese, texte: str, version: int, by: Acteur) -> None:
    evenement = passage.synthese.evenement
    check_can_facilitate(by, evenement)
    texte = clean_texte(texte)
    _lock(evenement)
    stored = PassageSynthese.objects.select_for_update().get(pk=passage.pk)
    if stored.genre == GenrePassage.ELEMENT:
        raise Refus("Les mots d'un élément se corrigent dans son atelier : ils changent ici aussitôt.")
    if stored.version != version and stored.texte != texte:
        raise ConflitTexte(stored.texte, stored.version)
    stored.texte = texte
    stored.version += 1
    stored.save(update_fields=["texte", "version"])
    journal.record_write(by, "reseau.synthese.redigee", passage.synthese)


@transaction.atomic
def write_chapeau(*, evenement: Evenement, texte: str, version: int, by: Acteur) -> Synthese:
    """The sentences that open the synthesis. `version` 0: it did not exist when the page was read."""
    check_can_facilitate(by, evenement)
    texte = texte.strip()
    if len(texte) > TEXTE_MAX:
        raise ValidationError({"texte": f"Au plus {TEXTE_MAX} caractères ; votre texte en compte {len(texte)}."})
    synthese = _lock(evenement)
    if synthese.version != (version or 1) and synthese.chapeau != texte:
        raise ConflitTexte(synthese.chapeau, synthese.version)
    synthese.chapeau = texte
    synthese.version += 1
    synthese.save(update_fields=["chapeau", "version"])
    journal.record_write(by, "reseau.synthese.redigee", synthese)
    return synthese


@transaction.atomic
def move_passage(*, passage: PassageSynthese, pas: int, by: Acteur) -> None:
    evenement = passage.synthese.evenement
    check_can_facilitate(by, evenement)
    synthese = _lock(evenement)
    rows = list(synthese.passages.all())
    here = next((rank for rank, row in enumerate(rows) if row.pk == passage.pk), None)
    if here is None or not 0 <= here + pas < len(rows):
        return
    rows.insert(here + pas, rows.pop(here))
    _number(rows)
    journal.record_write(by, "reseau.synthese.ordonnee", synthese)


@transaction.atomic
def remove_passage(*, passage: PassageSynthese, by: Acteur) -> None:
    """An item taken out of the synthesis stays in its workshop, and may come back."""
    evenement = passage.synthese.evenement
    check_can_facilitate(by, evenement)
    synthese = _lock(evenement)
    synthese.passages.filter(pk=passage.pk).delete()
    journal.record_write(by, "reseau.synthese.allegee", synthese)


@transaction.atomic
def publish_synthese(*, synthese: Synthese, by: Acteur) -> int:
    """Public, and sent to those who came. Returns how many mails leave. Twice sends nothing."""
    evenement = synthese.evenement
    check_can_publish_synthese(by, evenement)
    synthese = _lock(evenement)
    if synthese.statut == StatutSynthese.PUBLIEE:
        return 0
    if not synthese.passages.filter(genre=GenrePassage.ELEMENT).exists():
        raise Refus("Cette synthèse ne cite encore aucun atelier : ajoutez-y au moins un élément.")
    first = synthese.publiee_le is None
    synthese.statut = StatutSynthese.PUBLIEE
    synthese.publiee_le = synthese.publiee_le or timezone.now()
    synthese.version += 1
    synthese.save()
    readers = _attendees(evenement) if first else []
    for reader in readers:
        send_synthese.enqueue(str(synthese.pk), str(reader))
    journal.record_write(by, "reseau.synthese.publiee", synthese, nombre=max(1, len(readers)))
    return len(readers)


@transaction.atomic
def unpublish_synthese(*, synthese: Synthese, by: Acteur) -> None:
    """Back to a draft; published again, it is not sent again."""
    check_can_publish_synthese(by, synthese.evenement)
    synthese = _lock(synthese.evenement)
    if synthese.statut == StatutSynthese.PUBLIEE:
        synthese.statut = StatutSynthese.BROUILLON
        synthese.version += 1
        synthese.save()
        journal.record_write(by, "reseau.synthese.depubliee", synthese)


def clean_texte(texte: str) -> str:
    texte = texte.replace("\r\n", "\n").strip()
    if not texte:
        raise ValidationError({"texte": "Écrivez au moins un mot."})
    if len(texte) > TEXTE_MAX:
        raise ValidationError({"texte": f"Au plus {TEXTE_MAX} caractères ; votre texte en compte {len(texte)}."})
    return texte


def _attendees(evenement: Evenement) -> list[uuid.UUID]:
    came = evenement.inscriptions.filter(est_presente=True).exclude(statut=StatutInscription.ANNULEE)
    return list(came.exclude(courriel=b"").values_list("pk", flat=True))


def _lock(evenement: Evenement) -> Synthese:
    """Made at the first word; whoever writes to it meanwhile waits."""
    Synthese.objects.get_or_create(evenement=evenement)
    return Synthese.objects.select_for_update().get(evenement=evenement)


def _append(
    synthese: Synthese,
    genre: str,
    *,
    texte: str = "",
    element: Element | None = None,
    identifiant: uuid.UUID | None = None,
) -> PassageSynthese:
    last = synthese.passages.order_by("-ordre").values_list("ordre", flat=True).first() or 0
    return PassageSynthese.objects.create(
        pk=identifiant or uuid.uuid4(), synthese=synthese, ordre=last + 1, genre=genre, texte=texte, element=element
    )


def _reorder(synthese: Synthese, passage: PassageSynthese, avant: PassageSynthese) -> None:
    rows = [row for row in synthese.passages.all() if row.pk != passage.pk]
    here = next((rank for rank, row in enumerate(rows) if row.pk == avant.pk), len(rows))
    rows.insert(here, passage)
    _number(rows)


def _number(rows: list[PassageSynthese]) -> None:
    for rank, row in enumerate(rows, start=1):
        row.ordre = rank
    PassageSynthese.objects.bulk_update(rows, ["ordre"])
