"""From a durable envelope to a record: through the kind's own action, as its author, once.

The record and the envelope's new state are one transaction: killed half-way, nothing is there and it starts again;
done, it is never done twice. An entry waits for the one it follows; after five days it goes without it, and that is
shown. Whatever cannot be applied waits for a person, with its reason; nothing is dropped.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pydantic
from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.models import Structure
from entredeux.cadre.textes import seal_texte
from entredeux.carnet.enums import A_APPLIQUER, A_EXAMINER, EtatEnveloppe, Geste, Raison
from entredeux.carnet.models import Enveloppe
from entredeux.carnet.ouverture import open_enveloppe
from entredeux.carnet.scelle import ContenuIllisible, ScelleIllisible
from entredeux.carnet.sortes import ChampsEnConflit, Entree, FicheAbsente, Sorte, find_sorte
from entredeux.socle.erreurs import Refus
from entredeux.socle.taches import tache

ATTENTE_MAX = timedelta(days=5)
AVANCE_TOLEREE = timedelta(minutes=5)
PREMIERE = 1


@tache(essais=5, limite=timedelta(minutes=10))
def apply_carnet(structure: str) -> None:
    """Everything of this structure that can be applied now."""
    apply_all(Structure.objects.get(pk=structure))


def apply_all(structure: Structure) -> int:
    """Applies what waits, in the order of arrival, until nothing moves any more. Returns how many were applied."""
    done, moved = 0, True
    while moved:
        waiting = Enveloppe.objects.filter(structure=structure, etat__in=A_APPLIQUER).order_by("cree_le", "ecrite_le")
        states = [apply_enveloppe(pk) for pk in waiting.values_list("pk", flat=True)]
        done += states.count(EtatEnveloppe.APPLIQUEE)
        moved = any(state not in (EtatEnveloppe.EN_ATTENTE, EtatEnveloppe.RECUE) for state in states)
    return done


@transaction.atomic
def apply_enveloppe(pk: uuid.UUID) -> str:
    """Applies one, if it still waits. Returns its state. Those that share its id are locked with it: two workers at
    once do not both find themselves first."""
    entry = Enveloppe.objects.values_list("structure", "entree").get(pk=pk)
    twins = Enveloppe.objects.select_for_update().filter(structure=entry[0], entree=entry[1]).order_by("pk")
    row = next(each for each in twins if each.pk == pk)
    if row.etat in A_APPLIQUER:
        decide(row)
    return row.etat


def decide(row: Enveloppe, contenu: dict[str, Any] | None = None, *, force: bool = False) -> None:
    """The state of a locked row, saved. `contenu` replaces what the entry says: a person mended it. `force`: they
    decided that nothing more is to be waited for."""
    row.raison, row.champs, row.detail = "", [], b""
    if not force and (same := _settle_twin(row)):
        return _save(row, same)
    before = _predecessor(row)
    if row.apres and (before is None or before.etat in A_APPLIQUER) and not force:
        if row.cree_le > timezone.now() - ATTENTE_MAX:
            row.raison = Raison.PRECEDENTE_ABSENTE
            return _save(row, EtatEnveloppe.EN_ATTENTE)
        row.est_forcee = True
    problem = _apply(row, before, contenu)
    if problem is None:
        row.scelle = b""
        return _save(row, EtatEnveloppe.APPLIQUEE)
    row.raison, row.champs = problem.raison, sorted(problem.champs)
    if problem.detail:
        seal_texte(row, "detail", problem.detail)
    _save(row, EtatEnveloppe.CONFLIT if problem.raison == Raison.MEME_CHAMP else EtatEnveloppe.QUARANTAINE)


@dataclass(frozen=True)
class Probleme:
    raison: str
    detail: str = ""
    champs: Sequence[str] = ()


def _apply(row: Enveloppe, before: Enveloppe | None, contenu: dict[str, Any] | None) -> Probleme | None:
    """None once the record is written; the savepoint undoes a half-written one."""
    sorte, by = find_sorte(row.sorte), author_of(row)
    if sorte is None:
        return Probleme(Raison.SORTE_INCONNUE)
    if by is None:
        return Probleme(Raison.COMPTE_FERME)
    try:
        said = contenu if contenu is not None else open_enveloppe(row)["contenu"]
        with transaction.atomic():
            row.version_produite = sorte.apply(read_entree(row, sorte, said, _base(row, before)), by)
    except (ScelleIllisible, ContenuIllisible, KeyError):
        return Probleme(Raison.CONTENU_ILLISIBLE)
    except pydantic.ValidationError as error:
        return Probleme(Raison.A_CORRIGER, *_said_by_schema(error))
    except ChampsEnConflit as error:
        return Probleme(Raison.MEME_CHAMP, champs=tuple(error.champs))
    except FicheAbsente:
        return Probleme(Raison.FICHE_ABSENTE)
    except ValidationError as error:
        return Probleme(Raison.A_CORRIGER, *_said(error))
    except Refus as error:
        return Probleme(Raison.REFUS, str(error))
    except OperationalError:  # a full disk, a lock: nothing is known about the entry, it will be tried again
        raise
    except Exception as error:
        return Probleme(Raison.INCIDENT, type(error).__name__)
    return None


def read_entree(row: Enveloppe, sorte: Sorte, contenu: dict[str, Any], base: int | None) -> Entree:
    """Raises pydantic.ValidationError. A correction says only the fields it changes."""
    assert row.fiche is not None
    said = sorte.schema.model_validate(contenu) if row.geste == Geste.CREER else contenu
    return Entree(row.entree, row.geste, row.fiche, said, base, instant_of(row), _own_versions(row))


def instant_of(row: Enveloppe) -> datetime:
    """When it was written, by our clock: the phone's, less its shift; never after it arrived."""
    written = row.ecrite_le or row.cree_le
    if abs(row.decalage_s) > AVANCE_TOLEREE.total_seconds():
        written -= timedelta(seconds=row.decalage_s)
    return min(written, row.cree_le)


