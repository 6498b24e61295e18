from django.apps import AppConfig


class SituationsConfig(AppConfig):
    name = "entredeux.situations"
    verbose_name = "Situations"

    def ready(self) -> None:
        from entredeux.cadre.permissions import Permission as P
        from entredeux.ui.menu import BARRE, RAIL, Entree, register

        register(Entree("Suivi", "situations:liste", "suivi", P.SUIVRE_SITUATION, BARRE, 40))
        register(Entree("Situations", "situations:liste", "suivi", P.VOIR_SITUATIONS, RAIL, 22))
