from django.urls import path

from entredeux.themes import views

app_name = "themes"
urlpatterns = [
    path("", views.liste, name="liste"),
    path("vocabulaires/", views.vocabulaires, name="vocabulaires"),
    path("ouvertures/<uuid:ouverture_id>/fermer/", views.fermer, name="fermer"),
    path("cadre/", views.principes, name="principes"),
    path("cadre/<slug:principe>/", views.principe, name="principe"),
    path("<slug:code>/ouvrir/", views.ouvrir, name="ouvrir"),
    path("<slug:code>/", views.fiche, name="fiche"),
]
