from django.urls import path

from entredeux.observatoire import views

app_name = "observatoire"
urlpatterns = [
    path("activite/", views.activite, name="activite"),
    path("activite.csv", views.activite_csv, name="activite_csv"),
    path("methode/", views.methode, name="methode"),
]
