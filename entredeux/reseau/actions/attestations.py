"""Certificates: issued to those who were there, sent by a link, checked by a code long after the names are gone."""

import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import open_textes_without_journal, read_texte
from entredeux.reseau.access import check_can_change_inscription, check_can_facilitate
from entredeux.reseau.attestations import Mention, render_attestation
from entredeux.reseau.codes import code_attestation
from entredeux.reseau.envois_attestations import mail_attestation
from entredeux.reseau.models import Attestation, Evenement, Inscription
from entredeux.reseau.presence import jours_of, seance_of
from entredeux.reseau.queries.attestations import ateliers_suivis, index_of_code, index_of_nom, organisateurs_of
from entredeux.ui.templatetags.ui import jour


@transaction.atomic
def issue_attestations(*, evenement: Evenement, by: Acteur) -> list[Attestation]:
    """One for each person present, its hours brought up to date; those of people who were not there are withdrawn.

    New ones leave by mail where there is an address. Again: only what changed. Raises ValidationError before the end.
    """
    check_can_facilitate(by, evenement)
    evenement = Evenement.objects.select_for_update(of=("self",)).get(pk=evenement.pk)
    _check_over(evenement)
    present = list(Inscription.objects.filter(evenement=evenement, est_presente=True, anonymisee_le=None))
    gone = Attestation.objects.filter(inscription__evenement=evenement, inscription__est_presente=False).delete()[0]
    known = {row.inscription_id: row for row in Attestation.objects.filter(inscription__in=present)}
    changed = _update(present, known)
    new = _create([row for row in present if row.pk not in known])
    for attestation in new:
        if attestation.inscription and attestation.inscription.courriel_index:
            mail_attestation.enqueue(str(attestation.pk))
    if new or changed or gone:
        journal.record_write(by, "reseau.attestations.emises", evenement, nombre=len(new) + changed + gone)
    return new


def _update(present: list[Inscription], known: dict[uuid.UUID | None, Attestation]) -> int:
    """Hours corrected since, a name put right. Returns how many changed."""
    names = _names([row for row in present if row.pk in known])
    changed = []
    for inscription in present:
        attestation = known.get(inscription.pk)
        if attestation is None:
            continue
        index = index_of_nom(code_attestation(attestation.pk), names[inscription.pk])
        if (attestation.minutes, attestation.nom_index) != (inscription.minutes_presence, index):
            attestation.minutes, attestation.nom_index = inscription.minutes_presence, index
            changed.append(attestation)
    Attestation.objects.bulk_update(changed, ["minutes", "nom_index"])
    return len(changed)


def _names(inscriptions: list[Inscription]) -> dict[uuid.UUID, str]:
    """Opened to be hashed: nobody is shown them."""
    empty = {row.pk: "" for row in inscriptions}
    return empty | open_textes_without_journal([row for row in inscriptions if row.nom], "nom")


def _check_over(evenement: Evenement) -> None:
    days = jours_of(evenement)
    if not days or seance_of(evenement, days[-1])[1] > timezone.now():
        raise ValidationError("L'événement n'est pas terminé : les attestations s'émettent ensuite.")


def _create(present: list[Inscription]) -> list[Attestation]:
    names = _names(present)
    rows = []
    for inscription in present:
        row = Attestation(
            evenement_id=inscription.evenement_id, inscription=inscription, minutes=inscription.minutes_presence
        )
        code = code_attestation(row.pk)
        row.code_index = index_of_code(code)
        row.nom_index = index_of_nom(code, names[inscription.pk])
        rows.append(row)
    return Attestation.objects.bulk_create(rows)


@transaction.atomic
def draw_attestation(*, attestation: Attestation, by: Acteur) -> bytes:
    """The PDF. By its holder (the view read the signed link), or by who prepares the event, whose reading of the name
    is journaled. Raises ValidationError once the name is no longer kept."""
    inscription = attestation.inscription
    if inscription is None or inscription.anonymisee_le or not inscription.nom:
        raise ValidationError(
            "Le nom n'est plus conservé : l'attestation ne peut plus être imprimée. Un exemplaire déjà téléchargé "
            "se vérifie toujours avec son code."
        )
    check_can_change_inscription(by, inscription)
    evenement = attestation.evenement
    return render_attestation(
        evenement,
        organisateurs_of(evenement),
        Mention(
            nom=read_texte(inscription, "nom", by=by),
            minutes=attestation.minutes,
            ateliers=ateliers_suivis(inscription),
            code=code_attestation(attestation.pk),
            emise_le=jour(timezone.localdate(attestation.emise_le)),
        ),
    )


@transaction.atomic
def withdraw_attestation(*, attestation: Attestation, by: Acteur) -> None:
    """Its holder no longer wants it: the code stops answering at once."""
    if attestation.inscription is None:
        check_can_facilitate(by, attestation.evenement)
    else:
        check_can_change_inscription(by, attestation.inscription)
    journal.record_write(by, "reseau.attestation.retiree", attestation)
    attestation.delete()
