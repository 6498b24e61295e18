"""The service's side, without an account: a code, then an answer. Everything is tried against consent, each time."""

import secrets
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import seal_texte
from entredeux.orientations.actions.orientations import TEXTE_MAX, close_link, lock_envoi
from entredeux.orientations.codes import ATTENTE_CODE, DUREE_CODE, ESSAIS, hash_code
from entredeux.orientations.courriels import send_code
from entredeux.orientations.enums import EtatEnvoi, Nature, RaisonRefus
from entredeux.orientations.etats import VIVANTS, check_can_go
from entredeux.orientations.models import Envoi
from entredeux.orientations.queries.partage import is_agreed
from entredeux.socle.liens import Lien, LienRefuse

RIEN_A_FAIRE = "Rien à faire de votre part."


class PorteFermee(LienRefuse):
    """The link is genuine, but nothing is behind it any more. `titre` is the page's."""

    def __init__(self, titre: str, phrase: str) -> None:
        super().__init__(phrase)
        self.titre = titre


def service_of(envoi: Envoi) -> Acteur:
    """Whoever holds the link, in the chain of the structure that sent it."""
    return Acteur(None, envoi.structure, "public", frozenset())


def record_refused_link(*, lien: Lien | None = None) -> None:
    """A forged, cut or old link leaves a line: of the structure's chain when the envoi is known."""
    envoi = Envoi.objects.select_related("structure").filter(pk=lien.cible).first() if lien else None
    by = service_of(envoi) if envoi else Acteur.public()
    journal.record_write(by, "orientations.lien.refuse", envoi)


def open_lien(*, lien: Lien) -> Envoi:
    """The envoi, if its link still opens. Raises PorteFermee, journaled; a withdrawn consent ends the referral here."""
    with transaction.atomic():
        envoi = Envoi.objects.filter(pk=lien.cible).first()
        closed = PorteFermee("Ce lien ne mène plus à rien", "L'orientation a été effacée.")
        if envoi is not None:
            envoi = lock_envoi(envoi)
            found = _find_closed(envoi, lien)
            if found is None:
                return envoi
            closed = found
            journal.record_write(service_of(envoi), "orientations.lien.ferme", envoi)
    raise closed


def _find_closed(envoi: Envoi, lien: Lien) -> PorteFermee | None:
    if envoi.etat in VIVANTS and not is_agreed(envoi):
        end_for_withdrawal(envoi)
    if envoi.etat == EtatEnvoi.RETIREE:
        return PorteFermee("La personne a retiré son accord", f"Il n'y a plus rien à voir ici. {RIEN_A_FAIRE}")
    if not envoi.partenaire.est_actif:
        return PorteFermee(
            "Ce service n'est plus dans l'annuaire",
            "L'équipe de médiation ne lui adresse plus de demandes. Rien n'est montré.",
        )
    if envoi.etat not in VIVANTS:
        return PorteFermee("Cette orientation est terminée", f"Le lien s'est fermé avec elle. {RIEN_A_FAIRE}")
    if lien.tour != envoi.tour:
        return PorteFermee(
            "Un lien plus récent vous a été envoyé", "Ouvrez le dernier courriel reçu : celui-ci a été remplacé."
        )
    return None


def end_for_withdrawal(envoi: Envoi) -> None:
    """The agreement was withdrawn, or its time is over: the referral stops wherever it was."""
    envoi.etat = EtatEnvoi.RETIREE
    close_link(envoi)
    journal.record_write(service_of(envoi), "orientations.envoi.retire", envoi)


@transaction.atomic
def ask_code(*, envoi: Envoi) -> None:
    """A six-digit code leaves for the service's mailbox. Raises ValidationError when locked, or asked just before."""
    envoi = lock_envoi(envoi)
    _check_not_locked(envoi)
    if envoi.code_le and timezone.now() - envoi.code_le < ATTENTE_CODE:
        raise ValidationError("Un code vient de partir. Regardez la boîte du service, ou attendez une minute.")
    envoi.code_le = timezone.now()
    envoi.save(update_fields=["code_le"])
    send_code.enqueue(str(envoi.pk))
    journal.record_write(service_of(envoi), "orientations.code.demande", envoi)


