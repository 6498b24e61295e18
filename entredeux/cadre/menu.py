from entredeux.cadre.enums import Role
from entredeux.cadre.permissions import Permission
from entredeux.ui.menu import COMPTE, Entree, register, register_accueil


def register_menu() -> None:
    register(Entree("Votre profil", "cadre:profil", "compte", place=COMPTE, ordre=10))
    register(Entree("Changer d'accès", "cadre:structure", "structure", place=COMPTE, ordre=20))
    register(Entree("Comptes", "cadre:comptes", "equipe", Permission.GERER_COMPTES, place=COMPTE, ordre=30))
    register(Entree("Journal", "cadre:journal", "historique", Permission.LIRE_JOURNAL, place=COMPTE, ordre=40))
    register(
        Entree(
            "Ouvertures exceptionnelles", "cadre:ouvertures", "cadenas", Permission.BRISER_LA_GLACE, COMPTE, ordre=50
        )
    )
    register(
        Entree("Demandes sur leurs données", "cadre:demandes_droits", "lire", Permission.REPONDRE_DROITS, COMPTE, 52)
    )
    register(Entree("Effacé, conservé", "cadre:conservation", "historique", Permission.VOIR_CONSERVATION, COMPTE, 54))
    register_accueil(Role.ADMINISTRATION, "cadre:comptes")
