"""Opening a sealed photo: the right was checked, the journal is written here."""

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.textes import open_fichier
from entredeux.terrain.models import Dysfonctionnement


def read_photo(record: Dysfonctionnement, *, by: Acteur) -> bytes:
    """JPEG bytes. Raises CleAbsente once the record's key is erased, FileNotFoundError once the file is."""
    with record.photo.open("rb") as file:
        sealed = file.read()
    content = open_fichier(record, "photo", sealed)
    journal.record_read(by, "terrain.dysfonctionnement.photo.lue", record, champs=["photo"])
    return content
