"""An import goes on by itself: the person may leave the page. Arguments are ids only."""

from datetime import timedelta

from entredeux.cadre.acteur import Acteur, current_adhesions
from entredeux.cadre.models import Compte
from entredeux.cadre.permissions import Permission
from entredeux.socle.taches import tache
from entredeux.terrain.enums import EtatImport
from entredeux.terrain.imports.actions import run_import
from entredeux.terrain.models import ImportJournal

TOUT_DE_SUITE = 2000  # rows: below, the person waits a second or two instead of a worker


@tache(essais=3, limite=timedelta(hours=1))
def go_on_with_import(import_id: str, compte_id: str) -> None:
    """In the name of whoever asked, if that person still may; twice changes nothing."""
    record = ImportJournal.objects.select_related("structure").get(pk=import_id)
    compte = Compte.objects.get(pk=compte_id)
    for adhesion in current_adhesions(compte).filter(structure=record.structure):
        by = Acteur.of(adhesion)
        if by.peut(Permission.IMPORTER_TERRAIN):
            run_import(record, by=by)
            return
    record.etat, record.erreur = EtatImport.ARRETE, "La personne qui l'a lancé n'a plus le droit d'importer."
    record.save(update_fields=["etat", "erreur"])


def go_on(record: ImportJournal, *, by: Acteur) -> None:
    """At once when the file is short, else by a worker."""
    if record.lues <= TOUT_DE_SUITE or by.compte is None:
        run_import(record, by=by)
    else:
        go_on_with_import.enqueue(str(record.pk), str(by.compte.pk))
