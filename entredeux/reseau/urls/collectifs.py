from django.urls import path

from entredeux.reseau.views import collectifs, pairs

urlpatterns = [
    path("collectifs/", collectifs.collectifs, name="collectifs"),
    path("collectifs/ouvrir/", collectifs.ouvrir, name="collectif_ouvrir"),
    path("collectifs/<slug:cercle>/", collectifs.collectif, name="collectif"),
    path("collectifs/<slug:cercle>/membres/", collectifs.ajouter_membre, name="collectif_ajouter"),
    path("collectifs/<slug:cercle>/ma-mission/", collectifs.dire_mission, name="collectif_mission"),
    path("collectifs/<slug:cercle>/membres/<int:membre_id>/depart/", collectifs.partir, name="collectif_partir"),
    path("collectifs/<slug:cercle>/membres/<int:membre_id>/animation/", collectifs.confier, name="collectif_confier"),
    path("collectifs/<slug:cercle>/rencontres/prevoir/", collectifs.prevoir, name="rencontre_prevoir"),
    path("rencontres/<uuid:rencontre_id>/", collectifs.rencontre, name="rencontre"),
    path("rencontres/engagements/<uuid:engagement_id>/", collectifs.clore_engagement, name="engagement_collectif"),
    path("questions/", pairs.questions, name="questions_pairs"),
    path("questions/poser/", pairs.poser, name="question_poser"),
    path("questions/<uuid:question_id>/", pairs.question, name="question_pairs"),
    path("questions/<uuid:question_id>/fiche/", pairs.mettre_en_fiche, name="question_fiche"),
    path("questions/<uuid:question_id>/bilan/", pairs.clore, name="question_clore"),
]
