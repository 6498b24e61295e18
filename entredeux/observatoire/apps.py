from django.apps import AppConfig


class ObservatoireConfig(AppConfig):
    name = "entredeux.observatoire"
    verbose_name = "Observatoire"

    def ready(self) -> None:
        from entredeux.observatoire.triggers import TRIGGERS
        from entredeux.socle.triggers import declare

        declare(*TRIGGERS)
