from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CadreConfig(AppConfig):
    name = "entredeux.cadre"
    verbose_name = "Cadre"

    def ready(self) -> None:
        from allauth.mfa.signals import authentication_failed

        from entredeux.cadre import checks, echeances, taches  # noqa: F401
        from entredeux.cadre.adapters import note_refused_code
        from entredeux.cadre.attentes import register_attentes
        from entredeux.cadre.chiffrement import ensure_instance_secrets
        from entredeux.cadre.menu import register_menu
        from entredeux.cadre.preavis import coming_attentes
        from entredeux.cadre.presenters_demandes import waiting_droits
        from entredeux.cadre.presenters_droits import unseen_bris
        from entredeux.cadre.triggers import TRIGGERS
        from entredeux.socle.triggers import declare

        declare(*TRIGGERS)
        register_menu()
        register_attentes("bris", unseen_bris)
        register_attentes("conservation", coming_attentes)
        register_attentes("droits", waiting_droits)
        echeances.register()
        # allauth has a hook for a wrong password, and only this signal for a wrong code.
        authentication_failed.connect(note_refused_code, dispatch_uid="cadre.code_refuse")
        post_migrate.connect(ensure_instance_secrets, sender=self, dispatch_uid="cadre.secrets")
