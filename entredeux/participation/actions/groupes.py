"""Words are grouped by a person, leave together by five at least, and the body that received them owes an answer."""

import uuid
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation.access import check_can_carry, check_can_carry_groupe, check_can_keep_parole
from entredeux.participation.courriels import send_lien
from entredeux.participation.enums import EtatGroupe, EtatRetour
from entredeux.participation.garde import check_text
from entredeux.participation.models import GroupeParoles, Parole, RetourParole
from entredeux.participation.queries.partage import paroles_to_send
from entredeux.themes.queries import check_term

TITRE_MAX = 120
PARTI = "Ce groupe est parti : il ne change plus. Faites-en un autre avec les paroles nouvelles."


@transaction.atomic
def create_groupe(
    *, by: Acteur, titre: str, domaine: str, paroles: Sequence[Parole] = (), id: uuid.UUID | None = None
) -> GroupeParoles:
    """A person found these words alike. `titre` is theirs, and names nobody: the body and the residents read it."""
    structure = check_can_carry(by)
    already = GroupeParoles.objects.filter(pk=id, structure=structure).first() if id else None
    if already:
        return already
    check_term("domaines", domaine, timezone.localdate())
    groupe = GroupeParoles(
        id=id or uuid.uuid4(),
        structure=structure,
        cree_par=by.compte,
        titre=check_text(titre, "titre", longueur=TITRE_MAX, obligatoire="Dites en une ligne ce dont il s'agit."),
        domaine=domaine,
    )
    groupe.save(force_insert=True)
    journal.record_write(by, "participation.groupe.cree", groupe)
    return add_paroles(groupe=groupe, paroles=paroles, by=by) if paroles else groupe


@transaction.atomic
def add_paroles(*, groupe: GroupeParoles, paroles: Sequence[Parole], by: Acteur) -> GroupeParoles:
    """All or none. Raises ValidationError: the group left already, or a word was taken back or is elsewhere."""
    groupe = _lock_open(groupe, by)
    for parole in Parole.objects.select_for_update().filter(pk__in=[each.pk for each in paroles]):
        check_can_keep_parole(by, parole)
        if parole.retiree_le or parole.est_oubliee:
            raise ValidationError("Une de ces paroles vient d'être retirée. Rien n'a été regroupé : reprenez la liste.")
        if parole.groupe_id not in (None, groupe.pk):
            raise ValidationError("Une de ces paroles est déjà dans un autre groupe. Rien n'a été regroupé.")
        parole.groupe, parole.version = groupe, parole.version + 1
        parole.save(update_fields=["groupe", "version"])
        journal.record_write(by, "participation.parole.regroupee", parole)
    return groupe


@transaction.atomic
def detach_parole(*, parole: Parole, by: Acteur) -> Parole:
    """It was not alike after all: it waits for another group."""
    check_can_carry(by)
    check_can_keep_parole(by, parole)
    if parole.groupe_id is None:
        return parole
    _lock_open(GroupeParoles.objects.get(pk=parole.groupe_id), by)
    parole.groupe, parole.version = None, parole.version + 1
    parole.save(update_fields=["groupe", "version"])
    journal.record_write(by, "participation.parole.detachee", parole)
    return parole


@transaction.atomic
def send_groupe(
    *,
    groupe: GroupeParoles,
    partenaire: StructurePartenaire,
    reponse_due_le: date,
    by: Acteur,
    est_par_courriel: bool = True,
) -> GroupeParoles:
    """The words that this body may read leave, if they are five at least; those of the others wait for another group.

    By mail, a link without any word; else a sheet is handed over. Nothing joins the group any more."""
    groupe = _lock_open(groupe, by)
    _check_body(groupe, partenaire, est_par_courriel)
    if reponse_due_le <= timezone.localdate():
        raise ValidationError(
            {"reponse_due_le": "Donnez une date à venir : le service doit avoir le temps de répondre."}
        )
    words = paroles_to_send(groupe, partenaire)
    if not words:
        raise ValidationError(
            f"Il faut au moins cinq paroles que {partenaire} puisse lire, pour que personne ne soit reconnu. "
            "Rien n'est parti : attendez d'autres paroles, ou rapprochez deux groupes."
        )
    gone = {word.pk for word in words}
    groupe.paroles.filter(pk__in=gone).update(partie_le=timezone.now())
    groupe.paroles.exclude(pk__in=gone).update(groupe=None)
    groupe.etat, groupe.envoye_le, groupe.nombre_envoye = EtatGroupe.ENVOYE, timezone.now(), len(words)
    groupe.destinataire, groupe.reponse_due_le = partenaire, reponse_due_le
    groupe.est_par_courriel = est_par_courriel
    renew_link(groupe)
    journal.record_write(by, "participation.groupe.envoye", groupe, nombre=len(words))
    return groupe


