"""What the public reads, released by two people: one proposes indicators over a period, another lets them out after the
audit.

And the agreements under which a partner's accounts read tables at the floor of 5.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from operator import itemgetter

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur, members_with
from entredeux.cadre.journal import record_write
from entredeux.cadre.models import Compte, Structure
from entredeux.cadre.permissions import Permission
from entredeux.observatoire.access import (
    check_can_propose_parution,
    check_can_record_convention,
    check_can_release,
)
from entredeux.observatoire.audit.union import CIBLES, Constat, attack_union
from entredeux.observatoire.enums import THEMES, Audience, Axe
from entredeux.observatoire.indicateurs import Indicateur
from entredeux.observatoire.indicateurs.calcul import TableIndicateur, allowed_axes, publish_indicateur
from entredeux.observatoire.indicateurs.lecture import current_catalogue, keep_definitions
from entredeux.observatoire.models import Convention, Parution, Publication, TableParue
from entredeux.observatoire.periodes import Periode, parse_periode
from entredeux.observatoire.quantites import DEFINITIONS
from entredeux.observatoire.sorties import ask_audit, run_audit
from entredeux.socle.taches import tache

PAR_DEFAUT = ("actes_de_mediation",)


@transaction.atomic
def propose_parution(*, periode: str, indicateurs: Sequence[str] = PAR_DEFAUT, by: Acteur) -> Parution:
    """These indicators over this period, each by its quarters, months and themes, under its current definition.

    Proposing the same again, on the same data, finds the same one. Raises ValidationError when the period is not out
    yet, or when an indicator is unknown or not computed here.
    """
    check_can_propose_parution(by)
    assert by.structure is not None
    chosen = _indicators_of(indicateurs)
    proposed = parse_periode(periode)
    tables = [table for each in chosen for table in _tables_of(each, proposed, by.structure, by)]
    frozen = [_freeze(table) for table in tables]
    parution, created = Parution.objects.get_or_create(
        structure=by.structure,
        periode=periode,
        audience=Audience.PUBLIC,
        etat=hashlib.sha256("".join(table.empreinte for table in frozen).encode()).hexdigest(),
        defaults={"cree_par": by.compte, "indicateurs": {each.code: each.version for each in chosen}},
    )
    if created:
        _keep(parution, frozen, [source.identifiant for table in tables for source in table.sources])
        record_write(by, "observatoire.parution.proposee", parution, nombre=len(frozen), condense=parution.etat)
    return parution


def _tables_of(indicateur: Indicateur, periode: Periode, structure: Structure, by: Acteur) -> list[TableIndicateur]:
    """Among several indicators, a refusal names the one it is about."""
    cuts = axes_of(indicateur, periode)
    try:
        return [
            publish_indicateur(
                indicateur, structure=structure, periode=periode.code, axes=axes, audience=Audience.PUBLIC, by=by
            )
            for axes in cuts
        ]
    except ValidationError as refused:
        said = " ".join(refused.messages)
        named = said if indicateur.titre in said else f"« {indicateur.titre} » : {said}"
        raise ValidationError(named, code="indicateur") from refused


def axes_of(indicateur: Indicateur, periode: Periode) -> list[tuple[str, ...]]:
    """The tables of one indicator in a release: by quarter, then by quarter and each month or theme it allows.

    Of our own work: one total, then by each of what its quantities allow, one at a time.
    """
    if indicateur.est_exact:
        return [(), *((str(axe),) for axe in _axes_of_exact(indicateur, periode))]
    allowed = {str(each) for each in indicateur.dimensions}
    zone = (str(Axe.QPV),) if Axe.QPV in allowed else ()
    months = [Axe.MOIS] if Axe.MOIS in allowed and len(periode.mois) > 1 else []
    return [zone, *((*zone, str(axe)) for axe in (*months, *(theme for theme in THEMES if theme in allowed)))]


def _axes_of_exact(indicateur: Indicateur, periode: Periode) -> list[Axe]:
    counted = [DEFINITIONS[count.quantite].axes for count in indicateur.comptes if count.quantite]
    shared = [axe for axe in allowed_axes(indicateur) if all(axe in axes for axes in counted)]
    return [axe for axe in shared if axe != Axe.MOIS or len(periode.mois) > 1]


def proposable_indicateurs() -> list[Indicateur]:
    """The definitions of the day that are computed here."""
    return [each for each in current_catalogue(timezone.localdate()).indicateurs if each.est_calcule]


def _indicators_of(codes: Sequence[str]) -> list[Indicateur]:
    known = {each.code: each for each in proposable_indicateurs()}
    wanted = sorted(set(codes))
    unknown = [code for code in wanted if code not in known]
    if unknown or not wanted:
        said = f"L'indicateur « {unknown[0][:60]} » n'est pas calculé ici." if unknown else "Choisissez un indicateur."
        raise ValidationError({"indicateurs": said}, code="indicateur")
    return [known[code] for code in wanted]


def _freeze(table: TableIndicateur) -> TableParue:
    """Not saved. Its digest is of what is shown, under which definition."""
    cells = [[*key, each.valeur, each.raison, each.n] for key, each in table.figures.items()]
    axes = ",".join(str(axe) for axe in table.axes)
    said = json.dumps([table.indicateur.code, table.version, table.periode.code, axes, cells], separators=(",", ":"))
    return TableParue(
        code=table.indicateur.code,
        version_definition=table.version,
        axes=axes,
        cellules=cells,
        empreinte=hashlib.sha256(said.encode()).hexdigest(),
    )


def _keep(parution: Parution, tables: Sequence[TableParue], sources: Iterable[uuid.UUID]) -> None:
    keep_definitions(current_catalogue(timezone.localdate()))
    for table in tables:
        table.parution = parution
    TableParue.objects.bulk_create(tables)
    parution.publications.set(Publication.objects.filter(pk__in=set(sources)))


@transaction.atomic
def ask_release(parution: Parution, *, by: Acteur) -> Parution:
    """The second person's decision: a worker audits, then lets it out. Asked while one is at it, it is that one.

    Raises Refus for whoever proposed it.
    """
    check_can_release(by, parution)
    if parution.parue_le:
        return parution
    asked, is_new = ask_audit(parution, total=CIBLES, by=by)
    if is_new:
        audit_parution.enqueue(str(asked.pk))
    return asked


@tache(essais=3, limite=timedelta(minutes=30))
def audit_parution(parution_id: str) -> None:
    found = Parution.objects.select_related("structure", "audit_demande_par").filter(pk=parution_id).first()
    if found is not None and found.parue_le is None:
        run_audit(found, found.structure, lambda by: release_parution(found, by=by))


def release_parution(parution: Parution, *, by: Acteur) -> Parution:
    """Out for everyone. Raises Refus for whoever proposed it, ValidationError when the audit fails: nothing is out."""
    check_can_release(by, parution)
    if parution.parue_le:
        return parution
    found = audit_with_what_is_out(parution)
    if not found.passe:
        raise ValidationError(
            f"L'audit refuse cette parution : sur {found.cibles} cases cachées, {found.exactes} se retrouvent "
            f"exactement et {found.etroites} à deux unités près, en croisant tout ce qui est déjà publié. "
            "Rien n'est paru. Prévenez qui tient l'instance : une protection ne tient plus.",
            code="audit",
        )
    return _mark_released(parution, found, by=by)


@transaction.atomic
def _mark_released(parution: Parution, found: Constat, *, by: Acteur) -> Parution:
    locked = Parution.objects.select_for_update().get(pk=parution.pk)
    if locked.parue_le:
        return locked
    locked.audit, locked.parue_le, locked.parue_par = found.as_dict(), timezone.now(), by.compte
    locked.version += 1
    locked.save()
    record_write(by, "observatoire.parution.parue", locked, nombre=found.cibles, condense=locked.etat)
    return locked


def tables_by_code(parution: Parution) -> dict[str, list[TableParue]]:
    """The tables of a release, by indicator: the shortest first."""
    found: dict[str, list[TableParue]] = {}
    for table in sorted(parution.tables.all(), key=lambda each: (each.code, len(each.liste_axes), each.axes)):
        found.setdefault(table.code, []).append(table)
    return found


def revised_by(released: Sequence[Parution]) -> list[tuple[Parution, Parution | None]]:
    """Each release with the one it revises: the latest before it, of the same structure and period, that shares an
    indicator."""
    earlier = sorted(((each.parue_le, each) for each in released if each.parue_le), key=itemgetter(0), reverse=True)
    return [(each, next((old for _, old in earlier if _revises(each, old)), None)) for each in released]


def _revises(new: Parution, old: Parution) -> bool:
    same = (new.structure_id, new.periode, new.audience) == (old.structure_id, old.periode, old.audience)
    later = new.parue_le is not None and old.parue_le is not None and new.parue_le > old.parue_le
    return same and later and bool(set(new.indicateurs) & set(old.indicateurs))


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
