from django.apps import AppConfig


class PartenairesConfig(AppConfig):
    name = "entredeux.partenaires"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        from entredeux.cadre.horloges import AUTEUR_SEUL, Horloge, register_horloge, register_sans_horloge
        from entredeux.cadre.permissions import Permission
        from entredeux.partenaires import taches  # noqa: F401 - the night's work
        from entredeux.partenaires.retention import EFFETS, forget_annuaire
        from entredeux.ui.menu import COMPTE, RAIL, Entree, register

        register_sans_horloge({"partenaires.StructurePartenaire": AUTEUR_SEUL})
        register_horloge(Horloge("annuaire", "Notes et rapprochements de l'annuaire", forget_annuaire, EFFETS))
        register(Entree("Annuaire", "partenaires:annuaire", "carte", Permission.VOIR_TERRAIN, RAIL, 26))
        register(Entree("Services à prévenir", "partenaires:liste", "envoyer", Permission.GERER_MISSIONS, COMPTE, 40))
