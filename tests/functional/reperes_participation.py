"""The words and démarches of the demonstration, for the addresses that need one."""

from typing import Any


def find_participation(lens: Any) -> dict[str, str]:
    """A word of the group that waits, that group and its signed link, an answer to tell back, a démarche."""
    from entredeux.participation.liens import sign_groupe
    from entredeux.participation.models import Demarche, GroupeParoles, PropositionDemarche, RetourParole

    groupes = GroupeParoles.objects.filter(structure=lens)
    sent = groupes.get(etat="envoye")
    demarche = Demarche.objects.filter(structure=lens, close_le=None).first()
    rows = {
        "parole_id": sent.paroles.first(),
        "groupe_id": sent,
        "participation:groupe_envoyer.groupe_id": groupes.filter(etat="ouvert").first(),
        "retour_id": RetourParole.objects.filter(structure=lens, etat="a_redire").first(),
        "demarche_id": demarche,
        "rencontre_comptee_id": demarche.rencontres.first(),
        "proposition_id": PropositionDemarche.objects.filter(demarche=demarche).first(),
    }
    return {name: str(row.pk) for name, row in rows.items()} | {"participation:repondre.jeton": sign_groupe(sent)}
