from django.apps import AppConfig


class OrientationsConfig(AppConfig):
    name = "entredeux.orientations"
    verbose_name = "Orientations"

    def ready(self) -> None:
        from entredeux.cadre.actions.consentements import register_on_withdrawal
        from entredeux.cadre.droits import register_complement, register_gisement
        from entredeux.cadre.horloges import register_horloge
        from entredeux.cadre.permissions import Permission
        from entredeux.carnet.paquet import register_formulaire
        from entredeux.carnet.sortes import register_sorte
        from entredeux.orientations import taches  # noqa: F401
        from entredeux.orientations.actions import end_withdrawn
        from entredeux.orientations.ecrans import register_ecrans
        from entredeux.orientations.gisements import DEMANDE, ORIENTATION, PARTIE
        from entredeux.orientations.retention import HORLOGE
        from entredeux.orientations.sync import ORIENTATION as SORTE
        from entredeux.orientations.sync import formulaire
        from entredeux.orientations.volet import VOLET
        from entredeux.partenaires.annuaire.suites import Suite, register_suite
        from entredeux.situations.volets import register_volet
        from entredeux.ui.menu import RAIL, Entree, register

        register(Entree("Orientations", "orientations:liste", "orientations", Permission.ORIENTER, RAIL, 24))
        register(Entree("Matrice", "orientations:matrice", "cadenas", Permission.GERER_PROTOCOLES, "compte", 42))
        register_horloge(HORLOGE)
        register_sorte(SORTE)
        register_formulaire(SORTE.code, formulaire)
        register_gisement(ORIENTATION)
        register_gisement(DEMANDE)
        register_complement("orientations", PARTIE)
        register_ecrans()
        register_volet(VOLET)
        register_suite(Suite("Orienter vers ce service", "orientations:nouvelle", Permission.ORIENTER, "orientations"))
        register_on_withdrawal(end_withdrawn)
