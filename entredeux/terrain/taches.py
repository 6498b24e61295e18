"""Background work of the field log. Arguments are ids only."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from entredeux.socle.taches import register_nightly, tache
from entredeux.terrain.models import Dysfonctionnement
from entredeux.terrain.retention import forget
from entredeux.themes.queries import labels


@register_nightly
def forget_terrain() -> None:
    """Seven days, three months, twelve months: see retention.py."""
    forget()


@tache()
def mail_dysfonctionnement(dysfonctionnement_id: str) -> None:
    """Writes to the landlord's or town's service: what fails, where, since when. No name of anyone."""
    record = Dysfonctionnement.objects.select_related("lieu", "destinataire", "structure").get(pk=dysfonctionnement_id)
    if record.destinataire is None:
        return
    context = {
        "dysfonctionnement": record,
        "categorie": labels("dysfonctionnements").get(record.categorie, record.categorie),
        "adresse_site": settings.ADRESSE,
        "reference": str(record.pk)[:8].upper(),
    }
    subject = f"{context['categorie']}, {record.lieu.nom} (réf. {context['reference']})"
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string("terrain/courriels/dysfonctionnement.txt", context),
        to=[record.destinataire.courriel],
    )
    message.attach_alternative(render_to_string("terrain/courriels/dysfonctionnement.html", context), "text/html")
    message.send()
