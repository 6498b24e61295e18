from django.apps import AppConfig


class ReseauConfig(AppConfig):
    name = "entredeux.reseau"
    verbose_name = "Réseau"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate
        from wagtail.signals import page_published

        from entredeux.cadre.enums import Role
        from entredeux.cadre.permissions import Permission as P
        from entredeux.carnet.paquet import register_formulaire, register_partie
        from entredeux.carnet.sortes import register_sorte
        from entredeux.reseau import (  # what pages receive; tasks
            branchement_corpus,
            branchement_ressources,
            encarts,
            envois_abonnements,  # noqa: F401
            horloges,
            presenters,  # noqa: F401
            taches_ateliers,
            taches_inscriptions,
            taches_pages,  # noqa: F401
            taches_recherche,
        )
        from entredeux.reseau.encart_accueil import show_accueil
        from entredeux.reseau.encart_inscription import show_inscription
        from entredeux.reseau.forms import evenement
        from entredeux.reseau.installation import ensure_reseau
        from entredeux.reseau.models import Evenement
        from entredeux.reseau.recherche import programme
        from entredeux.reseau.redaction import follow_relecture
        from entredeux.reseau.sync import ELEMENT, fiches, formulaire
        from entredeux.themes.principes import Ecran, register_ecran
        from entredeux.ui.menu import PUBLIC, RAIL, Entree, register, register_accueil

        post_migrate.connect(ensure_reseau, sender=self, dispatch_uid="reseau_installation")
        page_published.connect(
            taches_inscriptions.follow_publication, sender=Evenement, dispatch_uid="reseau.inscriptions"
        )
        horloges.register()
        register_sorte(ELEMENT)
        register_formulaire(ELEMENT.code, formulaire)
        register_partie("fiches", fiches)
        evenement.install()
        follow_relecture()
        programme.register()
        taches_recherche.connect()
        register(Entree("Rechercher", "recherche", "rechercher", place=PUBLIC, ordre=20))
        register(Entree("Programme", "programme", "reseau", place=PUBLIC, ordre=10))
        register(Entree("Le métier", "metier", "reseau", place=PUBLIC, ordre=50))
        register(Entree("Entre pairs", "questions_pairs", "note", P.ECHANGER_RESEAU, RAIL, 72))
        register(Entree("Collectifs", "collectifs", "equipe", P.ECHANGER_RESEAU, RAIL, 74))
        register(Entree("La lettre", "lettre", "envoyer", P.REDIGER_RESEAU, RAIL, 78))
        register(Entree("Rédaction", "wagtailadmin_home", "note", P.REDIGER_RESEAU, RAIL, 70))
        register(Entree("Nouvelle journée", "nouvelle_journee", "plus", P.REDIGER_RESEAU, RAIL, 71))
        between_peers = "Une question posée à ses pairs, sans qu'on y reconnaisse personne ; des collectifs."
        register_ecran(
            Ecran("reflexivite", "Entre pairs", "questions_pairs", between_peers, permission=P.ECHANGER_RESEAU)
        )
        encarts.register(encarts.INSCRIPTION, show_inscription)
        encarts.register(encarts.INSCRIPTION, show_accueil, ordre=60)
        register(Entree("Inscriptions", "reseau_inscriptions", "calendrier", P.REDIGER_RESEAU, RAIL, 66))
        taches_ateliers.register_pages()
        branchement_corpus.plug_in()
        branchement_ressources.plug_in()
        for role in (Role.ANIMATION, Role.REDACTION):
            register_accueil(role, "reseau_inscriptions")
        register(Entree("Accueil et présences", "accueils", "equipe", P.REDIGER_RESEAU, RAIL, 67))
