"""Where allauth asks us: who may sign in, what mail says, what is kept of an identity, what is written down."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from entredeux.cadre.acteur import current_adhesions
from entredeux.cadre.actions.connexions import record_connexion, record_deconnexion, record_refus_connexion
from entredeux.cadre.chiffrement import secret_of_instance
from entredeux.cadre.models import Compte

ATTENTE = (
    "Trop d'essais manqués pour cette adresse. Attendez cinq minutes avant de réessayer ; "
    "votre compte n'est pas bloqué. Vous pouvez aussi réinitialiser votre mot de passe."
)


class CompteAdapter(DefaultAccountAdapter):
    """Accounts are opened by a structure, by invitation: nobody signs up alone."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez l'un et l'autre.",
        "incorrect_password": "Ce mot de passe n'est pas le bon.",
        "enter_current_password": "Ce n'est pas votre mot de passe actuel.",
        "too_many_login_attempts": ATTENTE,
        "rate_limited": "Trop de demandes à la suite. Attendez une minute avant de réessayer.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        if isinstance(user, Compte):
            record_connexion(compte=user)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Compte):
            record_deconnexion(compte=request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record_refus_connexion(email=str(credentials.get("email", "")))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if isinstance(request.user, Compte) and not current_adhesions(request.user).exists():
            return reverse("cadre:sans_acces")
        return super().get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("cadre:profil")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Built on the configured address, never on the Host header of whoever asks for a reset."""
        uid, _, token = key.partition("-")
        return f"{settings.ADRESSE}{reverse('account_reset_password_from_key', args=[uid, token])}"

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        return f"{settings.ADRESSE}{reverse('account_confirm_email', args=[emailconfirmation.key])}"


def note_refused_code(sender: object, *, user: Compte, **_: object) -> None:
    record_refus_connexion(email=user.email)


class DoubleFacteurAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted at rest, their words are ours."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Ce code n'est pas le bon, ou il a expiré. Essayez avec le code affiché maintenant.",
    }

    def encrypt(self, text: str) -> str:
        return self._fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._fernet().decrypt(encrypted_text.encode()).decode()

    @staticmethod
    def _fernet() -> Fernet:
        return Fernet(base64.urlsafe_b64encode(secret_of_instance("double_facteur")))

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Clé n° {count + 1}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Entre-deux"}

    def _get_site_name(self) -> str:
        return "Entre-deux"


class FederationAdapter(DefaultSocialAccountAdapter):
    """A federated identity opens an existing account with the same verified address, and creates none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nothing is created: says so, with what to do, instead of allauth's "sign-up closed"."""
        verified = any(address.verified for address in sociallogin.email_addresses)
        record_refus_connexion(email=next((a.email for a in sociallogin.email_addresses), ""))
        raise ImmediateHttpResponse(self._refusal(request, "inconnue" if verified else "non_verifiee"))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The provider vouches for the address: an invited person need not confirm it a second time."""
        if not sociallogin.is_existing:
            return
        for address in sociallogin.email_addresses:
            if address.verified:
                self._mark_verified(sociallogin.user, address.email)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        if error != AuthError.CANCELLED:
            record_refus_connexion(email="")

    @staticmethod
    def _mark_verified(compte: Compte, email: str) -> None:
        if email.lower() == compte.email:
            EmailAddress.objects.update_or_create(
                user=compte, email=compte.email, defaults={"verified": True, "primary": True}
            )

    @staticmethod
    def _refusal(request: HttpRequest, raison: str) -> HttpResponse:
        return render(request, "socialaccount/refus.html", {"raison": raison}, status=403)
