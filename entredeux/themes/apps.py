from django.apps import AppConfig


class ThemesConfig(AppConfig):
    name = "entredeux.themes"
    verbose_name = "Thèmes"