@transaction.atomic
def remind_body(*, groupe: GroupeParoles, by: Acteur) -> GroupeParoles:
    """A new link by mail; the former one dies."""
    groupe = _lock_sent(groupe, by)
    if groupe.destinataire is None or not groupe.est_par_courriel:
        raise ValidationError("Ce groupe a été remis sur papier : rappelez le service de vive voix.")
    _check_body(groupe, groupe.destinataire, est_par_courriel=True)
    groupe.rappels += 1
    renew_link(groupe)
    journal.record_write(by, "participation.groupe.rappele", groupe)
    return groupe


@transaction.atomic
def close_without_answer(*, groupe: GroupeParoles, by: Acteur) -> GroupeParoles:
    """The date has passed and nothing came: that too is told back to the residents."""
    groupe = _lock_sent(groupe, by)
    if groupe.reponse_due_le is None or groupe.reponse_due_le >= timezone.localdate():
        raise ValidationError("La date promise n'est pas passée : le service peut encore répondre.")
    end_groupe(groupe, EtatGroupe.SANS_REPONSE, timezone.localdate())
    journal.record_write(by, "participation.groupe.sans_reponse", groupe)
    return groupe


# --- shared with the body's side and the night


def end_groupe(groupe: GroupeParoles, etat: str, day: date) -> None:
    """Within an action that has checked the right: the link dies, and there is something to tell back."""
    groupe.etat, groupe.repondu_le, groupe.version = etat, day, groupe.version + 1
    groupe.save()
    waiting = RetourParole.objects.filter(parole__groupe=groupe, parole__retiree_le__isnull=True)
    waiting.filter(etat=EtatRetour.ATTENTE).update(etat=EtatRetour.A_REDIRE)


def lock_groupe(groupe: GroupeParoles) -> GroupeParoles:
    rows = GroupeParoles.objects.select_for_update(of=("self",)).select_related("structure", "destinataire")
    return rows.get(pk=groupe.pk)


def renew_link(groupe: GroupeParoles) -> None:
    """A new turn: the former link stops opening. The mail leaves by a task."""
    groupe.tour += 1
    groupe.version += 1
    groupe.save()
    if groupe.est_par_courriel:
        send_lien.enqueue(str(groupe.pk))


def _lock_open(groupe: GroupeParoles, by: Acteur) -> GroupeParoles:
    check_can_carry_groupe(by, groupe)
    groupe = lock_groupe(groupe)
    if groupe.etat != EtatGroupe.OUVERT:
        raise ValidationError(PARTI)
    return groupe


def _lock_sent(groupe: GroupeParoles, by: Acteur) -> GroupeParoles:
    check_can_carry_groupe(by, groupe)
    groupe = lock_groupe(groupe)
    if groupe.etat != EtatGroupe.ENVOYE:
        raise ValidationError("Ce groupe n'attend pas de réponse. Rien n'a été changé.")
    return groupe


def _check_body(groupe: GroupeParoles, partenaire: StructurePartenaire, est_par_courriel: bool) -> None:
    if partenaire.structure_id != groupe.structure_id:
        raise ValidationError({"partenaire": "Ce service n'est pas de votre annuaire."})
    if not partenaire.est_actif:
        raise ValidationError({"partenaire": f"{partenaire} est hors service : rien n'est parti."})
    if est_par_courriel and not partenaire.courriel:
        raise ValidationError(
            {"partenaire": f"{partenaire} n'a pas d'adresse électronique : remettez une feuille, ou ajoutez-la."}
        )
