from django.apps import AppConfig


class CadreConfig(AppConfig):
    name = "entredeux.cadre"
    verbose_name = "Cadre"

    def ready(self) -> None:
        from entredeux.cadre.triggers import TRIGGERS
        from entredeux.socle.triggers import declare

        declare(*TRIGGERS)
