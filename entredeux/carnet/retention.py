"""The notebook's clocks. What waits for a person has none: nothing expires silently."""

from datetime import date, timedelta

from django.utils import timezone

from entredeux.cadre.chiffrement import erase_unites
from entredeux.cadre.horloges import Echeance
from entredeux.carnet.enums import DECIDEES
from entredeux.carnet.models import Enveloppe, JetonCarnet, Telephone

JOURS_SAISIE = 400
JOURS_JETON = 400
EFFETS = {
    "saisies": "saisies du carnet décidées depuis 400 jours : la ligne est supprimée, la fiche a ses propres délais",
    "jetons": "jetons d'envoi révoqués depuis 400 jours et sans saisie : supprimés",
    "telephones": "téléphones révoqués depuis 400 jours et sans jeton : supprimés",
}
RETIRE = "Part 400 jours après son retrait, quand plus aucune saisie ne s'y rattache."


def end_of_enveloppe(row: Enveloppe) -> date | None:
    return timezone.localdate(row.cree_le) + timedelta(days=JOURS_SAISIE) if row.est_decidee else None


MODELES: dict[str, Echeance | str] = {
    "carnet.Enveloppe": end_of_enveloppe,
    "carnet.JetonCarnet": RETIRE,
    "carnet.Telephone": RETIRE,
}


def forget(day: date) -> dict[str, int]:
    old = Enveloppe.objects.filter(etat__in=DECIDEES, cree_le__date__lt=day - timedelta(days=JOURS_SAISIE))
    erase_unites(old.exclude(motif=b"").values_list("unite", flat=True))
    entries = old.delete()[0]
    limit = day - timedelta(days=JOURS_JETON)
    revoked = JetonCarnet.objects.filter(revoque_le__date__lt=limit, enveloppes__isnull=True)
    tokens = revoked.delete()[0]
    phones = Telephone.objects.filter(revoque_le__date__lt=limit, jetons__isnull=True).delete()[0]
    return {"saisies": entries, "jetons": tokens, "telephones": phones}
