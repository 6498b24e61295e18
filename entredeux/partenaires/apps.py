from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "entredeux.partenaires"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        from entredeux.cadre.horloges import AUTEUR_SEUL, register_horloge, register_sans_horloge
        from entredeux.cadre.permissions import Permission
        from entredeux.partenaires.retention import HORLOGE
        from entredeux.ui.menu import COMPTE, RAIL, Entree, register

        register_sans_horloge({"partenaires.StructurePartenaire": AUTEUR_SEUL})
        register_horloge(HORLOGE)
        register(Entree("Annuaire", "partenaires:annuaire", "carte", Permission.VOIR_TERRAIN, RAIL, 26))
        register(Entree("Services à prévenir", "partenaires:liste", "envoyer", Permission.GERER_MISSIONS, COMPTE, 40))
