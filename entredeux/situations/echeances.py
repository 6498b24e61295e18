"""The clock of situations, looking forward: what goes soon, what is still kept."""

from datetime import date

from django.db.models import Max
from django.db.models.functions import Coalesce

from entredeux.cadre.horloges import AVenir, Garde, Horloge
from entredeux.cadre.models import Structure
from entredeux.situations.models import Situation
from entredeux.situations.retention import EFFETS, TEXTES, erased_on, forget_situations

SUIT_LA_SITUATION = "Suit la situation dont elle fait partie : même clé, même jour."
EVENEMENTS = {
    "situations.auteur.detache": "Situations, parties, propos et accords détachés de qui les a saisis",
    "situations.note_privee.oubliees": "Notes privées de qui a quitté l'équipe, que plus personne ne pouvait lire",
    "situations.situation.oubliees": "Situations rendues illisibles ; restent thème, étapes et issues, au mois",
}


def _dated(structure: Structure) -> list[tuple[Situation, date]]:
    """Those not yet forgotten, with the last day on which they can be read (retention.erased_on)."""
    rows = Situation.objects.filter(structure=structure, est_oubliee=False)
    rows = rows.annotate(fin=Coalesce("close_le", Max("etapes__le"), "ouverte_le"))
    return [(row, row.fin + TEXTES) for row in rows.defer("resume")]


def coming_situations(structure: Structure, du: date, au: date) -> list[AVenir]:
    return [
        AVenir(f"Textes et contacts de la {row}", le, "situations:situation", row.pk)
        for row, le in _dated(structure)
        if du <= le <= au
    ]


def kept_situations(structure: Structure) -> list[Garde]:
    days = [le for _, le in _dated(structure)]
    return [Garde("Situations suivies, avec leurs parties, propos et accords", len(days), min(days, default=None))]


HORLOGE = Horloge(
    "situations",
    "Situations suivies",
    forget_situations,
    EFFETS,
    modeles={
        "situations.Situation": erased_on,
        "situations.Partie": SUIT_LA_SITUATION,
        "situations.EtapeSituation": "Suit la situation ; qui a fait l'étape est détaché au bout de trois mois.",
        "situations.Propos": SUIT_LA_SITUATION,
        "situations.EngagementPartie": SUIT_LA_SITUATION,
        "situations.TransmissionPhare": SUIT_LA_SITUATION,
        "situations.Recusation": "Suit la situation avec laquelle le lien d'intérêt a été déclaré.",
        "situations.NotePrivee": "Suit la situation, ou part trente jours après son autrice ou son auteur.",
        "cadre.Consentement": "Suit la situation, l'orientation ou la parole pour laquelle l'accord a été donné.",
    },
    evenements=EVENEMENTS,
    a_venir=coming_situations,
    garde=kept_situations,
)
