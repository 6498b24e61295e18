from django.apps import AppConfig


class TerrainConfig(AppConfig):
    name = "entredeux.terrain"
    verbose_name = "Terrain"

    def ready(self) -> None:
        from entredeux.cadre.droits import register_complement, register_gisement
        from entredeux.cadre.enums import Role
        from entredeux.cadre.fiches_fermees import register_fiche_fermee
        from entredeux.cadre.horloges import AUTEUR_SEUL, register_horloge, register_sans_horloge
        from entredeux.cadre.permissions import Permission as P
        from entredeux.carnet.paquet import register_partie
        from entredeux.carnet.sortes import register_sorte
        from entredeux.situations.volets import Volet, register_volet
        from entredeux.terrain import taches  # noqa: F401
        from entredeux.terrain.echeances import HORLOGE
        from entredeux.terrain.ecrans import register_ecrans
        from entredeux.terrain.fiches_fermees import NOTE
        from entredeux.terrain.gisements import COMPTE, INTERVENTION, PARTIE
        from entredeux.terrain.paquet import PARTIES
        from entredeux.terrain.sync import SORTES
        from entredeux.terrain.volet import fill_interventions
        from entredeux.ui.menu import BARRE, RAIL, Entree, register, register_accueil

        for entree in (
            Entree("Tournée", "terrain:accueil", "tournee", P.SAISIR_TERRAIN, BARRE, 10),
            Entree("Relève", "terrain:consignes", "relais", P.SAISIR_TERRAIN, BARRE, 20),
            Entree("Carnet", "terrain:interventions", "terrain", P.VOIR_TERRAIN, BARRE, 30),
            Entree("Urgence", "terrain:urgence", "urgence", place=BARRE, ordre=90),
            Entree("Aujourd'hui", "terrain:aujourdhui", "aujourdhui", P.COORDONNER, RAIL, 10),
            Entree("Terrain", "terrain:interventions", "terrain", P.VOIR_TERRAIN, RAIL, 20),
            Entree("Semaine et charge", "terrain:semaine", "calendrier", P.COORDONNER, RAIL, 30),
            Entree("Pannes, défauts", "terrain:dysfonctionnements", "dysfonctionnement", P.VOIR_TERRAIN, RAIL, 40),
            Entree("Missions", "terrain:missions", "mission", P.GERER_MISSIONS, RAIL, 50),
            Entree("Importer", "terrain:imports", "importer", P.IMPORTER_TERRAIN, RAIL, 55),
            Entree("Saisir", "terrain:accueil", "tournee", P.SAISIR_TERRAIN, RAIL, 60),
        ):
            register(entree)
        register_ecrans()
        register_horloge(HORLOGE)
        register_fiche_fermee(NOTE)
        register_gisement(INTERVENTION)
        for complement in (COMPTE, PARTIE):
            register_complement("terrain", complement)
        register_sans_horloge(dict.fromkeys(("terrain.Mission", "terrain.CorrespondanceImport"), AUTEUR_SEUL))
        register_volet(
            Volet("interventions", "Interventions liées", "terrain/blocs/volet_situation.html", fill_interventions, 20)
        )
        for sorte in SORTES:
            register_sorte(sorte)
        for nom, remplir in PARTIES.items():
            register_partie(nom, remplir)
        register_accueil(Role.MEDIATION, "terrain:accueil")
        register_accueil(Role.COORDINATION, "terrain:aujourdhui")
        register_accueil(Role.DIRECTION, "terrain:aujourdhui")
