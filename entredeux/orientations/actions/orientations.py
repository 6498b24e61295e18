"""The team's side of a referral: proposed, sent, completed, cancelled, and what became of it."""

import uuid
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.consentement import check_consented
from entredeux.cadre.enums import Portee
from entredeux.cadre.garde_note.formulaire import Usage, must_go
from entredeux.cadre.garde_note.moteur import find_alertes
from entredeux.cadre.textes import seal_texte
from entredeux.orientations.access import check_can_lead_orientation, check_can_orient
from entredeux.orientations.actions.matrice import adopt_matrice
from entredeux.orientations.courriels import send_lien
from entredeux.orientations.enums import Aide, Autonomie, Besoin, Degre, EtatEnvoi, Nature, Profession
from entredeux.orientations.etats import RESULTATS, check_can_go
from entredeux.orientations.models import Envoi, Orientation
from entredeux.orientations.queries.partage import PORTEES, recipients_of
from entredeux.orientations.regles import check_allowed, check_question_allowed
from entredeux.partenaires.models import StructurePartenaire
from entredeux.situations.models import Partie, Situation

TEXTE_MAX = 600


@transaction.atomic
def propose_orientation(
    *,
    by: Acteur,
    besoin: str,
    precisions: str = "",
    contact: str = "",
    situation: Situation | None = None,
    partie: Partie | None = None,
    nature: str = Nature.ORIENTATION,
    guide: str = "",
    id: uuid.UUID | None = None,
) -> Orientation:
    """A need, kept under the matrix in force. Nothing leaves yet. Raises ValidationError, with what to correct."""
    structure = check_can_orient(by)
    if situation and situation.structure_id != structure.pk:
        raise ValidationError("Cette situation n'est pas de votre structure.")
    if partie and (situation is None or partie.situation_id != situation.pk):
        raise ValidationError({"partie": "Cette partie n'est pas de cette situation."})
    if besoin not in Besoin.values:
        raise ValidationError({"besoin": "Choisissez un besoin de la liste."})
    if nature == Nature.QUESTION and (partie or contact or not precisions.strip()):
        raise ValidationError({"precisions": "Une question ne désigne personne : écrivez-la, sans partie ni contact."})
    check_names_nobody(precisions, "precisions")
    orientation = Orientation(
        id=id or uuid.uuid4(),
        structure=structure,
        cree_par=by.compte,
        nature=nature,
        situation=situation,
        partie=partie,
        besoin=besoin,
        guide=guide,
        matrice=adopt_matrice(structure=structure, by=by),
    )
    if situation:
        orientation.unite = situation.unite
    for field, text in (("precisions", precisions.strip()), ("contact", "" if partie else contact.strip())):
        if text:
            seal_texte(orientation, field, text)
    orientation.save(force_insert=True)
    journal.record_write(by, "orientations.orientation.proposee", orientation)
    return orientation


@transaction.atomic
def propose_and_prepare(
    *, by: Acteur, partenaire: StructurePartenaire, profession: str, degre: str, **besoin: Any
) -> tuple[Orientation, Envoi]:
    """Both or neither: a matrix that refuses leaves no referral behind. `besoin`: what propose_orientation takes."""
    orientation = propose_orientation(by=by, **besoin)
    envoi = prepare_envoi(orientation=orientation, partenaire=partenaire, profession=profession, degre=degre, by=by)
    return orientation, envoi


@transaction.atomic
def prepare_envoi(
    *,
    orientation: Orientation,
    partenaire: StructurePartenaire,
    profession: str,
    by: Acteur,
    degre: str = Degre.RIEN,
) -> Envoi:
    """One service for this need, within the matrix. Raises RefuseParLaMatrice; ValidationError when twice the same."""
    check_can_lead_orientation(by, orientation)
    if partenaire.structure_id != orientation.structure_id:
        raise ValidationError({"partenaire": "Ce service n'est pas de votre annuaire."})
    if profession not in Profession.values:
        raise ValidationError({"profession": "Dites à quelle profession vous vous adressez."})
    if orientation.nature == Nature.QUESTION:
        degre = Degre.RIEN
        check_question_allowed(orientation.matrice.regles, profession)
    check_allowed(orientation.matrice.regles, profession, degre)
    if orientation.envois.filter(partenaire=partenaire).exists():
        raise ValidationError({"partenaire": "Ce besoin est déjà adressé à ce service."})
    envoi = Envoi(
        structure=orientation.structure,
        unite=orientation.unite,
        cree_par=by.compte,
        orientation=orientation,
        partenaire=partenaire,
        profession=profession,
        degre=degre,
    )
    envoi.save(force_insert=True)
    journal.record_write(by, "orientations.envoi.prepare", envoi)
    return envoi


@transaction.atomic
def send_envoi(*, envoi: Envoi, by: Acteur) -> Envoi:
    """The link leaves by mail. Raises Refus without the person's agreement: the envoi stays, ready."""
    envoi = lock_envoi(envoi)
    check_can_lead_orientation(by, envoi.orientation)
    check_can_go(envoi.etat, EtatEnvoi.ENVOYEE)
    check_agreed(envoi)
    _check_reachable(envoi.partenaire)
    envoi.etat = EtatEnvoi.ENVOYEE
    envoi.envoye_le = timezone.now()
    envoi.rappels, envoi.rappele_le = 0, None
    renew_link(envoi)
    journal.record_write(by, "orientations.envoi.envoye", envoi)
    return envoi


