"""The referrals of the demonstration, for the addresses that need one."""

from typing import Any


def find_orientations(lens: Any) -> dict[str, str]:
    """One that waits for its answer, its signed link, the shared presence, the request received."""
    from entredeux.orientations.liens import sign_envoi, sign_presence
    from entredeux.orientations.models import DemandeEntrante, Envoi, PresenceConjointe, Protocole

    envoi = Envoi.objects.filter(structure=lens, etat="envoyee").first()
    presence = PresenceConjointe.objects.filter(structure=lens).order_by("-cree_le").first()  # a whole year has many
    return {
        "orientation_id": str(envoi.orientation_id),
        "envoi_id": str(envoi.pk),
        "demande_id": str(DemandeEntrante.objects.filter(structure=lens).order_by("-cree_le").first().pk),
        "structure_id": str(lens.pk),
        "orientations:protocole.partenaire_id": str(Protocole.objects.filter(structure=lens).first().partenaire_id),
        "orientations:partenaire.jeton": sign_envoi(envoi),
        "orientations:presence_confirmer.jeton": sign_presence(presence),
    }
