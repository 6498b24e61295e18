"""Requests about one's data: received without a name, answered within a month, or refused in words.

RGPD (règlement UE 2016/679): article 15 the copy, article 17 the erasure, article 12.3 one month from reception.
"""

import calendar
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.access import check_can_answer_droits, check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import keyed_hash
from entredeux.cadre.droits import Effet, Gisement, Rubrique, erase, find_by_recu, foresee, gisement, make_copy
from entredeux.cadre.enums import EtatDroits, GenreDroits, OrigineDroits, RefusDroits
from entredeux.cadre.models import DemandeDroits, Structure
from entredeux.cadre.permissions import Permission
from entredeux.cadre.textes import read_texte, seal_texte
from entredeux.socle.codes import draw_code, group_code, is_well_typed, read_code
from entredeux.socle.erreurs import Refus

LONGUEUR_SUIVI = 10
EXPLICATION_MAX = 1500
INCONNU = "Ce numéro n'est pas celui d'une demande. Vérifiez les lettres et les chiffres."
PAS_TROUVE = (
    "Rien ne correspond à ce reçu. Vérifiez-le, ou cherchez la fiche avec la personne, par le lieu et le jour : chaque "
    "fiche porte le lien « Une demande sur cette fiche »."
)


@transaction.atomic
def receive_droits(
    *,
    genre: str,
    origine: str,
    by: Acteur,
    recue_le: date | None = None,
    numero: str = "",
    sorte: str = "",
    visee: UUID | None = None,
    id: UUID | None = None,
) -> tuple[DemandeDroits, str]:
    """Notes a request, and returns it with the number that only the asker holds. `numero`: a receipt they were given;
    `sorte` and `visee`: the record they were found on. Raises ValidationError: no such choice, or receipt."""
    check_permission(by, Permission.NOTER_DROITS)
    structure = _structure(by)
    today = timezone.localdate()
    if genre not in GenreDroits.values or origine not in (OrigineDroits.PERSONNE, OrigineDroits.REPRESENTANT):
        raise ValidationError("Choisissez dans les listes proposées.")
    received = recue_le or today
    if received > today:
        raise ValidationError({"recue_le": "Une demande ne se reçoit pas dans le futur."})
    if id and DemandeDroits.objects.filter(pk=id).exists():
        raise ValidationError("Cette demande est déjà notée. Son numéro n'est montré qu'une fois.")
    if numero:
        sorte, visee = _by_recu(structure, numero)
    elif sorte and (not visee or _found(structure, sorte, visee) is None):
        raise ValidationError("Cette fiche n'existe pas dans votre structure.")
    suivi = draw_code(LONGUEUR_SUIVI)
    demande = DemandeDroits(
        structure=structure,
        cree_par=by.compte,
        genre=genre,
        origine=origine,
        suivi_index=keyed_hash("cadre.suivi", suivi),
        recue_le=received,
        echeance=a_month_after(received),
        sorte=sorte,
        visee=visee,
        **({"id": id} if id else {}),
    )
    demande.save(force_insert=True)
    journal.record_write(by, "cadre.demande_droits.recue", demande)
    return demande, group_code(suivi, 5, "-")


@transaction.atomic
def ask_about_oneself(*, by: Acteur) -> DemandeDroits:
    """An account asks that what concerns it be erased. Twice changes nothing while the first waits."""
    if by.compte is None:
        raise Refus("Une demande sur un compte est faite par son titulaire.")
    structure, today = _structure(by), timezone.localdate()
    waiting = DemandeDroits.objects.filter(structure=structure, compte=by.compte, etat=EtatDroits.RECUE).first()
    if waiting:
        return waiting
    demande = DemandeDroits.objects.create(
        structure=structure,
        cree_par=by.compte,
        genre=GenreDroits.EFFACEMENT,
        origine=OrigineDroits.COMPTE,
        compte=by.compte,
        recue_le=today,
        echeance=a_month_after(today),
        sorte="compte",
        visee=by.compte.pk,
    )
    journal.record_write(by, "cadre.demande_droits.recue", demande)
    return demande


@transaction.atomic
def attach_recu(*, demande: DemandeDroits, numero: str, by: Acteur) -> DemandeDroits:
    """The receipt was found afterwards. Raises ValidationError: it leads to nothing."""
    demande = _lock(demande, by)
    demande.sorte, demande.visee = _by_recu(demande.structure, numero)
    return _save(demande, by, "cadre.demande_droits.trouvee")


def target_of(demande: DemandeDroits) -> tuple[Gisement, Any] | None:
    """What the request aims at, if it was found and is still there."""
    if not demande.sorte or demande.visee is None:
        return None
    return _found(demande.structure, demande.sorte, demande.visee)


def copy_for(*, demande: DemandeDroits, by: Acteur) -> list[Rubrique]:
    """The readable copy, each reading journaled. Nothing of it is stored. Raises Refus: not to be read by this role."""
    check_can_answer_droits(by, demande)
    kind, record = _target(demande)
    if not kind.peut_lire(by, record):
        raise Refus(
            "Votre rôle n'ouvre pas ces textes : la coordination fait la copie, ou vous l'ouvrez exceptionnellement, "
            "avec une raison."
        )
    journal.record_read(by, "cadre.demande_droits.copie", demande)
    return make_copy(kind, record, by)


