"""Opening a sealed photo: the right was checked, the journal is written here."""

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.chiffrement import unseal_bytes
from entredeux.terrain.models import Dysfonctionnement


def read_photo(record: Dysfonctionnement, *, by: Acteur) -> bytes:
    """JPEG bytes. Raises CleAbsente once the record's key is erased, FileNotFoundError once the file is."""
    with record.photo.open("rb") as file:
        sealed = file.read()
    content = unseal_bytes(
        sealed,
        table=record._meta.db_table,
        field="photo",
        row=record.pk,
        unite=record.unite,
        structure=record.structure_id,
    )
    journal.record_read(by, "terrain.dysfonctionnement.photo.lue", record, champs=["photo"])
    return content