@transaction.atomic
def complete_envoi(*, envoi: Envoi, complement: str, by: Acteur) -> Envoi:
    """What the service asked is answered, and it receives a new link."""
    envoi = lock_envoi(envoi)
    check_can_lead_orientation(by, envoi.orientation)
    if not complement.strip():
        raise ValidationError({"complement": "Écrivez la précision demandée."})
    check_names_nobody(complement, "complement")
    if envoi.degre == Degre.RIEN and envoi.orientation.nature != Nature.QUESTION:
        raise ValidationError({"complement": "Rien de personnel ne part vers ce service : annulez, ou appelez-le."})
    seal_texte(envoi, "complement", complement.strip()[:TEXTE_MAX])
    envoi.save()
    journal.record_write(by, "orientations.envoi.complete", envoi)
    return send_envoi(envoi=envoi, by=by)


@transaction.atomic
def cancel_envoi(*, envoi: Envoi, by: Acteur) -> Envoi:
    envoi = lock_envoi(envoi)
    check_can_lead_orientation(by, envoi.orientation)
    check_can_go(envoi.etat, EtatEnvoi.ANNULEE)
    envoi.etat = EtatEnvoi.ANNULEE
    close_link(envoi)
    journal.record_write(by, "orientations.envoi.annule", envoi)
    return envoi


@transaction.atomic
def record_resultat(
    *,
    envoi: Envoi,
    etat: str,
    by: Acteur,
    aide: str = "",
    autonomie: str = "",
    parole: str = "",
    jour: date | None = None,
) -> Envoi:
    """Came or not, helped or not, in the person's own words if they agree to it. The service's link dies here."""
    envoi = lock_envoi(envoi)
    check_can_lead_orientation(by, envoi.orientation)
    if etat not in RESULTATS:
        raise ValidationError({"etat": "Dites si la personne est venue."})
    check_can_go(envoi.etat, etat)
    if (aide and aide not in Aide.values) or (autonomie and autonomie not in Autonomie.values):
        raise ValidationError("Choisissez dans les listes proposées.")
    if parole.strip():
        check_consented(sujet=envoi.orientation.sujet, portee=Portee.PAROLE)
        check_names_nobody(parole, "parole")
        seal_texte(envoi, "parole", parole.strip()[:TEXTE_MAX])
    envoi.etat, envoi.aide, envoi.autonomie = etat, aide, autonomie
    envoi.resultat_le = jour or timezone.localdate()
    close_link(envoi)
    journal.record_write(by, "orientations.envoi.resultat", envoi)
    return envoi


# --- shared by the three sides (team, service, night)


def lock_envoi(envoi: Envoi) -> Envoi:
    locked = Envoi.objects.select_for_update(of=("self",))
    return locked.select_related("orientation", "orientation__matrice", "partenaire", "structure").get(pk=envoi.pk)


def check_agreed(envoi: Envoi) -> None:
    """Raises Refus: nothing that says something of someone leaves without their agreement."""
    if envoi.orientation.nature == Nature.QUESTION or envoi.degre == Degre.RIEN:
        return
    check_consented(
        sujet=envoi.orientation.sujet, portee=PORTEES[Degre(envoi.degre)], destinataires=recipients_of(envoi)
    )


def check_names_nobody(text: str, field: str) -> None:
    """Raises ValidationError on what would designate someone: the server's own guard, whatever the page did."""
    if len(text) > TEXTE_MAX:
        raise ValidationError({field: f"Six cents signes au plus ; il y en a {len(text)}."})
    found = [alerte.extrait for alerte in find_alertes(text) if must_go(alerte, Usage.PUBLICATION)]
    if found:
        cited = ", ".join(f"«\u00a0{extrait}\u00a0»" for extrait in found[:3])
        raise ValidationError({field: f"Retirez ce qui désigne quelqu'un : {cited}. Votre texte est gardé."})


def renew_link(envoi: Envoi) -> None:
    """A new turn: the former link stops opening, the lock and the code go with it. The mail leaves by a task."""
    envoi.tour += 1
    envoi.lien_le = timezone.now()
    envoi.code_index, envoi.code_le, envoi.code_essais = "", None, 0
    envoi.save()
    send_lien.enqueue(str(envoi.pk))


def close_link(envoi: Envoi) -> None:
    envoi.code_index, envoi.code_le = "", None
    envoi.save()


def _check_reachable(partenaire: StructurePartenaire) -> None:
    if not partenaire.est_actif:
        raise ValidationError(f"{partenaire} est hors service. L'orientation est gardée, rien n'est parti.")
    if not partenaire.courriel:
        raise ValidationError(
            f"{partenaire} n'a pas d'adresse électronique. L'orientation est gardée : ajoutez la boîte du service."
        )
