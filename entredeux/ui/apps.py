from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "entredeux.ui"
    verbose_name = "Apparence"
