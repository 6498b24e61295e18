"""Mail about exceptional accesses, requests and what is about to be erased: never a word of a record, never a place."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.fiches_fermees import libelle_of
from entredeux.cadre.models import AvisBris, Compte, EnvoiPreavis
from entredeux.socle.taches import tache


@tache()
def send_avis_bris(avis_id: int) -> None:
    """Tells the author of a record that it was opened: by whom, which kind, when, why in a word. Once."""
    avis = AvisBris.objects.select_related("bris__structure", "bris__cree_par", "compte").filter(pk=avis_id).first()
    if avis is None or avis.envoye_le or not avis.compte.is_active:
        return
    bris = avis.bris
    context = {
        "compte": avis.compte,
        "bris": bris,
        "quoi": libelle_of(bris.sorte),
        "structure": bris.structure,
        "lien": f"{settings.ADRESSE}{reverse('cadre:ouverture', args=[bris.pk])}",
    }
    send_mail_to(avis.compte, f"Ouverture exceptionnelle : {context['quoi']}", "avis_bris", context)
    AvisBris.objects.filter(pk=avis.pk).update(envoye_le=timezone.now())


def send_mail_to(compte: Compte, subject: str, name: str, context: dict) -> None:
    mail = EmailMultiAlternatives(
        subject=f"[Entre-deux] {subject}",
        body=render_to_string(f"cadre/courriels/{name}.txt", context),
        to=[compte.email],
    )
    mail.attach_alternative(render_to_string(f"cadre/courriels/{name}.html", context), "text/html")
    mail.send()


@tache()
def send_preavis(preavis_id: int, compte_id: str) -> None:
    """How many records lose their texts in about a month, and where to see which. No record is named."""
    preavis = EnvoiPreavis.objects.select_related("structure").filter(pk=preavis_id).first()
    compte = Compte.objects.filter(pk=compte_id, is_active=True).first()
    if preavis is None or compte is None:
        return
    context = {
        "compte": compte,
        "preavis": preavis,
        "structure": preavis.structure,
        "lien": f"{settings.ADRESSE}{reverse('cadre:conservation')}",
    }
    many = "1 fiche perd bientôt ses textes"
    if preavis.nombre > 1:
        many = f"{preavis.nombre} fiches perdent bientôt leurs textes"
    send_mail_to(compte, many, "preavis", context)
