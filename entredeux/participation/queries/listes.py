"""What waits: words to group, groups to send, answers that are late, answers to tell back."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, When

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.attentes import Attente
from entredeux.cadre.permissions import Permission
from entredeux.participation.access import visible_groupes, visible_paroles, visible_retours
from entredeux.participation.enums import EtatGroupe, EtatRetour
from entredeux.participation.models import GroupeParoles, Parole, RetourParole
from entredeux.terrain.queries.terrain import PresenceEnCours


@dataclass(frozen=True)
class Bilan:
    """Rows the reader may open, not figures."""

    a_regrouper: int
    a_envoyer: int
    attendus: int
    en_retard: int
    a_redire: int


def count_waiting(by: Acteur, today: date) -> Bilan:
    groupes = visible_groupes(by).aggregate(
        a_envoyer=Count("pk", filter=Q(etat=EtatGroupe.OUVERT, est_oublie=False)),
        attendus=Count("pk", filter=Q(etat=EtatGroupe.ENVOYE)),
        en_retard=Count("pk", filter=Q(etat=EtatGroupe.ENVOYE, reponse_due_le__lt=today)),
    )
    return Bilan(
        a_regrouper=paroles_to_group(by).count(),
        a_redire=visible_retours(by).filter(etat=EtatRetour.A_REDIRE).count(),
        **groupes,
    )


def paroles_to_group(by: Acteur) -> QuerySet[Parole]:
    """Noted, still there, in no group; the oldest first, so that none is forgotten."""
    waiting = visible_paroles(by).filter(groupe__isnull=True, retiree_le__isnull=True, est_oubliee=False)
    return waiting.select_related("retour__lieu").order_by("dite_le", "cree_le", "pk")


def list_groupes(by: Acteur, etat: str = "") -> QuerySet[GroupeParoles]:
    """What asks for something first: late answers, then groups to send, then those awaited."""
    rows = visible_groupes(by).select_related("destinataire")
    rows = rows.annotate(nombre=Count("paroles", filter=Q(paroles__retiree_le__isnull=True)))
    rows = rows.filter(etat=etat) if etat else rows.filter(est_oublie=False)
    waits = Case(When(etat=EtatGroupe.ENVOYE, then=0), When(etat=EtatGroupe.OUVERT, then=1), default=2)
    return rows.order_by(waits, F("reponse_due_le").asc(nulls_last=True), "-cree_le", "pk")


def retours_to_tell(by: Acteur) -> QuerySet[RetourParole]:
    """Where and what about; how to find the person is read one by one, journaled."""
    rows = visible_retours(by).filter(etat=EtatRetour.A_REDIRE).select_related("lieu", "parole__groupe")
    return rows.order_by(F("lieu__nom").asc(nulls_last=True), "cree_le", "pk")


def retours_on_the_way(presence: PresenceEnCours | None, by: Acteur) -> tuple[list[RetourParole], int]:
    """Those at the places of this round, and how many wait elsewhere. One with no place is everywhere."""
    if not by.peut(Permission.NOTER_PAROLE):
        return [], 0
    waiting = list(retours_to_tell(by))
    places = {passage.lieu_id for passage in presence.passages} if presence else set()
    here = [retour for retour in waiting if presence and (retour.lieu_id is None or retour.lieu_id in places)]
    return here, len(waiting) - len(here)


def waiting_attentes(by: Acteur, day: date) -> list[Attente]:
    """For « Aujourd'hui »: what is late, what may leave, what is to be told back."""
    if not by.peut(Permission.VOIR_PARTICIPATION):
        return []
    bilan = count_waiting(by, day)
    said = (
        (bilan.en_retard, "réponse en retard", "réponses en retard", "promise à des habitants", "?etat=envoye"),
        (bilan.a_redire, "réponse à redire", "réponses à redire", "à des habitants, en personne", "a_redire"),
    )
    return [
        Attente(
            f"{count} {one if count == 1 else many}",
            detail,
            "participation:a_redire" if where == "a_redire" else "participation:groupes",
            "" if where == "a_redire" else where,
        )
        for count, one, many, detail, where in said
        if count
    ]
