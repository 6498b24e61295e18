"""Correcting an act: history kept, different fields merge, the same field is a person's decision."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import CleAbsente, erase_unite
from entredeux.cadre.textes import open_without_journal, seal_texte
from entredeux.terrain.access import check_can_correct_intervention, check_can_withdraw_intervention
from entredeux.terrain.actions.interventions import publics_of
from entredeux.terrain.actions.validation import Contexte, check_saisie
from entredeux.terrain.models import CorrectionIntervention, Intervention, PublicRencontre
from entredeux.terrain.saisie import SaisieIntervention, SaisiePublic

CORRIGEABLES = (
    "date_service",
    "registre",
    "domaine",
    "motif",
    "mode_saisine",
    "issue",
    "duree_minutes",
    "theme",
    "reponses",
    "publics",
    "lieu_id",
    "note",
)


NOTE_EFFACEE = (
    "La note de cette fiche a été effacée à l'échéance : elle ne se réécrit plus. Laissez ce champ tel qu'il était ; "
    "le reste de la correction peut être enregistré."
)


class ConflitDeVersion(ValidationError):
    """Someone changed the same fields meanwhile: nothing is written, both values are shown."""

    def __init__(self, champs: set[str]) -> None:
        self.champs = champs
        super().__init__(
            {name: "Quelqu'un d'autre vient de modifier ce champ : comparez, puis choisissez." for name in champs}
        )


@transaction.atomic
def correct_intervention(
    intervention: Intervention, changes: dict[str, Any], *, version: int, siens: Collection[int] = (), by: Acteur
) -> Intervention:
    """Applies `changes` (keys of CORRIGEABLES) made on the version that was read; `siens`, later versions that `by`
    made without network, are no surprise to them.

    Values equal to the stored ones are not changes. A field changed by another since `version` raises
    ConflitDeVersion; other fields merge. What was there before stays in CorrectionIntervention.
    """
    check_can_correct_intervention(by, intervention)
    intervention = Intervention.objects.select_for_update().get(pk=intervention.pk)
    before = describe(intervention)
    after = replace(before, **{name: value for name, value in changes.items() if name in CORRIGEABLES})
    changed = {name for name in CORRIGEABLES if getattr(before, name) != getattr(after, name)}
    if not changed:
        return intervention
    if clash := changed & _changed_since(intervention, version, siens, by):
        raise ConflitDeVersion(clash)
    context = Contexte.load([after], by)
    check_saisie(after, context)
    try:
        _keep_history(intervention, before, after, changed, by)
        _apply(intervention, after, changed, context)
    except CleAbsente:
        raise ValidationError({"note": NOTE_EFFACEE}) from None
    journal.record_write(by, "terrain.intervention.corrigee", intervention, champs=changed)
    return intervention


@transaction.atomic
def withdraw_intervention(intervention: Intervention, *, by: Acteur) -> None:
    """Undo of an act recorded by mistake: no soft delete, the journal alone remembers it. Twice changes nothing."""
    check_can_withdraw_intervention(by, intervention)
    stored = Intervention.objects.select_for_update().filter(pk=intervention.pk).first()
    if stored is None:
        return
    # The row is locked before the journal's head, as everywhere: the other order would deadlock with a correction.
    journal.record_write(by, "terrain.intervention.annulee", stored)
    if stored.situation_id is None:  # the key of a situation is not its acts' to destroy
        erase_unite(stored.unite)
    stored.delete()


def describe(intervention: Intervention) -> SaisieIntervention:
    """The act as it would be said again: what a correction form starts from."""
    return SaisieIntervention(
        id=intervention.pk,
        publics=tuple(
            SaisiePublic(public.role, public.nombre, public.age, public.age_source)
            for public in intervention.publics.all()
        ),
        mediateurs=tuple(intervention.mediateurs.values_list("pk", flat=True)),
        note=open_without_journal(intervention, "note"),
        **{
            name: getattr(intervention, name)
            for name in (
                "date_service",
                "registre",
                "domaine",
                "motif",
                "mode_saisine",
                "issue",
                "duree_minutes",
                "theme",
                "reponses",
                "lieu_id",
                "type_lieu",
                "qpv",
                "commune",
                "mission_id",
                "presence_id",
                "creneau",
                "nombre_mediateurs",
                "date_precision",
                "origine",
                "identifiant_externe",
                "empreinte_contenu",
                "occurrence",
            )
        },
    )


def _changed_since(intervention: Intervention, version: int, siens: Collection[int], by: Acteur) -> set[str]:
    """The fields that others changed after this version."""
    later = intervention.corrections.filter(version_avant__gte=version)
    if siens:
        later = later.exclude(cree_par=by.compte, version_avant__in=[made - 1 for made in siens])
    return {name for correction in later for name in correction.apres}


def _keep_history(
    intervention: Intervention, before: SaisieIntervention, after: SaisieIntervention, changed: set[str], by: Acteur
) -> None:
    correction = CorrectionIntervention(
        structure=intervention.structure,
        unite=intervention.unite,
        cree_par=by.compte,
        intervention=intervention,
        version_avant=intervention.version,
        avant={name: _coded(before, name) for name in changed},
        apres={name: _coded(after, name) for name in changed},
    )
    if "note" in changed:
        seal_texte(correction, "note_avant", before.note)
    correction.save(force_insert=True)


def _coded(saisie: SaisieIntervention, name: str) -> Any:
    """A value fit for the history: coded, never a word of the note."""
    value = getattr(saisie, name)
    if name == "note":
        return "renseignée" if value else "vide"
    if name == "publics":
        return [[p.role, p.age, p.age_source, p.nombre] for p in value]
    return value if isinstance(value, int | dict | None) else str(value)


def _apply(intervention: Intervention, after: SaisieIntervention, changed: set[str], context: Contexte) -> None:
    for name in changed - {"note", "publics", "reponses"}:
        setattr(intervention, name, getattr(after, name))
    if changed & {"theme", "reponses"}:
        intervention.reponses = context.clean_reponses(after)
    if "lieu_id" in changed:
        intervention.qpv, intervention.commune, intervention.type_lieu = context.zones_of(after)
    if "note" in changed:
        seal_texte(intervention, "note", after.note.strip())
    intervention.version += 1
    intervention.save()
    if "publics" in changed:
        intervention.publics.all().delete()
        PublicRencontre.objects.bulk_create(publics_of(intervention, after))
