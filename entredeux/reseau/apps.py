from django.apps import AppConfig


class ReseauConfig(AppConfig):
    name = "entredeux.reseau"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from entredeux.cadre.enums import Role
        from entredeux.reseau.installation import ensure_reseau
        from entredeux.ui.menu import PUBLIC, Entree, register, register_accueil

        post_migrate.connect(ensure_reseau, sender=self, dispatch_uid="reseau_installation")
        register(Entree("Programme", "accueil", "reseau", place=PUBLIC, ordre=10))
        register_accueil(Role.ANIMATION, "accueil")
