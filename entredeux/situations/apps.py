from django.apps import AppConfig


class SituationsConfig(AppConfig):
    name = "entredeux.situations"
    verbose_name = "Situations"
