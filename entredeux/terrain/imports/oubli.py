"""What an import kept of its file goes: at once when given up, by itself after 30 days (terrain.retention)."""

from collections import Counter
from datetime import date

from django.db import transaction

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import erase_unite
from entredeux.cadre.models import Structure
from entredeux.terrain.enums import EtatImport
from entredeux.terrain.models import ImportJournal


@transaction.atomic
def forget_imports(day: date) -> int:
    """Nightly: after 30 days nothing of a file remains but its counts."""
    due = list(ImportJournal.objects.filter(expire_le__lt=day).exclude(nom_fichier=b""))
    for record in due:
        erase_import(record)
        if record.etat != EtatImport.TERMINE:
            record.etat = EtatImport.ABANDONNE
        record.nom_fichier = record.feuille = record.correspondance = b""
        record.apercu = []
        record.save(update_fields=["etat", "nom_fichier", "feuille", "correspondance", "apercu"])
    owners = Counter(record.structure_id for record in due)
    for structure in Structure.objects.filter(pk__in=owners):
        journal.record_write(Acteur.systeme(structure), "terrain.import.oublie", nombre=owners[structure.pk])
    return len(due)


def erase_import(record: ImportJournal) -> None:
    record.morceaux.all().delete()
    record.lots_rejetes.all().delete()
    erase_unite(record.unite)
