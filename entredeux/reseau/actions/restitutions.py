"""What is kept of each publication of a restitution."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from entredeux.cadre import journal
from entredeux.cadre.access import check_permission
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.permissions import Permission
from entredeux.reseau.models import Restitution, VersionRestitution
from entredeux.reseau.queries.restitutions import current_cites


@transaction.atomic
def freeze_restitution(*, page: Restitution, revision: int, by: Acteur) -> VersionRestitution:
    """Numbers this publication, and fixes the items that stand behind its points today. Twice changes nothing."""
    check_permission(by, Permission.REDIGER_RESEAU)
    versions = VersionRestitution.objects.select_for_update().filter(restitution=page)
    if known := versions.filter(revision=revision).first():
        return known
    version = VersionRestitution(
        restitution=page,
        revision=revision,
        numero=(versions.aggregate(last=Max("numero"))["last"] or 0) + 1,
        publiee_le=timezone.now(),
        cites=current_cites(page),
    )
    version.save(force_insert=True)
    journal.record_write(by, "reseau.restitution.version", version)
    return version


@transaction.atomic
def record_empreintes(
    *, version: VersionRestitution, empreinte: str, empreinte_pdf: str, empreinte_odt: str, by: Acteur
) -> None:
    """The fingerprints of the content and of its files, once."""
    check_permission(by, Permission.REDIGER_RESEAU)
    stored = VersionRestitution.objects.select_for_update().get(pk=version.pk)
    if stored.empreinte:
        return
    stored.empreinte, stored.empreinte_pdf, stored.empreinte_odt = empreinte, empreinte_pdf, empreinte_odt
    stored.save(update_fields=["empreinte", "empreinte_pdf", "empreinte_odt"])
    journal.record_write(by, "reseau.restitution.empreintes", stored)
