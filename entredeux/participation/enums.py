from django.db.models import TextChoices


class Origine(TextChoices):
    ORAL = "oral", "Dite à l'équipe"
    CARTE = "carte", "Écrite sur une carte"


class EtatGroupe(TextChoices):
    OUVERT = "ouvert", "En cours de regroupement"
    ENVOYE = "envoye", "Envoyé, réponse attendue"
    REPONDU = "repondu", "Réponse reçue"
    SANS_REPONSE = "sans_reponse", "Clos sans réponse"


class Decision(TextChoices):
    FAIT = "fait", "C'est fait"
    PREVU = "prevu", "C'est prévu"
    ETUDE = "etude", "C'est à l'étude"
    REFUS = "refus", "Ce ne sera pas fait"
    AILLEURS = "ailleurs", "Ce n'est pas de son ressort"


class EtatParole(TextChoices):
    """Never stored: read from the group, the answer and the return (queries/etats.py)."""

    RECUEILLIE = "recueillie", "Recueillie, pas encore regroupée"
    GROUPEE = "groupee", "Regroupée avec d'autres"
    ENVOYEE = "envoyee", "Envoyée, réponse attendue"
    REPONDUE = "repondue", "Réponse reçue, à vous redire"
    SANS_REPONSE = "sans_reponse", "Restée sans réponse"
    REDITE = "redite", "Réponse redite"
    RETIREE = "retiree", "Retirée : elle est effacée"


class EtatRetour(TextChoices):
    ATTENTE = "attente", "Rien à redire encore"
    A_REDIRE = "a_redire", "À redire"
    REDITE = "redite", "Redite en personne"
    NON_RETROUVEE = "non_retrouvee", "Personne non retrouvée"


class TypeDemarche(TextChoices):
    CONSEIL_CITOYEN = "conseil_citoyen", "Conseil citoyen"
    MARCHE_EXPLORATOIRE = "marche_exploratoire", "Marche exploratoire"
    DIAGNOSTIC_EN_MARCHANT = "diagnostic_en_marchant", "Diagnostic en marchant"
    CONCERTATION = "concertation", "Concertation"
    AUTRE = "autre", "Autre démarche"


class Niveau(TextChoices):
    """Who decides, from the least shared to the most."""

    INFORMER = "informer", "Informer"
    CONSULTER = "consulter", "Consulter"
    CONCERTER = "concerter", "Concerter"
    CO_CONSTRUIRE = "co_construire", "Co-construire"
    INITIATIVE = "initiative", "Initiative des habitants"


class Axe(TextChoices):
    """A meeting is counted along each of these, never across both: no cell is one woman of one age."""

    AGE = "age", "Âge"
    GENRE = "genre", "Genre"


class Suite(TextChoices):
    ATTENDUE = "attendue", "Réponse attendue"
    RETENUE = "retenue", "Retenue"
    REALISEE = "realisee", "Réalisée"
    EN_PARTIE = "en_partie", "Réalisée en partie"
    ECARTEE = "ecartee", "Écartée"
