"""Mail about accounts. Task arguments are ids; the signed link is made when the mail leaves, never stored."""

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django_tasks import task

from entredeux.cadre.jetons import JetonDeMotDePasse
from entredeux.cadre.models import Adhesion


@task()
def send_invitation(adhesion_id: str) -> None:
    """Says who opened an access, for which role, and where to choose a password (or simply to sign in)."""
    adhesion = Adhesion.objects.select_related("compte", "structure").get(pk=adhesion_id)
    compte = adhesion.compte
    context = {
        "compte": compte,
        "structure": adhesion.structure,
        "role": adhesion.get_role_display(),
        "est_nouveau": not compte.has_usable_password(),
        "lien": _link(adhesion),
        "jours": settings.PASSWORD_RESET_TIMEOUT // 86400,
    }
    mail = EmailMultiAlternatives(
        subject=f"[Entre-deux] Votre accès à {adhesion.structure or 'Entre-deux'}",
        body=render_to_string("cadre/courriels/invitation.txt", context),
        to=[compte.email],
    )
    mail.attach_alternative(render_to_string("cadre/courriels/invitation.html", context), "text/html")
    mail.send()


def _link(adhesion: Adhesion) -> str:
    compte = adhesion.compte
    if compte.has_usable_password():
        return f"{settings.ADRESSE}{reverse('account_login')}"
    token = JetonDeMotDePasse().make_token(compte)
    path = reverse("account_reset_password_from_key", args=[user_pk_to_url_str(compte), token])
    return f"{settings.ADRESSE}{path}"
