"""After a restitution is published: its version is numbered at once, its files are drawn in the background."""

from datetime import timedelta
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions.restitutions import freeze_restitution, record_empreintes
from entredeux.reseau.fichiers_restitution import draw_file, hash_file
from entredeux.reseau.models import VersionRestitution
from entredeux.reseau.presenters.restitutions import write_document
from entredeux.reseau.queries.restitutions import read_restitution
from entredeux.socle.taches import tache


def follow_publication(sender: Any, instance: Any, revision: Any, **_: Any) -> None:
    """Wagtail's signal: whoever publishes, at the desk, by the second reader or at a set hour."""
    version = freeze_restitution(page=instance, revision=revision.pk, by=Acteur.systeme())
    seal_version.enqueue(str(version.pk))


@tache(essais=5, limite=timedelta(minutes=2))
def seal_version(version_id: str) -> None:
    """Draws the files of this version and keeps their fingerprints. A version replaced meanwhile has none: what it
    said is no longer the page."""
    version = VersionRestitution.objects.select_related("restitution__region").filter(pk=version_id).first()
    if version is None or version.empreinte or version.restitution.live_revision_id != version.revision:
        return
    page = version.restitution
    document = write_document(page, read_restitution(page, version), version)
    record_empreintes(
        version=version,
        empreinte=document.empreinte,
        empreinte_pdf=hash_file(draw_file(document, "pdf")),
        empreinte_odt=hash_file(draw_file(document, "odt")),
        by=Acteur.systeme(),
    )
