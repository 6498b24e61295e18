"""A partner's report card: counts of our own referrals, for the team. Nothing of it leaves the structure."""

from collections import Counter
from dataclasses import dataclass
from statistics import median

from entredeux.cadre.acteur import Acteur
from entredeux.orientations.access import visible_envois
from entredeux.orientations.enums import EtatEnvoi, RaisonRefus


@dataclass(frozen=True)
class BilanPartenaire:
    partenaire: object
    partis: int
    repondus: int
    acceptes: int
    refuses: int
    expires: int
    recues: int
    delai: float | None  # median, in days, from sending to answer
    raisons: list[tuple[str, int]]


def report_cards(by: Acteur) -> list[BilanPartenaire]:
    """One per partner something was sent to; one query, whatever their number."""
    sent = visible_envois(by).filter(envoye_le__isnull=False).select_related("partenaire")
    groups: dict[object, list] = {}
    for envoi in sent.order_by("partenaire__nom"):
        groups.setdefault(envoi.partenaire, []).append(envoi)
    return [_card(partner, envois) for partner, envois in groups.items()]


def _card(partenaire: object, envois: list) -> BilanPartenaire:
    answered = [envoi for envoi in envois if envoi.repondu_le]
    delays = [(envoi.repondu_le - envoi.envoye_le).total_seconds() / 86400 for envoi in answered]
    reasons = Counter(envoi.raison_refus for envoi in envois if envoi.raison_refus)
    states = Counter(envoi.etat for envoi in envois)
    return BilanPartenaire(
        partenaire=partenaire,
        partis=len(envois),
        repondus=len(answered),
        acceptes=len(answered) - states[EtatEnvoi.REFUSEE] - states[EtatEnvoi.PRECISION],
        refuses=states[EtatEnvoi.REFUSEE],
        expires=states[EtatEnvoi.EXPIREE],
        recues=states[EtatEnvoi.RECUE],
        delai=round(median(delays), 1) if delays else None,
        raisons=[(str(RaisonRefus(code).label), count) for code, count in reasons.most_common()],
    )
