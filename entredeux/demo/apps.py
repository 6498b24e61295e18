from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "entredeux.demo"
    verbose_name = "Démonstration"
