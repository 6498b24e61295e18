"""Recording acts, one or thirty thousand, by the same path: same checks, same rows; a batch is one journal event."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import seal_textes
from entredeux.terrain.access import check_can_record, check_can_record_batch
from entredeux.terrain.actions.validation import Contexte, check_saisie
from entredeux.terrain.enums import Origine
from entredeux.terrain.models import Intervention, PublicRencontre
from entredeux.terrain.saisie import Resultat, SaisieIntervention, hash_of_contenu

LOT = 1000
DEJA_AUTREMENT = "Cette saisie est déjà enregistrée avec un autre contenu ; la première est gardée."


class SaisieEnConflit(ValidationError):
    """The same id was sent before with another content: the first is kept, a person must look."""


@transaction.atomic
def record_intervention(saisie: SaisieIntervention, *, by: Acteur) -> Intervention:
    """Records one act. The same id with the same content returns the first; raises ValidationError by field."""
    check_can_record(by)
    already = _already_sent(saisie, by)
    if already:
        return already
    context = Contexte.load([saisie], by)
    check_saisie(saisie, context)
    intervention = _build(saisie, context)
    try:
        with transaction.atomic():
            _save([(intervention, saisie)])
    except IntegrityError:  # the same form, tapped twice at once: the other request has just won
        if already := _already_sent(saisie, by):
            return already
        raise
    journal.record_write(by, "terrain.intervention.enregistree", intervention)
    return intervention


def record_interventions(saisies: Iterable[SaisieIntervention], *, by: Acteur) -> list[Resultat]:
    """The bulk form: one result per row, in order. A bad row is refused with its reason and stops no other.

    Writes in batches of 1,000, each in its own transaction with its own journal event: a batch that stopped
    half-way through a file is found again by identity, so sending the file again adds only what is missing.
    """
    check_can_record_batch(by, est_import=by.peut(Permission.IMPORTER_TERRAIN))
    results: list[Resultat] = []
    batch: list[SaisieIntervention] = []
    for saisie in saisies:
        batch.append(saisie)
        if len(batch) == LOT:
            results += _record_batch(batch, by)
            batch = []
    return results + (_record_batch(batch, by) if batch else [])


@transaction.atomic
def _record_batch(saisies: Sequence[SaisieIntervention], by: Acteur) -> list[Resultat]:
    check_can_record_batch(by, est_import=all(saisie.origine == Origine.IMPORT for saisie in saisies))
    context = Contexte.load(saisies, by)
    identities = [_identity(saisie) for saisie in saisies]
    known, taken = _known_identities(identities, by), _taken_elsewhere(saisies, by)
    results: list[Resultat] = []
    new: list[tuple[Intervention, SaisieIntervention]] = []
    for saisie, identity in zip(saisies, identities, strict=True):
        if identity in known:
            results.append(Resultat(known[identity], est_doublon=True))
            continue
        if saisie.id in taken:
            results.append(Resultat(raison=DEJA_AUTREMENT))
            continue
        try:
            check_saisie(saisie, context)
        except ValidationError as error:
            results.append(Resultat(raison=_sentence(error)))
            continue
        intervention = _build(saisie, context)
        known[identity] = intervention
        new.append((intervention, saisie))
        results.append(Resultat(intervention))
    if new:
        _save(new)
        digest = hashlib.sha256("".join(sorted(str(item.pk) for item, _ in new)).encode()).hexdigest()
        journal.record_write(by, "terrain.intervention.enregistrees", nombre=len(new), condense=digest)
    return results


def _already_sent(saisie: SaisieIntervention, by: Acteur) -> Intervention | None:
    """Another structure's act is one more conflict, in the same words: whether it exists there is not said."""
    stored = Intervention.objects.filter(pk=saisie.id).first() if saisie.id else None
    if stored is None:
        return None
    is_ours = by.structure is not None and stored.structure_id == by.structure.pk
    if not is_ours or stored.empreinte_contenu != hash_of_contenu(saisie):
        raise SaisieEnConflit(DEJA_AUTREMENT)
    return stored


def _taken_elsewhere(saisies: Sequence[SaisieIntervention], by: Acteur) -> set[uuid.UUID]:
    ids = [saisie.id for saisie in saisies if saisie.id]
    if not ids:
        return set()
    return set(Intervention.objects.filter(pk__in=ids).exclude(structure=by.structure).values_list("pk", flat=True))


