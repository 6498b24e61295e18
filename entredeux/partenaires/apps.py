from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "entredeux.partenaires"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        from entredeux.cadre.permissions import Permission
        from entredeux.ui.menu import COMPTE, Entree, register

        register(Entree("Services à prévenir", "partenaires:liste", "envoyer", Permission.GERER_MISSIONS, COMPTE, 40))
