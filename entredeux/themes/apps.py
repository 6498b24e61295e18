from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class ThemesConfig(AppConfig):
    name = "entredeux.themes"
    verbose_name = "Thèmes"

    def ready(self) -> None:
        from entredeux.cadre.horloges import AUTEUR_SEUL, register_horloge, register_sans_horloge
        from entredeux.cadre.permissions import Permission
        from entredeux.themes.ecrans import register_ecrans
        from entredeux.themes.queries import forget_terms
        from entredeux.themes.retention import HORLOGE
        from entredeux.ui.menu import RAIL, Entree, register

        register_sans_horloge({"themes.OuvertureTheme": AUTEUR_SEUL})
        register_ecrans()
        post_migrate.connect(load_after_migrate, sender=self, dispatch_uid="themes.vocabulaires")
        for signal in (post_save, post_delete):
            signal.connect(forget_terms, sender="themes.Terme", dispatch_uid="themes.oublier")
        register_horloge(HORLOGE)
        register(Entree("Enquêtes", "themes:enquetes", "etablissement", Permission.VOIR_TERRAIN, RAIL, 28))


def load_after_migrate(using: str = "default", plan: object = None, apps: object = None, **_: object) -> None:
    """Every migrated database holds the vocabularies; skipped when migrating back below the table's birth."""
    from django.db import connections

    from entredeux.themes.actions import load_vocabularies
    from entredeux.themes.models import Terme

    if Terme._meta.db_table in connections[using].introspection.table_names():
        load_vocabularies()
