from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    name = "entredeux.territoires"
    verbose_name = "Territoires"

    def ready(self) -> None:
        from entredeux.cadre.horloges import AUTEUR_SEUL, register_sans_horloge
        from entredeux.cadre.permissions import Permission
        from entredeux.ui.menu import COMPTE, Entree, register

        register_sans_horloge({"territoires.Lieu": AUTEUR_SEUL})
        register(Entree("Lieux", "territoires:lieux", "lieu", Permission.GERER_MISSIONS, place=COMPTE, ordre=25))