def author_of(row: Enveloppe) -> Acteur | None:
    """The account that sealed it, as a member of the structure today."""
    account = row.cree_par
    if account is None or not account.is_active:
        return None
    membership = current_adhesions(account).filter(structure=row.structure_id).first()
    return Acteur.of(membership) if membership else None


def _settle_twin(row: Enveloppe) -> str:
    """The state of a row whose id another one holds, arrived at the same instant: put aside if it says the same, kept
    as a conflict if it says something else; "" when it is alone."""
    others = Enveloppe.objects.filter(structure=row.structure_id, entree=row.entree).exclude(pk=row.pk)
    held = others.exclude(etat__in=[*A_APPLIQUER, EtatEnveloppe.ECARTEE])
    if held.filter(contenu=row.contenu).exists():
        row.scelle = b""
        return EtatEnveloppe.ECARTEE
    if held.exists():
        row.raison = Raison.CONTENU_DIFFERENT
        return EtatEnveloppe.CONFLIT
    return ""


def _predecessor(row: Enveloppe) -> Enveloppe | None:
    if row.apres is None:
        return None
    known = Enveloppe.objects.filter(structure=row.structure_id, entree=row.apres)
    return known.exclude(etat__in=A_EXAMINER).first() or known.first()


CHAINE_MAX = 200


def _base(row: Enveloppe, before: Enveloppe | None) -> int | None:
    """The version its author had read: the one at the root of its chain, whatever became of the links. A link that
    merged with a colleague's change did not show it to anybody. An unknown root is the oldest version there is."""
    first, seen = row, {row.pk}
    while before is not None and before.fiche == row.fiche and before.pk not in seen and len(seen) < CHAINE_MAX:
        seen.add(before.pk)
        first, before = before, _predecessor(before)
    if first.geste == Geste.CREER:
        return first.version_produite or first.base
    return PREMIERE if first.apres and first.base is None else first.base


def _own_versions(row: Enveloppe) -> frozenset[int]:
    """The versions its author's earlier entries made, from the same phone: nobody conflicts with their own words."""
    if row.geste == Geste.CREER:
        return frozenset()
    mine = Enveloppe.objects.filter(structure=row.structure_id, fiche=row.fiche, jeton=row.jeton_id)
    done = mine.filter(version_produite__gt=0, ecrite_le__lt=row.ecrite_le)
    return frozenset(version for version in done.values_list("version_produite", flat=True) if version)


def _said(error: ValidationError) -> tuple[str, list[str]]:
    fields = sorted(error.error_dict) if hasattr(error, "error_dict") else []
    return " ".join(dict.fromkeys(error.messages)), fields


def _said_by_schema(error: pydantic.ValidationError) -> tuple[str, list[str]]:
    fields = sorted({str(each["loc"][0]) for each in error.errors() if each["loc"]})
    return f"Réponses absentes ou mal formées : {', '.join(fields) or 'contenu'}.", fields


def _save(row: Enveloppe, etat: str) -> None:
    row.etat = etat
    row.version += 1
    row.save()
