"""The link that lets someone choose a password: seven days for an invitation, one for a forgotten password."""

from datetime import timedelta

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int

from entredeux.cadre.models import Compte

DUREE_OUBLI = timedelta(days=1)


class JetonDeMotDePasse(PasswordResetTokenGenerator):
    """Dies at first use (it is made from the password and the last sign-in), else after its days.

    Django's own limit (PASSWORD_RESET_TIMEOUT) is the invitation's; an account that already has a password
    gets the shorter one.
    """

    def check_token(self, user: Compte | None, token: str | None) -> bool:
        if user is None or not token or not super().check_token(user, token):
            return False
        return not user.has_usable_password() or self._age(token) <= DUREE_OUBLI

    def _age(self, token: str) -> timedelta:
        return timedelta(seconds=self._num_seconds(self._now()) - base36_to_int(token.partition("-")[0]))
