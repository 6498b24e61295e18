from django.apps import AppConfig


class ReseauConfig(AppConfig):
    name = "entredeux.reseau"
    verbose_name = "Réseau"
