from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    name = "entredeux.territoires"
    verbose_name = "Territoires"
