from django.apps import AppConfig


class ReseauConfig(AppConfig):
    name = "entredeux.reseau"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from entredeux.cadre.enums import Role
        from entredeux.ui.menu import PUBLIC, Entree, register, register_accueil

        register(Entree("Programme", "accueil", "reseau", place=PUBLIC, ordre=10))
        register_accueil(Role.ANIMATION, "accueil")
