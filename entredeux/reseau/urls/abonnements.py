from django.urls import path

from entredeux.reseau.views import abonnements

urlpatterns = [
    path("lettre/", abonnements.abonner, name="abonner"),
    path("lettre/apercu/", abonnements.lettre, name="lettre"),
    path("lettre/confirmer/<str:jeton>/", abonnements.confirmer, name="abonnement_confirmer"),
    path("lettre/arreter/<str:jeton>/", abonnements.arreter, name="abonnement_arreter"),
]
