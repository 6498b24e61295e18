"""OpenID Connect as ProConnect speaks it. allauth finds this module by its name (`provider_classes`).

ProConnect answers userinfo as a signed JWT, where allauth expects JSON, and demands a nonce. Both kinds of
answer are read; a signed one is verified against the provider's published keys, for our client only.
"""

import json
import secrets
from typing import Any

import jwt
from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider, _pick_data
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse

ALGORITHMES = ["RS256", "ES256"]
SESSION_NONCE = "oidc_nonce"


class OidcAdapter(OpenIDConnectOAuth2Adapter):
    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Any malformed answer becomes OAuth2Error, which allauth shows as a page, never as a 500."""
        expected = request.session.pop(SESSION_NONCE, None)
        try:
            login = super().complete_login(request, app, token, **kwargs)
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error("Réponse du fournisseur d'identité illisible.") from error
        self._check_nonce(kwargs["response"].get("id_token"), expected)
        login.account.extra_data = {}  # the subject and the address are enough: names and SIRET are not kept
        return login

    @staticmethod
    def _check_nonce(id_token: str | None, expected: str | None) -> None:
        """Ties the identity token to this browser's request. Signature: see allauth's `_decode_id_token`."""
        if id_token is None:
            return
        told = jwt.decode(id_token, options={"verify_signature": False}).get("nonce")
        if not expected or told != expected:
            raise OAuth2Error("Jeton d'identité destiné à une autre demande.")

    def _fetch_user_info(self, access_token: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access_token}"}
        with get_adapter().get_requests_session() as session:
            response = session.get(self.profile_url, headers=headers)
            response.raise_for_status()
            if "application/jwt" in response.headers.get("Content-Type", ""):
                keys = session.get(self.openid_config["jwks_uri"])
                keys.raise_for_status()
                return self._verify(response.text.strip(), keys.json())
        return response.json()

    def _verify(self, signed: str, keys: dict[str, Any]) -> dict[str, Any]:
        header = jwt.get_unverified_header(signed)
        if header.get("alg") not in ALGORITHMES:
            raise OAuth2Error("Signature d'un type refusé.")
        return jwt.decode(
            signed,
            key=_find_key(keys, header),
            algorithms=[header["alg"]],
            issuer=self.openid_config["issuer"],
            audience=self.get_provider().app.client_id,
            options={"require": ["iss", "aud", "sub"]},
        )


def _find_key(keys: dict[str, Any], header: dict[str, Any]) -> Any:
    """The provider's key of that name; without a name, its only key of that kind."""
    usable = [key for key in keys["keys"] if key.get("use", "sig") == "sig"]
    if "kid" in header:
        usable = [key for key in usable if key.get("kid") == header["kid"]]
    if len(usable) != 1:
        raise OAuth2Error("Clé de signature inconnue.")
    return jwt.PyJWK.from_json(json.dumps(usable[0]), algorithm=header["alg"]).key


class OidcProvider(OpenIDConnectProvider):
    oauth2_adapter_class = OidcAdapter

    def redirect(self, request: HttpRequest, process: str, *args: Any, **kwargs: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        request.session[SESSION_NONCE] = nonce
        kwargs["auth_params"] = {**self.get_auth_params(), "nonce": nonce}
        return super().redirect(request, process, *args, **kwargs)

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return self.get_scope()  # allauth would add whatever the address bar asks for

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """Only a literal `true` is a verified address; allauth would take the string "false" for one."""
        told = _pick_data(data)
        if not told.get("email"):
            return []
        verified = told.get("email_verified") is True
        return [EmailAddress(email=str(told["email"]).lower(), verified=verified, primary=True)]


provider_classes = [OidcProvider]
