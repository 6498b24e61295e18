from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "entredeux.partenaires"
    verbose_name = "Partenaires"
