"""What the body decided: written by itself behind its link, or by the team that heard it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import seal_texte
from entredeux.participation.access import check_can_carry_groupe
from entredeux.participation.actions.groupes import end_groupe, lock_groupe
from entredeux.participation.enums import Decision, EtatGroupe
from entredeux.participation.garde import check_text
from entredeux.participation.models import GroupeParoles
from entredeux.socle.liens import Lien, LienRefuse

REPONSE_MAX = 1000
FERME = "Ce lien ne mène plus à rien : la réponse est déjà donnée, ou un lien plus récent vous a été envoyé."


@transaction.atomic
def record_reponse(
    *, groupe: GroupeParoles, decision: str, reponse: str, by: Acteur, le: date | None = None
) -> GroupeParoles:
    """The team heard or received it. Also after the group was closed without one: a late answer is told back too."""
    check_can_carry_groupe(by, groupe)
    return _answer(groupe, decision, reponse, le or timezone.localdate(), by)


def body_of(groupe: GroupeParoles) -> Acteur:
    """Whoever holds the link, in the chain of the structure that sent it."""
    return Acteur(None, groupe.structure, "public", frozenset())


def open_lien(*, lien: Lien) -> GroupeParoles:
    """The group, if its link still opens. Raises LienRefuse, journaled."""
    rows = GroupeParoles.objects.select_related("structure", "destinataire")
    groupe = rows.filter(pk=lien.cible).first()
    if groupe is None:
        raise LienRefuse(FERME)
    body = groupe.destinataire
    old = groupe.est_oublie or groupe.tour != lien.tour
    if groupe.etat != EtatGroupe.ENVOYE or old or body is None or not body.est_actif:
        journal.record_write(body_of(groupe), "participation.lien.ferme", groupe)
        raise LienRefuse(FERME)
    return groupe


def record_refused_link() -> None:
    """A forged, cut or old link leaves a line."""
    journal.record_write(Acteur.public(), "participation.lien.refuse")


@transaction.atomic
def answer_by_link(*, lien: Lien, decision: str, reponse: str) -> GroupeParoles:
    """The body answers, without an account. Raises LienRefuse, ValidationError."""
    groupe = open_lien(lien=lien)
    return _answer(groupe, decision, reponse, timezone.localdate(), body_of(groupe))


def _answer(groupe: GroupeParoles, decision: str, reponse: str, day: date, by: Acteur) -> GroupeParoles:
    groupe = lock_groupe(groupe)
    if groupe.est_oublie or groupe.etat not in (EtatGroupe.ENVOYE, EtatGroupe.SANS_REPONSE):
        raise ValidationError("Ce groupe n'attend pas de réponse. Rien n'a été changé.")
    if decision not in Decision.values:
        raise ValidationError({"decision": "Dites ce qui est décidé."})
    if day > timezone.localdate() or (groupe.envoye_le and day < timezone.localdate(groupe.envoye_le)):
        raise ValidationError({"le": "La réponse vient après l'envoi, et n'est pas à venir."})
    vide = "Écrivez la réponse avec des mots simples : elle est redite aux habitants."
    seal_texte(groupe, "reponse", check_text(reponse, "reponse", longueur=REPONSE_MAX, obligatoire=vide))
    groupe.decision = decision
    end_groupe(groupe, EtatGroupe.REPONDU, day)
    journal.record_write(by, "participation.groupe.repondu", groupe)
    return groupe
