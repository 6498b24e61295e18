from django.urls import path

from entredeux.partenaires import views

app_name = "partenaires"
urlpatterns = [
    path("", views.partenaires, name="liste"),
    path("nouveau/", views.partenaire_nouveau, name="nouveau"),
    path("<uuid:partenaire_id>/", views.partenaire, name="fiche"),
]
