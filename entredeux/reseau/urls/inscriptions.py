from django.urls import path

from entredeux.reseau.views import inscriptions, inscriptions_animation, mon_inscription

EVENEMENT = "evenements/<slug:slug>/inscriptions/"
PERSONNE = f"{EVENEMENT}<uuid:inscription_id>/"

urlpatterns = [
    path("evenements/<slug:slug>/inscription/", inscriptions.inscription, name="reseau_inscrire"),
    path("evenements/<slug:slug>/inscription/envoyee/", inscriptions.envoyee, name="reseau_inscription_envoyee"),
    path("inscriptions/", inscriptions_animation.liste, name="reseau_inscriptions"),
    path(EVENEMENT, inscriptions_animation.evenement, name="reseau_inscriptions_evenement"),
    path(f"{EVENEMENT}noms/", inscriptions_animation.noms, name="reseau_inscrits"),
    path(f"{EVENEMENT}besoins/", inscriptions_animation.besoins, name="reseau_besoins"),
    path(f"{EVENEMENT}contributions/", inscriptions_animation.contributions, name="reseau_contributions"),
    path(f"{EVENEMENT}badges.csv", inscriptions_animation.badges, name="reseau_badges"),
    path(f"{EVENEMENT}importer/", inscriptions_animation.importer, name="reseau_inscriptions_importer"),
    path(f"{EVENEMENT}annuler-l-evenement/", inscriptions_animation.annuler_evenement, name="reseau_evenement_annuler"),
    path(PERSONNE, inscriptions_animation.personne, name="reseau_inscrit"),
    path(f"{PERSONNE}annuler/", inscriptions_animation.annuler, name="reseau_inscrit_annuler"),
    path(f"{PERSONNE}retablir/", inscriptions_animation.retablir, name="reseau_inscrit_retablir"),
    path(f"{PERSONNE}corriger/", inscriptions_animation.corriger, name="reseau_inscrit_corriger"),
    path("inscriptions/<str:jeton>/", mon_inscription.page, name="reseau_inscription"),
    path("inscriptions/<str:jeton>/changer/", mon_inscription.changer, name="reseau_inscription_changer"),
    path("inscriptions/<str:jeton>/annuler/", mon_inscription.annuler, name="reseau_inscription_annuler"),
    path("inscriptions/<str:jeton>/retablir/", mon_inscription.retablir, name="reseau_inscription_retablir"),
    path("inscriptions/<str:jeton>/inscription.ics", mon_inscription.agenda, name="reseau_inscription_agenda"),
    path("inscriptions/<str:jeton>/apporter/", mon_inscription.apporter, name="reseau_contribution"),
    path(
        "inscriptions/<str:jeton>/apports/<uuid:contribution_id>/retirer/",
        mon_inscription.retirer,
        name="reseau_contribution_retirer",
    ),
]
