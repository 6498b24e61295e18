from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "entredeux.participation"
    verbose_name = "Participation"

    def ready(self) -> None:
        from entredeux.cadre.actions.consentements import register_on_withdrawal
        from entredeux.cadre.attentes import register_attentes
        from entredeux.cadre.droits import register_gisement
        from entredeux.cadre.horloges import register_horloge
        from entredeux.cadre.permissions import Permission as P
        from entredeux.carnet.paquet import register_formulaire
        from entredeux.carnet.sortes import register_sorte
        from entredeux.participation import taches  # noqa: F401 - the night's work
        from entredeux.participation.actions import end_withdrawn
        from entredeux.participation.echeances import HORLOGE
        from entredeux.participation.ecrans import register_ecrans
        from entredeux.participation.gisements import PAROLE
        from entredeux.participation.queries.listes import waiting_attentes
        from entredeux.participation.sync import PAROLE as SORTE_PAROLE
        from entredeux.participation.sync import formulaire
        from entredeux.participation.triggers import TRIGGERS
        from entredeux.participation.volet import VOLET
        from entredeux.socle.triggers import declare
        from entredeux.terrain.volets import register_volet_presence
        from entredeux.ui.menu import RAIL, Entree, register

        declare(*TRIGGERS)
        register_horloge(HORLOGE)
        register_sorte(SORTE_PAROLE)
        register_formulaire(SORTE_PAROLE.code, formulaire)
        register_gisement(PAROLE)
        register_attentes("participation", waiting_attentes)
        register_on_withdrawal(end_withdrawn)
        register_volet_presence(VOLET)
        register_ecrans()
        register(Entree("Participation", "participation:accueil", "intervention", P.VOIR_PARTICIPATION, RAIL, 26))
