"""One file of routes by subject, so that each reads whole."""

from django.urls import URLPattern, URLResolver, path

from entredeux.orientations.views import demandes, orientations, partenaire, protocoles

app_name = "orientations"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", orientations.liste, name="liste"),
    path("guide/", orientations.guide, name="guide"),
    path("nouvelle/", orientations.nouvelle, name="nouvelle"),
    path("bilan/", orientations.bilan, name="bilan"),
    path("<uuid:orientation_id>/", orientations.detail, name="detail"),
    path("<uuid:orientation_id>/autre/", orientations.autre_service, name="autre_service"),
    path("envois/<uuid:envoi_id>/<slug:geste>/", orientations.geste, name="geste"),
    path("demandes/", demandes.demandes, name="demandes"),
    path("demandes/<uuid:demande_id>/", demandes.demande, name="demande"),
    path("matrice/", protocoles.matrice, name="matrice"),
    path("matrice/modifier/", protocoles.matrice_modifier, name="matrice_modifier"),
    path("protocoles/", protocoles.protocoles, name="protocoles"),
    path("protocoles/<uuid:partenaire_id>/", protocoles.protocole, name="protocole"),
    path("protocoles/<uuid:partenaire_id>/ecrire/", protocoles.protocole_ecrire, name="protocole_ecrire"),
    path("protocoles/<uuid:partenaire_id>/presence/", protocoles.presence_noter, name="presence_noter"),
    # without an account
    path("repondre/<str:jeton>/", partenaire.partenaire, name="partenaire"),
    path("presence/<str:jeton>/", partenaire.presence_confirmer, name="presence_confirmer"),
    path("demander/<uuid:structure_id>/", demandes.demander, name="demander"),
    path("recu/", demandes.recu, name="recu"),
]
