from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SocleConfig(AppConfig):
    name = "entredeux.socle"
    verbose_name = "Aide sans mot du métier"

    def ready(self) -> None:
        from entredeux.socle.cache import create_cache_table
        from entredeux.socle.triggers import install_triggers

        post_migrate.connect(create_cache_table, dispatch_uid="socle.cache")
        post_migrate.connect(install_triggers, dispatch_uid="socle.triggers")