def try_code(*, envoi: Envoi, code: str) -> None:
    """Raises ValidationError, and counts: after five wrong ones, only a new link opens. A code serves once."""
    with transaction.atomic():
        envoi = lock_envoi(envoi)
        _check_not_locked(envoi)
        fresh = envoi.code_le and envoi.code_index and timezone.now() - envoi.code_le <= DUREE_CODE
        good = fresh and secrets.compare_digest(envoi.code_index, hash_code(envoi, "".join(code.split())))
        if good:
            envoi.code_index, envoi.code_essais = "", 0
            envoi.ouvert_le = envoi.ouvert_le or timezone.now()
        else:
            envoi.code_essais += 1
        envoi.save()
        event = "orientations.code.juste" if good else "orientations.code.faux"
        journal.record_write(service_of(envoi), event, envoi)
    if good:
        return
    if envoi.code_essais >= ESSAIS:
        _check_not_locked(envoi)
    raise ValidationError(
        f"Ce code n'est pas le bon, ou il a plus de quinze minutes. Il reste {ESSAIS - envoi.code_essais} essais."
    )


def _check_not_locked(envoi: Envoi) -> None:
    if envoi.code_essais >= ESSAIS:
        raise ValidationError(
            "Cinq codes faux : ce lien est fermé. L'équipe de médiation peut en envoyer un autre ; rien n'est perdu."
        )


@transaction.atomic
def answer_envoi(*, envoi: Envoi, etat: str, raison: str = "", texte: str = "", rdv_le: date | None = None) -> Envoi:
    """Taken on, refused with a reason, a precision asked, a question answered. The words are sealed."""
    envoi = lock_envoi(envoi)
    texte = texte.strip()
    _check_answer(envoi, etat, raison, texte)
    envoi.etat = etat
    envoi.repondu_le = timezone.now()
    envoi.raison_refus = raison if etat == EtatEnvoi.REFUSEE else ""
    if texte:
        seal_texte(envoi, "reponse", texte[:TEXTE_MAX])
    envoi.save()
    journal.record_write(service_of(envoi), f"orientations.envoi.{etat}", envoi)
    return envoi


def _check_answer(envoi: Envoi, etat: str, raison: str, texte: str) -> None:
    positive = EtatEnvoi.REPONDUE if envoi.orientation.nature == Nature.QUESTION else EtatEnvoi.ACCEPTEE
    if etat not in (positive, EtatEnvoi.REFUSEE, EtatEnvoi.PRECISION):
        raise ValidationError("Choisissez une des réponses proposées.")
    check_can_go(envoi.etat, etat)
    if etat == EtatEnvoi.REFUSEE and raison not in RaisonRefus.values:
        raise ValidationError("Dites pourquoi, en une raison de la liste.")
    if etat in (EtatEnvoi.PRECISION, EtatEnvoi.REPONDUE) and not texte:
        raise ValidationError("Écrivez votre réponse. Rien n'a été envoyé.")


@transaction.atomic
def give_rendez_vous(*, envoi: Envoi, jour: date) -> Envoi:
    """The service gives a day. Raises ValidationError for a past one."""
    envoi = lock_envoi(envoi)
    check_can_go(envoi.etat, EtatEnvoi.RDV)
    if jour < timezone.localdate():
        raise ValidationError("Ce jour est passé. Donnez le jour du rendez-vous.")
    envoi.etat, envoi.rdv_le = EtatEnvoi.RDV, jour
    envoi.save()
    journal.record_write(service_of(envoi), "orientations.envoi.rdv_pris", envoi)
    return envoi
