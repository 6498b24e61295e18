"""Links of interest, private notes, alerts: Karim stepped aside from one situation; Samira wrote a note and alerted."""

from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.situations import access as situations
from entredeux.situations.actions import (
    NouvellePartie,
    declare_lien,
    open_situation,
    raise_alerte,
    record_engagement,
    record_propos,
    write_note_privee,
)
from tests.cadre.regles.base import EQUIPE, TERRAIN, Regle, allowed, can, visible

SUIVENT = EQUIPE | {"Claire"}
SANS_KARIM = SUIVENT - {"Karim"}
DECIDENT = {"Claire", "Hélène"}

REGLES = (
    Regle("voir que Karim s'est récusé", visible(situations.visible_recusations, "recusation"), TERRAIN),
    Regle("lire le lien d'intérêt de Karim", can(situations.can_read_lien, "recusation"), DECIDENT | {"Karim"}),
    Regle("lever la récusation de Karim", can(situations.can_lift_recusation, "recusation"), DECIDENT),
    Regle("voir la situation récusée", visible(situations.visible_situations, "recusee"), TERRAIN),
    Regle("suivre la situation récusée", can(situations.can_follow_situation, "recusee"), SANS_KARIM),
    Regle("voir une partie récusée", visible(situations.visible_parties, "partie_recusee"), SANS_KARIM),
    Regle("suivre une partie récusée", allowed(situations.check_can_follow_partie, "partie_recusee"), SANS_KARIM),
    Regle("voir un propos récusé", visible(situations.visible_propos, "propos_recuse"), SANS_KARIM),
    Regle("voir un engagement récusé", visible(situations.visible_engagements, "engagement_recuse"), SANS_KARIM),
    Regle("voir la note privée de Samira", visible(situations.visible_notes_privees, "note_privee"), {"Samira"}),
    Regle("voir la note privée de Karim, récusé", visible(situations.visible_notes_privees, "note_recusee"), set()),
    Regle("donner une alerte chez soi", allowed(situations.check_can_raise_alerte), TERRAIN | {"Nadia", "Marion"}),
    Regle("voir l'alerte de Samira", visible(situations.visible_alertes, "alerte"), DECIDENT | {"Samira"}),
    Regle("suivre l'alerte de Samira", can(situations.can_follow_alerte, "alerte"), DECIDENT | {"Samira"}),
    Regle("décider de l'alerte de Samira", can(situations.can_decide_alerte, "alerte"), DECIDENT),
)


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    samira, karim = gens["Samira"], gens["Karim"]
    recusee = open_situation(
        theme="voisinage", parties=[NouvellePartie(role="habitant")], binome=karim.compte, by=samira
    )
    partie = recusee.parties.get()
    said = {
        "recusee": recusee,
        "partie_recusee": partie,
        "propos_recuse": record_propos(partie=partie, texte="Le bruit dure.", by=samira),
        "engagement_recuse": record_engagement(partie=partie, quoi="Baisser le son.", by=samira),
        "note_privee": write_note_privee(situation=recusee, texte="Je me sens pris à partie.", by=samira),
        "note_recusee": write_note_privee(situation=recusee, texte="Je la connais depuis l'enfance.", by=karim),
        "alerte": raise_alerte(destinataire="crip", by=samira),
    }
    return said | {"recusation": declare_lien(situation=recusee, lien="proche", by=karim)}
