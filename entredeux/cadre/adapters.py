from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class CompteAdapter(DefaultAccountAdapter):
    """Accounts are opened by a structure, by invitation: nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class FederationAdapter(DefaultSocialAccountAdapter):
    """A federated identity opens an existing account with the same verified address, and creates none."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False
