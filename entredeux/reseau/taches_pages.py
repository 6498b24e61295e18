"""Scheduled publication: what an editor dated appears, and goes, at its hour."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, Revision

from entredeux.cadre import journal
from entredeux.cadre.acteur import Acteur
from entredeux.socle.taches import periodique


@periodique(chaque=timedelta(minutes=5))
def publish_scheduled() -> None:
    """Wagtail's own command, and our journal. Running it twice publishes nothing twice."""
    now = timezone.now()
    due = set(Revision.page_revisions.filter(approved_go_live_at__lt=now).values_list("object_id", flat=True))
    ending = set(Page.objects.filter(live=True, expire_at__lt=now).values_list("pk", flat=True))
    call_command("publish_scheduled", verbosity=0)
    for page in Page.objects.filter(pk__in=due | ending).specific():
        event = "reseau.page.publiee" if page.live else "reseau.page.depubliee"
        journal.record_write(Acteur.systeme(), event, page)
