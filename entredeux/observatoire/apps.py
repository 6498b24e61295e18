from django.apps import AppConfig


class ObservatoireConfig(AppConfig):
    name = "entredeux.observatoire"
    verbose_name = "Observatoire"
