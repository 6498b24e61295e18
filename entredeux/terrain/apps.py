from django.apps import AppConfig


class TerrainConfig(AppConfig):
    name = "entredeux.terrain"
    verbose_name = "Terrain"
