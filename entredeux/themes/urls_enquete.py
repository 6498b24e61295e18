"""The short address of a survey: it is read on a sheet and typed on a phone."""

from django.urls import path

from entredeux.themes.views import enquete_publique

urlpatterns = [
    path("", enquete_publique.entrer, name="enquete_entrer"),
    path("merci/", enquete_publique.merci, name="enquete_merci"),
    path("<str:acces>/", enquete_publique.repondre, name="enquete_repondre"),
]
