from django.urls import path

from entredeux.reseau import views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("programme/<slug:slug>/", views.evenement, name="evenement"),
    path("espace/", views.espace, name="espace"),
]
