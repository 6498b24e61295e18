from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "entredeux.participation"
    verbose_name = "Participation"
