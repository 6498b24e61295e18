"""What the public reads, released by two people: one proposes a period's tables, another lets them out after the audit.

And the agreements under which a partner's accounts read tables at the floor of 5.
"""

import hashlib
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur, members_with
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access import (
    check_can_propose_parution,
    check_can_record_convention,
    check_can_release,
)
from entredeux.observatoire.actions import CATALOGUE
from entredeux.observatoire.audit.union import Constat, attack_union
from entredeux.observatoire.coupes import VERSION_DEFINITION, parse_coupe
from entredeux.observatoire.enums import Audience
from entredeux.observatoire.models import Convention, Parution, Publication
from entredeux.observatoire.publication import publish_table


@transaction.atomic
def propose_parution(*, periode: str, by: Acteur) -> Parution:
    """The catalogue's tables over this period, as the register holds them. Proposing them again finds the same one.

    Raises ValidationError when the period is not out yet.
    """
    check_can_propose_parution(by)
    assert by.structure is not None
    today = timezone.localdate()
    cuts = {parse_coupe(structure=by.structure.pk, periode=periode, axes=axes, today=today) for axes in CATALOGUE}
    tables = [publish_table(cut, audience=Audience.PUBLIC, by=by) for cut in sorted(cuts, key=lambda c: c.canonical())]
    parution, created = Parution.objects.get_or_create(
        structure=by.structure,
        periode=periode,
        audience=Audience.PUBLIC,
        version_definition=VERSION_DEFINITION,
        etat=hashlib.sha256("".join(table.empreinte for table in tables).encode()).hexdigest(),
        defaults={"cree_par": by.compte},
    )
    if created:
        parution.publications.set(Publication.objects.filter(pk__in=[table.identifiant for table in tables]))
        record_write(by, "observatoire.parution.proposee", parution, nombre=len(tables), condense=parution.etat)
    return parution


@transaction.atomic
def release_parution(parution: Parution, *, by: Acteur) -> Parution:
    """Out for everyone. Raises Refus for whoever proposed it, ValidationError when the audit fails: nothing is out."""
    check_can_release(by, parution)
    locked = Parution.objects.select_for_update().get(pk=parution.pk)
    if locked.parue_le:
        return locked
    found = audit_with_what_is_out(locked)
    if not found.passe:
        raise ValidationError(
            f"L'audit refuse cette parution : sur {found.cibles} cases cachées, {found.exactes} se retrouvent "
            f"exactement et {found.etroites} à deux unités près, en croisant tout ce qui est déjà publié. "
            "Rien n'est paru. Prévenez qui tient l'instance : une protection ne tient plus.",
            code="audit",
        )
    locked.audit, locked.parue_le, locked.parue_par = found.as_dict(), timezone.now(), by.compte
    locked.version += 1
    locked.save()
    record_write(by, "observatoire.parution.parue", locked, nombre=found.cibles, condense=locked.etat)
    return locked


def audit_with_what_is_out(parution: Parution) -> Constat:
    """Over all tables of the structure and year, whoever may read them: the union that a patient reader could hold."""
    year = parution.periode[:4]
    register = Publication.objects.filter(structure=parution.structure_id, coupe__contains=f'"periode":"{year}')
    return attack_union(list(register.order_by("instant", "pk")))


@transaction.atomic
def record_convention(
    *, organisme: str, reference: str, debut: date, fin: date, comptes: Iterable[Compte], by: Acteur
) -> Convention:
    """Binds accounts that already read the structure's figures. Raises ValidationError for any other account."""
    check_can_record_convention(by)
    assert by.structure is not None
    bound = list(comptes)
    readers = members_with(Permission.VOIR_FIGURES, by.structure)
    if not bound or readers.filter(pk__in=[c.pk for c in bound]).count() < len(bound):
        raise ValidationError("Choisissez des comptes qui lisent déjà les figures de votre structure.", code="comptes")
    if fin < debut:
        raise ValidationError({"fin": "La convention finit avant de commencer."})
    convention = Convention.objects.create(
        structure=by.structure, organisme=organisme, reference=reference, debut=debut, fin=fin, cree_par=by.compte
    )
    convention.comptes.set(bound)
    record_write(by, "observatoire.convention.enregistree", convention, nombre=len(bound))
    return convention
