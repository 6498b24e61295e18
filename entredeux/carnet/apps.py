from django.apps import AppConfig


class CarnetConfig(AppConfig):
    name = "entredeux.carnet"
    verbose_name = "Carnet protégé"

    def ready(self) -> None:
        from entredeux.cadre.attentes import register_attentes
        from entredeux.cadre.horloges import Horloge, register_horloge
        from entredeux.cadre.permissions import Permission as P
        from entredeux.carnet import retention, taches  # noqa: F401
        from entredeux.carnet.presenters import attentes
        from entredeux.ui.menu import RAIL, Entree, register

        register(Entree("Carnet protégé", "carnet:quarantaine", "cadenas", P.GERER_CARNET, RAIL, 45))
        register_attentes("carnet", attentes)
        register_horloge(Horloge("carnet", "Carnet protégé", retention.forget, retention.EFFETS, retention.MODELES))
