from django.urls import path

from entredeux.reseau.views import redaction_ressources as redaction
from entredeux.reseau.views import ressources as views
from entredeux.reseau.views import usages

FICHE = "ressources/<slug:ressource_slug>/"
LISTE = "ressources/a-relire/"

urlpatterns = [
    path("ressources/", views.ressources, name="ressources"),
    path("ressources/suggestions", views.suggestions, name="ressources_suggestions"),
    path("ressources/epinglees.json", views.epinglees_json, name="fiches_epinglees"),
    path("ressources/mes-fiches/", usages.mes_fiches, name="mes_fiches"),
    path("ressources/ressources.<slug:extension>", views.notices, name="ressources_notices"),
    path("ressources/nouvelle/", redaction.nouvelle, name="ressource_nouvelle"),
    path("ressources/importer/", redaction.importer, name="ressources_importer"),
    path(LISTE, redaction.a_relire, name="ressources_a_relire"),
    path(f"{LISTE}ensemble/", redaction.relire_ensemble, name="ressources_relire"),
    path(f"{LISTE}<int:ressource_id>/mots/", redaction.mots, name="ressource_mots"),
    path(f"{LISTE}<int:ressource_id>/relire/", redaction.relire, name="ressource_relire"),
    path(f"{LISTE}<int:ressource_id>/valider/", redaction.valider, name="ressource_valider"),
    path(f"{LISTE}<int:ressource_id>/a-revoir/", redaction.a_revoir, name="ressource_a_revoir"),
    path("ressources/usages/<uuid:usage_id>/repondre/", usages.repondre_ici, name="usage_repondre_ici"),
    path("ressources/usages/confirmer/<str:jeton>/", usages.confirmer, name="usage_confirmer"),
    path("ressources/usages/question/<str:jeton>/", usages.repondre, name="usage_repondre"),
    path(FICHE, views.ressource, name="ressource"),
    path(f"{FICHE}notice.<slug:extension>", views.notice, name="ressource_notice"),
    path(f"{FICHE}documents/<int:rang>/", views.document, name="ressource_document"),
    path(f"{FICHE}epingler/", usages.epingler, name="ressource_epingler"),
    path(f"{FICHE}retirer/", usages.retirer, name="ressource_retirer"),
    path(f"{FICHE}usage/", usages.usage, name="ressource_usage"),
]