Identity = tuple[str, str, int]


def _identity(saisie: SaisieIntervention) -> Identity:
    if saisie.identifiant_externe:
        return ("externe", saisie.identifiant_externe, 1)
    if saisie.id is not None:
        return ("id", str(saisie.id), 1)
    return ("contenu", saisie.empreinte_contenu or hash_of_contenu(saisie), saisie.occurrence)


def _known_identities(identities: Sequence[Identity], by: Acteur) -> dict[Identity, Intervention]:
    """Stored acts these rows may repeat, found in three queries at most, whatever the number of rows."""
    wanted: dict[str, list[str]] = {"externe": [], "id": [], "contenu": []}
    for kind, value, _ in identities:
        wanted[kind].append(value)
    ours = Intervention.objects.filter(structure=by.structure)
    found: dict[str, Iterable[Intervention]] = dict.fromkeys(wanted, ())
    if wanted["externe"]:
        found["externe"] = ours.filter(identifiant_externe__in=wanted["externe"])
    if wanted["id"]:
        found["id"] = ours.filter(pk__in=[uuid.UUID(value) for value in wanted["id"]])
    if wanted["contenu"]:
        imported = ours.filter(origine=Origine.IMPORT, identifiant_externe="")
        found["contenu"] = imported.filter(empreinte_contenu__in=wanted["contenu"])
    return (
        {("externe", item.identifiant_externe, 1): item for item in found["externe"]}
        | {("id", str(item.pk), 1): item for item in found["id"]}
        | {("contenu", item.empreinte_contenu, item.occurrence): item for item in found["contenu"]}
    )


def _build(saisie: SaisieIntervention, context: "Contexte") -> Intervention:
    qpv, commune, type_lieu = context.zones_of(saisie)
    return Intervention(
        **({"id": saisie.id} if saisie.id else {}),
        structure=context.structure,
        cree_par=context.by.compte,
        mission_id=saisie.mission_id,
        presence_id=saisie.presence_id,
        lieu_id=saisie.lieu_id,
        type_lieu=type_lieu,
        qpv=qpv,
        commune=commune,
        date_service=saisie.date_service,
        date_precision=saisie.date_precision,
        creneau=saisie.creneau,
        registre=saisie.registre,
        domaine=saisie.domaine,
        motif=saisie.motif,
        mode_saisine=saisie.mode_saisine,
        issue=saisie.issue,
        duree_minutes=saisie.duree_minutes,
        theme=saisie.theme,
        reponses=context.clean_reponses(saisie),
        nombre_mediateurs=max(1, saisie.nombre_mediateurs, len(saisie.mediateurs)),
        origine=saisie.origine,
        identifiant_externe=saisie.identifiant_externe,
        empreinte_contenu=saisie.empreinte_contenu or hash_of_contenu(saisie),
        occurrence=saisie.occurrence,
    )


def _save(pairs: Sequence[tuple[Intervention, SaisieIntervention]]) -> None:
    seal_textes([(intervention, "note", saisie.note.strip()) for intervention, saisie in pairs])
    Intervention.objects.bulk_create([intervention for intervention, _ in pairs], batch_size=500)
    PublicRencontre.objects.bulk_create(
        row for intervention, saisie in pairs for row in publics_of(intervention, saisie)
    )
    link = Intervention.mediateurs.through
    link.objects.bulk_create(
        link(intervention_id=intervention.pk, compte_id=compte)
        for intervention, saisie in pairs
        for compte in dict.fromkeys(saisie.mediateurs)
    )


def publics_of(intervention: Intervention, saisie: SaisieIntervention) -> list[PublicRencontre]:
    """The rows, not saved yet, of who was met."""
    return [
        PublicRencontre(
            intervention=intervention,
            role=public.role,
            age=public.age,
            age_source=public.age_source,
            nombre=public.nombre,
        )
        for public in saisie.publics
    ]


def _sentence(error: ValidationError) -> str:
    return " ".join(dict.fromkeys(error.messages))


def team_of(by: Acteur, binome: Sequence[Compte]) -> tuple[uuid.UUID, ...]:
    """Ids of who acted together: the author first."""
    authors = [by.compte] if by.compte else []
    return tuple(dict.fromkeys(compte.pk for compte in [*authors, *binome]))
