"""Thirty days' notice: once a week at most, a mail to those who coordinate says how much is about to be erased."""

from datetime import date, timedelta

from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur, members_with
from entredeux.cadre.attentes import Attente
from entredeux.cadre.conservation import PREAVIS
from entredeux.cadre.courriels_droits import send_preavis
from entredeux.cadre.horloges import coming
from entredeux.cadre.models import EnvoiPreavis, Structure
from entredeux.cadre.permissions import Permission

SEMAINE = timedelta(days=7)


def announce_all(today: date) -> int:
    """Every structure in turn. Returns how many were told something."""
    return sum(announce(structure, today) for structure in Structure.objects.filter(est_active=True))


@transaction.atomic
def announce(structure: Structure, today: date) -> bool:
    """What goes from the last day announced to thirty-seven days from now: each row is told of once, thirty days
    before at least, even when a night was missed. Nothing to say, nothing is sent."""
    last = EnvoiPreavis.objects.select_for_update().filter(structure=structure).order_by("-jusqua").first()
    if last and last.jusqua >= today + PREAVIS:
        return False
    du = max(today, last.jusqua + timedelta(days=1)) if last else today
    au = today + PREAVIS + SEMAINE
    count = len(coming(structure, du, au))
    preavis = EnvoiPreavis.objects.create(structure=structure, jusqua=au, nombre=count)
    if not count:
        return False
    for compte in members_with(Permission.COORDONNER, structure):
        send_preavis.enqueue(preavis.pk, str(compte.pk))
    journal.record_write(Acteur.systeme(structure), "cadre.preavis.envoye", nombre=count)
    return True


def coming_attentes(by: Acteur, day: date) -> list[Attente]:
    """On « Aujourd'hui »: how much goes within thirty days, and when the first does."""
    if by.structure is None:
        return []
    found = coming(by.structure, day, day + PREAVIS)
    if not found:
        return []
    many = "1 fiche perd ses textes" if len(found) == 1 else f"{len(found)} fiches perdent leurs textes"
    detail = f"la première le {found[0].le:%d/%m/%Y} ; rien à faire si c'est bien ainsi"
    return [Attente(f"{many} dans les trente jours", detail, "cadre:conservation")]
