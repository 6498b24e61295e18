from django.urls import path

from entredeux.reseau.views import pages as views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("programme/<slug:slug>/", views.evenement, name="evenement"),
    path("espace/", views.espace, name="espace"),
]
