"""The pages of allauth that we open, one by one: what is not listed here does not exist.

Their names are allauth's, which reverses them; their addresses are ours. Each carries its mark
(`ouvert`, `connecte`), read by tests/architecture/test_urls.py like those of our own views.
"""

from allauth.account import views as compte
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as secours
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as cle
from allauth.socialaccount import views as tiers
from django.urls import path, re_path

from entredeux.cadre.access import connecte, ouvert
from entredeux.cadre.views import connexion

urlpatterns = [
    # Signing in and out.
    path("connexion/", ouvert("se connecter")(connexion.login), name="account_login"),
    path("deconnexion/", connexion.logout, name="account_logout"),
    path("ferme/", ouvert("dit qu'un compte est fermé")(compte.account_inactive), name="account_inactive"),
    path("double-facteur/", ouvert("seconde étape de la connexion")(mfa.authenticate), name="mfa_authenticate"),
    path("connexion/cle/", ouvert("se connecter par clé d'accès")(cle.login_webauthn), name="mfa_login_webauthn"),
    # Password and address.
    path("mot-de-passe/", connecte(compte.password_change), name="account_change_password"),
    path("mot-de-passe/choisir/", connecte(compte.password_set), name="account_set_password"),
    path("mot-de-passe/oublie/", ouvert("mot de passe oublié")(compte.password_reset), name="account_reset_password"),
    path(
        "mot-de-passe/oublie/envoye/",
        ouvert("dit que le courriel est parti")(compte.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^mot-de-passe/lien/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ouvert("choisir un mot de passe par le lien signé d'un courriel")(compte.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/choisi/",
        ouvert("dit que le mot de passe est enregistré")(compte.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path(
        "adresse/",
        ouvert("dit qu'un courriel de confirmation est parti")(compte.email_verification_sent),
        name="account_email_verification_sent",
    ),
    re_path(
        r"^adresse/(?P<key>[-:\w]+)/$",
        ouvert("confirmer son adresse par le lien signé d'un courriel")(compte.confirm_email),
        name="account_confirm_email",
    ),
    # Confirming who one is before a sensitive change.
    path("confirmer/", connecte(compte.reauthenticate), name="account_reauthenticate"),
    path("confirmer/code/", connecte(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("confirmer/cle/", connecte(cle.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    # Second factors.
    path("securite/", connecte(mfa.index), name="mfa_index"),
    path("securite/application/activer/", connecte(totp.activate_totp), name="mfa_activate_totp"),
    path("securite/application/retirer/", connecte(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("securite/cles/", connecte(cle.list_webauthn), name="mfa_list_webauthn"),
    path("securite/cles/ajouter/", connecte(cle.add_webauthn), name="mfa_add_webauthn"),
    path("securite/cles/<int:pk>/renommer/", connecte(cle.edit_webauthn), name="mfa_edit_webauthn"),
    path("securite/cles/<int:pk>/retirer/", connecte(cle.remove_webauthn), name="mfa_remove_webauthn"),
    path("securite/secours/", connecte(secours.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("securite/secours/generer/", connecte(secours.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("securite/secours/fichier/", connecte(secours.download_recovery_codes), name="mfa_download_recovery_codes"),
    # ProConnect, or any OpenID Connect provider set in the environment.
    path(
        "federation/annulee/",
        ouvert("dit qu'une connexion a été annulée")(tiers.login_cancelled),
        name="socialaccount_login_cancelled",
    ),
    path("federation/<slug:provider_id>/", connexion.federate, name="openid_connect_login"),
    path("federation/<slug:provider_id>/retour/", connexion.federate_back, name="openid_connect_callback"),
    # allauth writes links to these; they answer 404: an account is opened by invitation, its address by its structure.
    path("ferme/inscription/", connexion.closed, name="account_signup"),
    path("ferme/adresses/", connexion.closed, name="account_email"),
    path("ferme/inscription-federee/", connexion.closed, name="socialaccount_signup"),
    path("ferme/comptes-lies/", connexion.closed, name="socialaccount_connections"),
]

# For reviewers: every page of allauth that is reachable, and why.
ROUTES_TIERCES = {
    pattern.name: getattr(pattern.callback, "acces", "")
    for pattern in urlpatterns
    if "allauth" in pattern.callback.__module__
}
