from django.urls import path

from entredeux.territoires import views

app_name = "territoires"
urlpatterns = [
    path("recherche/", views.recherche, name="recherche"),
    path("lieux/", views.lieux, name="lieux"),
    path("lieux/nouveau/", views.nouveau, name="nouveau"),
    path("lieux/<uuid:pk>/", views.modifier, name="modifier"),
    path("lieux/<uuid:pk>/archiver/", views.archiver, name="archiver"),
    path("lieux/<uuid:pk>/rouvrir/", views.rouvrir, name="rouvrir"),
]
