from django.urls import path

from entredeux.reseau.views import inscriptions, mon_inscription

urlpatterns = [
    path("evenements/<slug:slug>/inscription/", inscriptions.inscription, name="reseau_inscrire"),
    path("evenements/<slug:slug>/inscription/envoyee/", inscriptions.envoyee, name="reseau_inscription_envoyee"),
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
