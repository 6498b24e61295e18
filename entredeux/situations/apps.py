from django.apps import AppConfig


class SituationsConfig(AppConfig):
    name = "entredeux.situations"
    verbose_name = "Situations"

    def ready(self) -> None:
        from entredeux.cadre.attentes import register_attentes
        from entredeux.cadre.droits import register_gisement
        from entredeux.cadre.fiches_fermees import register_fiche_fermee
        from entredeux.cadre.horloges import register_horloge
        from entredeux.cadre.permissions import Permission as P
        from entredeux.carnet.paquet import register_formulaire
        from entredeux.carnet.sortes import register_sorte
        from entredeux.situations.echeances import HORLOGE
        from entredeux.situations.ecrans import register_ecrans
        from entredeux.situations.fiches_fermees import SITUATION
        from entredeux.situations.gisement import PARTIE
        from entredeux.situations.queries.alertes import waiting_alertes
        from entredeux.situations.queries.listes import late_attentes
        from entredeux.situations.retention_posture import HORLOGE_ALERTES
        from entredeux.situations.sync import ETAPE, formulaire
        from entredeux.situations.volet_ecole import VOLET
        from entredeux.situations.volets import register_volet
        from entredeux.ui.menu import BARRE, RAIL, Entree, register

        register_horloge(HORLOGE)
        register_sorte(ETAPE)
        register_formulaire(ETAPE.code, formulaire)
        register_fiche_fermee(SITUATION)
        register_gisement(PARTIE)
        register_horloge(HORLOGE_ALERTES)
        register_attentes("situations", late_attentes)
        register_attentes("alertes", waiting_alertes)
        register_ecrans()
        register(Entree("Suivi", "situations:liste", "suivi", P.SUIVRE_SITUATION, BARRE, 40))
        register(Entree("Situations", "situations:liste", "suivi", P.VOIR_SITUATIONS, RAIL, 22))
        register_volet(VOLET)
        register(Entree("Alertes", "situations:alertes", "imprevu", P.SUIVRE_ALERTES, RAIL, 23))
