from django.urls import path

from entredeux.themes import views

app_name = "themes"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("vocabulaires/", views.vocabulaires, name="vocabulaires"),
    path("<slug:code>/", views.fiche, name="fiche"),
]
