from django.apps import AppConfig


class ReseauConfig(AppConfig):
    name = "entredeux.reseau"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate
        from wagtail.signals import page_published

        from entredeux.cadre.enums import Role
        from entredeux.reseau import presenters, taches_inscriptions  # noqa: F401  what pages receive; tasks
        from entredeux.reseau.installation import ensure_reseau
        from entredeux.reseau.models import Evenement
        from entredeux.ui.menu import PUBLIC, Entree, register, register_accueil

        post_migrate.connect(ensure_reseau, sender=self, dispatch_uid="reseau_installation")
        page_published.connect(
            taches_inscriptions.follow_publication, sender=Evenement, dispatch_uid="reseau.inscriptions"
        )
        register(Entree("Programme", "programme", "reseau", place=PUBLIC, ordre=10))
        register(Entree("Le métier", "metier", "reseau", place=PUBLIC, ordre=50))
        register_accueil(Role.ANIMATION, "accueil")
