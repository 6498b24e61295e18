from django.apps import AppConfig


class ObservatoireConfig(AppConfig):
    name = "entredeux.observatoire"
    verbose_name = "Observatoire"

    def ready(self) -> None:
        from entredeux.cadre.enums import ROLES_SANS_FICHE
        from entredeux.cadre.horloges import AUTEUR_SEUL, Horloge, register_horloge, register_sans_horloge
        from entredeux.cadre.permissions import Permission
        from entredeux.observatoire import oubli, taches  # noqa: F401
        from entredeux.observatoire.rapports.equipes import list_posts
        from entredeux.observatoire.rapports.fournisseurs import register_fournisseur
        from entredeux.observatoire.triggers import TRIGGERS
        from entredeux.socle.triggers import declare
        from entredeux.ui.menu import Entree, register, register_accueil

        declare(*TRIGGERS)
        register_sans_horloge(
            {
                "observatoire.ActionHall": AUTEUR_SEUL,
                "observatoire.RapportRedige": AUTEUR_SEUL,
                "observatoire.CommentaireSection": AUTEUR_SEUL,
                "observatoire.NoteQuartier": "Dit qui l'a écrite et relue : les noms partent avec les comptes.",
                "observatoire.VersionRapport": "Dit qui l'a figée et diffusée : les noms partent avec les comptes.",
                "observatoire.Parution": "Dit qui l'a proposée et relue : les noms partent avec les comptes.",
                "observatoire.CleApi": "Dit qui l'a ouverte, un nom parti avec son compte ; éteinte en un an au plus.",
                "observatoire.QuantiteDeclaree": AUTEUR_SEUL,
                "observatoire.LigneFiche": AUTEUR_SEUL,
                "observatoire.EnvoiReseau": "Dit qui a envoyé un mois : le nom part avec le compte.",
                "observatoire.Convention": "Dit quels comptes elle lie : un compte oublié ne lit plus rien.",
            }
        )
        register_horloge(Horloge("observatoire", "Faits de l'observatoire", oubli.forget, oubli.EFFETS))
        register_fournisseur("emploi", list_posts)
        register(Entree("Observatoire", "observatoire:explorer", "observatoire", Permission.VOIR_FIGURES, ordre=60))
        for role in ROLES_SANS_FICHE:
            register_accueil(role, "observatoire:explorer")
