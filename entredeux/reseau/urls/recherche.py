from django.urls import path

from entredeux.reseau.views import recherche as views

urlpatterns = [path("recherche/", views.recherche, name="recherche")]
