"""Signing in, where allauth's own views need a word more."""

from typing import Any

from allauth.account.views import LoginView
from allauth.account.views import logout as allauth_logout
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

from entredeux.cadre.access import ouvert
from entredeux.cadre.provider import OidcAdapter


class ConnexionView(LoginView):
    def form_invalid(self, form: Form) -> HttpResponse:
        """Too many failures: the page comes back filled, says how long to wait, and says it to programs too."""
        response = super().form_invalid(form)
        if form.has_error("__all__", "too_many_login_attempts"):
            response.status_code = 429
            response["Retry-After"] = "300"
        return response


login = ConnexionView.as_view()


@ouvert("se déconnecter, aussi quand la session vient d'expirer")
def logout(request: HttpRequest) -> HttpResponse:
    """The browser is told to drop what it cached of the office; the notebook's own store is its own business."""
    response: HttpResponse = allauth_logout(request)
    if request.method == "POST":
        response["Clear-Site-Data"] = '"cache"'
    return response


@ouvert("partir vers le fournisseur d'identité")
def federate(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _federated(OAuth2LoginView, request, provider_id)


@ouvert("revenir du fournisseur d'identité")
def federate_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _federated(OAuth2CallbackView, request, provider_id)


def _federated(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return view.adapter_view(OidcAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, KeyError, ValueError):
        return render(request, "socialaccount/authentication_error.html", {"est_injoignable": True}, status=502)


@ouvert("n'existe pas : répond toujours 404")
def closed(request: HttpRequest) -> HttpResponse:
    raise Http404
