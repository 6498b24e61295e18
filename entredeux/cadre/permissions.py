"""What may be done, one sentence each. Who holds them: roles.py. On which rows: access.py of each app."""

from django.db.models import TextChoices


class Permission(TextChoices):
    SAISIR_TERRAIN = "saisir_terrain", "Saisir présences, états de lieux, interventions et dysfonctionnements"
    VOIR_TERRAIN = "voir_terrain", "Voir les fiches de terrain de sa structure"
    LIRE_NOTE = "lire_note", "Lire la note d'une intervention de sa structure (lecture journalisée)"
    CORRIGER_TERRAIN = "corriger_terrain", "Corriger la fiche d'une autre personne de la structure"
    GERER_CARNET = "gerer_carnet", "Examiner ce que le carnet protégé n'a pas pu enregistrer, retirer un téléphone"
    COORDONNER = "coordonner", "Voir la journée de l'équipe, la semaine et la charge par mission"
    EXPORTER_TERRAIN = "exporter_terrain", "Exporter les fiches sans leurs secrets"
    IMPORTER_TERRAIN = "importer_terrain", "Importer un journal existant"
    GERER_MISSIONS = "gerer_missions", "Créer et modifier missions et lieux"
    LIRE_INCIDENT = "lire_incident", "Lire un incident subi par l'équipe (lecture journalisée)"
    GERER_COMPTES = "gerer_comptes", "Inviter, changer de rôle, fermer un accès"
    LIRE_JOURNAL = "lire_journal", "Lire le journal de la structure"
    VOIR_FIGURES = "voir_figures", "Voir les figures protégées"
    GERER_CLES_API = "gerer_cles_api", "Ouvrir et retirer les clés des programmes qui lisent les figures protégées"
    ENVOYER_RESEAU = (
        "envoyer_reseau",
        "Relire puis envoyer à l'instance du réseau les chiffres protégés d'un mois",
    )
    ANIMER_RESEAU = "animer_reseau", "Animer le réseau : inscriptions, ateliers, synthèses de toutes les régions"
    REDIGER_RESEAU = "rediger_reseau", "Écrire les pages du réseau, dans sa région"
    ECHANGER_RESEAU = "echanger_reseau", "Échanger entre pairs : collectifs, questions, ressources du réseau"
    VOIR_SITUATIONS = "voir_situations", "Voir qu'une situation existe, son étape et sa prochaine date"
    SUIVRE_SITUATION = "suivre_situation", "Ouvrir et suivre les situations de sa structure (lectures journalisées)"
    RECUEILLIR_ACCORD = "recueillir_accord", "Recueillir l'accord d'une personne, et le retirer avec elle"
    OUVRIR_THEME = "ouvrir_theme", "Déclarer signée l'analyse d'impact d'un thème sensible, et l'ouvrir ou le refermer"
    ORIENTER = "orienter", "Orienter vers un partenaire, suivre les réponses, traiter les demandes reçues"
    TENIR_ANNUAIRE = "tenir_annuaire", "Tenir l'annuaire : rapprocher les doublons, en faire des partenaires, exporter"
    GERER_PROTOCOLES = "gerer_protocoles", "Écrire la matrice déontologique et les protocoles avec les partenaires"
    BRISER_LA_GLACE = (
        "briser_la_glace",
        "Ouvrir trois heures, avec une raison, une fiche que son rôle n'ouvre pas ; l'auteur en est prévenu",
    )
    NOTER_DROITS = "noter_droits", "Noter, sans nom, la demande d'une personne sur ce qui la concerne"
    REPONDRE_DROITS = "repondre_droits", "Répondre aux demandes d'accès et d'effacement, ou les refuser avec la raison"
    MENER_ENQUETE = "mener_enquete", "Ouvrir et clore une enquête anonyme dans un établissement"
    VOIR_PARTICIPATION = (
        "voir_participation",
        "Voir démarches, groupes de paroles et réponses, jamais une parole",
    )
    NOTER_PAROLE = "noter_parole", "Noter la parole d'un habitant, la relire en équipe, lui redire la réponse"
    PORTER_PAROLES = "porter_paroles", "Regrouper des paroles, les envoyer à qui doit répondre, noter la réponse"
    ANIMER_DEMARCHE = "animer_demarche", "Tenir une démarche : rencontres comptées, propositions sans auteur, suites"
    ALERTER = "alerter", "Noter une alerte quand une personne est en danger, et suivre celles qu'on a données"
    SUIVRE_ALERTES = "suivre_alertes", "Décider d'une alerte et suivre toutes celles de la structure"
    VOIR_CONSERVATION = (
        "voir_conservation",
        "Lire, chaque mois, ce qui a été effacé, ce qui est gardé et ce qui part",
    )
