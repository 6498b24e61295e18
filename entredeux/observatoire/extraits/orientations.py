"""Handing over, as facts: referrals that left, requests that came in, two teams at one place.

Every referral is counted in the month it left, with what was known of it when that month was taken. Instants count in
UTC, as retention cuts them.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from entredeux.observatoire.entrepot.colonnes import CONJOINTE, DEMANDE, ORIENTATION
from entredeux.observatoire.extraits.situations import ZonesDesSituations
from entredeux.observatoire.extraits.sources import MoisExtrait, Source, months_of, register_source
from entredeux.orientations.enums import Nature, OrigineDemande
from entredeux.orientations.models import DemandeEntrante, Envoi, PresenceConjointe
from entredeux.territoires.enums import GenreZone

# Who asked, in the words of `modes_saisine`; a resident uses the form.
SAISINES = {OrigineDemande.HABITANT: "message", OrigineDemande.BAILLEUR: "bailleur", OrigineDemande.ECOLE: "ecole"}
SENT = {"orientation__nature": Nature.ORIENTATION, "envoye_le__isnull": False}


def rows_of_referrals(mois: MoisExtrait) -> Iterator[tuple]:
    """A question put to a service has nobody behind it: it is not one."""
    found = Envoi.objects.filter(structure_id=mois.structure, envoye_le__range=mois.instants, **SENT).order_by()
    columns = ("unite", "orientation__situation_id", "orientation__besoin", "profession", "etat", "envoye_le")
    rows = list(found.values(*columns))
    zones = ZonesDesSituations(mois, {row["orientation__situation_id"] for row in rows} - {None})
    for row in rows:
        situation, day = row["orientation__situation_id"], row["envoye_le"].astimezone(UTC).date()
        yield mois.row(
            genre=ORIENTATION,
            unite=row["unite"],
            cas=True,
            jour=day,
            motif=row["orientation__besoin"],
            public=row["profession"],
            issue=row["etat"],
            **zones.of(situation, day),
        )


def rows_of_requests(mois: MoisExtrait) -> Iterator[tuple]:
    """A request that became a situation is protected with it."""
    found = DemandeEntrante.objects.filter(structure_id=mois.structure, cree_le__range=mois.instants).order_by()
    for row in found.values("unite", "situation__unite", "origine", "besoin", "etat", "cree_le"):
        yield mois.row(
            genre=DEMANDE,
            unite=row["situation__unite"] or row["unite"],
            cas=row["situation__unite"] is not None,
            jour=row["cree_le"].astimezone(UTC).date(),
            motif=row["besoin"],
            public=row["origine"],
            saisine=SAISINES.get(OrigineDemande(row["origine"]), "autre"),
            issue=row["etat"],
        )


def rows_of_joint_presences(mois: MoisExtrait) -> Iterator[tuple]:
    found = PresenceConjointe.objects.filter(structure_id=mois.structure, jour__range=mois.jours).order_by()
    for row in found.values("unite", "jour", "lieu_id", "lieu__type_lieu", "partenaire__profession", "confirmee_le"):
        place, day = row["lieu_id"], row["jour"]
        yield mois.row(
            genre=CONJOINTE,
            unite=row["unite"],
            jour=day,
            lieu=row["lieu__type_lieu"] or "",
            public=row["partenaire__profession"],
            issue="confirmee" if row["confirmee_le"] else "dite",
            qpv=mois.zones.known(place, GenreZone.QPV_2024, day),
            commune=mois.zones.known(place, GenreZone.COMMUNE, day),
            qpv_2015=mois.zones.code(place, GenreZone.QPV_2015, day),
            contrat=mois.zones.code(place, GenreZone.CONTRAT_VILLE, day),
        )


def register() -> None:
    register_source(Source("orientations", _months_of(Envoi, "envoye_le", **SENT), rows_of_referrals))
    register_source(Source("demandes", _months_of(DemandeEntrante, "cree_le"), rows_of_requests))
    register_source(Source("conjointes", _months_of(PresenceConjointe, "jour"), rows_of_joint_presences))


def _months_of(model: Any, field: str, **where: Any) -> Any:
    return lambda structure: months_of(model.objects.filter(structure_id=structure, **where), field)
