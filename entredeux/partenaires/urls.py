from django.urls import path

from entredeux.partenaires.views import annuaire, partenaires, rapprochements

app_name = "partenaires"
urlpatterns = [
    path("", partenaires.partenaires, name="liste"),
    path("nouveau/", partenaires.partenaire_nouveau, name="nouveau"),
    path("<uuid:partenaire_id>/", partenaires.partenaire, name="fiche"),
    path("annuaire/", annuaire.annuaire, name="annuaire"),
    path("annuaire/<int:fiche_id>/", annuaire.fiche, name="fiche_annuaire"),
    path("annuaire/<int:fiche_id>/note/", annuaire.noter, name="noter"),
    path("annuaire/<int:fiche_id>/partenaire/", annuaire.faire_partenaire, name="faire_partenaire"),
    path("annuaire/exports/", annuaire.exports, name="exports"),
    path("annuaire/exports/<slug:format>/", annuaire.exporter, name="exporter"),
    path("annuaire/doublons/", rapprochements.doublons, name="doublons"),
    path("annuaire/doublons/<int:paire_id>/", rapprochements.decider, name="decider"),
    path("annuaire/rapprochements/", rapprochements.rapprochements, name="rapprochements"),
    path(
        "annuaire/rapprochements/<uuid:rapprochement_id>/annuler/",
        rapprochements.annuler_rapprochement,
        name="annuler_rapprochement",
    ),
    path("annuaire/refus/", rapprochements.refus, name="refus"),
]
