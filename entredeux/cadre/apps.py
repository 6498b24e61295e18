from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CadreConfig(AppConfig):
    name = "entredeux.cadre"
    verbose_name = "Cadre"

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed

        from entredeux.cadre import checks, echeances, taches  # noqa: F401
        from entredeux.cadre.adapters import note_refused_code
        from entredeux.cadre.chiffrement import ensure_instance_secrets
        from entredeux.cadre.menu import register_menu
        from entredeux.cadre.triggers import TRIGGERS
        from entredeux.socle.triggers import declare

        declare(*TRIGGERS)
        register_menu()
        echeances.register()
        # allauth has a hook for a wrong password, and only this signal for a wrong code.
        authentication_failed.connect(note_refused_code, dispatch_uid="cadre.code_refuse")
        post_migrate.connect(ensure_instance_secrets, sender=self, dispatch_uid="cadre.secrets")
