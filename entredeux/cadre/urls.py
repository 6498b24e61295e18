from django.urls import path

from entredeux.cadre.views import comptes, consentements, journal, profil

app_name = "cadre"
urlpatterns = [
    path("compte/profil/", profil.profil, name="profil"),
    path("compte/structure/", profil.choisir_structure, name="structure"),
    path("compte/sans-acces/", profil.sans_acces, name="sans_acces"),
    path("cadre/roles/", profil.roles, name="roles"),
    path("cadre/comptes/", comptes.comptes, name="comptes"),
    path("cadre/comptes/inviter/", comptes.inviter, name="inviter"),
    path("cadre/comptes/<uuid:pk>/role/", comptes.changer_role, name="changer_role"),
    path("cadre/comptes/<uuid:pk>/fermer/", comptes.fermer, name="fermer"),
    path("cadre/comptes/<uuid:pk>/rouvrir/", comptes.rouvrir, name="rouvrir"),
    path("accords/textes/", consentements.relectures, name="relectures_textes"),
    path("accords/<uuid:consentement_id>/retirer/", consentements.retirer, name="retirer_consentement"),
    path("accords/<str:demande>/", consentements.consentement, name="consentement"),
    path("cadre/journal/", journal.journal, name="journal"),
]
