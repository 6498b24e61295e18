from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "entredeux.partenaires"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        from entredeux.cadre.horloges import AUTEUR_SEUL, register_sans_horloge
        from entredeux.cadre.permissions import Permission
        from entredeux.ui.menu import COMPTE, Entree, register

        register_sans_horloge({"partenaires.StructurePartenaire": AUTEUR_SEUL})
        register(Entree("Services à prévenir", "partenaires:liste", "envoyer", Permission.GERER_MISSIONS, COMPTE, 40))