@transaction.atomic
def hand_copy(*, demande: DemandeDroits, by: Acteur) -> DemandeDroits:
    """The copy was given to the person."""
    demande = _lock(demande, by)
    if demande.genre != GenreDroits.ACCES:
        raise ValidationError("Cette demande est un effacement : la copie n'y répond pas.")
    _target(demande)
    demande.etat, demande.traitee_le, demande.traitee_par = EtatDroits.REPONDUE, timezone.localdate(), by.compte
    return _save(demande, by, "cadre.demande_droits.repondue")


def foresee_for(*, demande: DemandeDroits, etendue: str, by: Acteur) -> Effet:
    """What an erasure would do, before anything is done."""
    check_can_answer_droits(by, demande)
    kind, record = _target(demande)
    return foresee(kind, record, etendue)


@transaction.atomic
def erase_for(*, demande: DemandeDroits, etendue: str, by: Acteur) -> DemandeDroits:
    """Erases, and keeps the sentences that tell the person what went, what stays and why."""
    demande = _lock(demande, by)
    if demande.genre != GenreDroits.EFFACEMENT:
        raise ValidationError("Cette demande est une copie : rien n'est à effacer.")
    kind, record = _target(demande)
    if etendue not in dict(kind.etendues(record)):
        raise ValidationError({"etendue": "Choisissez ce qui est effacé."})
    effet = erase(kind, record, etendue, by)
    demande.efface, demande.conserve, demande.visee = effet.efface, effet.conserve, None
    demande.etat, demande.traitee_le, demande.traitee_par = EtatDroits.REPONDUE, timezone.localdate(), by.compte
    return _save(demande, by, "cadre.demande_droits.effacee")


@transaction.atomic
def refuse_droits(*, demande: DemandeDroits, refus: str, explication: str, by: Acteur) -> DemandeDroits:
    """With the reason and a sentence the person can read. They may turn to the CNIL, and the answer says so."""
    demande = _lock(demande, by)
    if refus not in RefusDroits.values:
        raise ValidationError({"refus": "Choisissez la raison du refus."})
    if not explication.strip() or len(explication) > EXPLICATION_MAX:
        raise ValidationError({"explication": "Dites à la personne pourquoi, en quelques phrases."})
    demande.etat, demande.refus = EtatDroits.REFUSEE, refus
    demande.traitee_le, demande.traitee_par = timezone.localdate(), by.compte
    seal_texte(demande, "explication", explication.strip())
    return _save(demande, by, "cadre.demande_droits.refusee")


def find_by_suivi(numero: str) -> DemandeDroits:
    """For whoever holds the number. Raises ValidationError."""
    typed = read_code(numero)
    found = None
    if is_well_typed(typed, LONGUEUR_SUIVI):
        rows = DemandeDroits.objects.filter(suivi_index=keyed_hash("cadre.suivi", typed)).select_related("structure")
        found = rows.first()
    if found is None:
        raise ValidationError({"numero": INCONNU})
    return found


def tell_suivi(*, numero: str) -> dict[str, Any]:
    """What the holder of a number may know: the state, the deadline, the answer. Reading the answer is journaled."""
    demande = find_by_suivi(numero)
    public = Acteur.inconnu(demande.structure)
    return {"demande": demande, "explication": read_texte(demande, "explication", by=public)}


def a_month_after(day: date) -> date:
    """The same day next month, or its last day."""
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _structure(by: Acteur) -> Structure:
    if by.structure is None:
        raise Refus("Choisissez d'abord votre structure.")
    return by.structure


def _found(structure: Structure, sorte: str, visee: UUID) -> tuple[Gisement, Any] | None:
    kind = gisement(sorte)
    record = kind.trouve(structure, visee) if kind else None
    return (kind, record) if kind and record is not None else None


def _by_recu(structure: Structure, numero: str) -> tuple[str, UUID]:
    found = find_by_recu(structure, numero)
    if not found:
        raise ValidationError({"numero": PAS_TROUVE})
    kind, record = found[0]
    return kind.code, record.pk


def _target(demande: DemandeDroits) -> tuple[Gisement, Any]:
    found = target_of(demande)
    if found is None:
        raise ValidationError(
            "Aucune fiche n'est trouvée pour cette demande : cherchez-la, ou répondez qu'il n'y a rien."
        )
    return found


def _lock(demande: DemandeDroits, by: Acteur) -> DemandeDroits:
    check_can_answer_droits(by, demande)
    locked = DemandeDroits.objects.select_for_update(of=("self",)).select_related("structure").get(pk=demande.pk)
    if locked.etat != EtatDroits.RECUE:
        raise ValidationError("Cette demande a déjà sa réponse : rien n'a été changé.")
    return locked


def _save(demande: DemandeDroits, by: Acteur, evenement: str) -> DemandeDroits:
    demande.version += 1
    demande.save()
    journal.record_write(by, evenement, demande)
    return demande
