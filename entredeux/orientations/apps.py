from django.apps import AppConfig


class OrientationsConfig(AppConfig):
    name = "entredeux.orientations"
    verbose_name = "Orientations"
