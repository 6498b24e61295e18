from django.db.models import TextChoices


class GenreEvenement(TextChoices):
    """Codes of the vocabulary `types_evenement`; a test keeps the two alike."""

    WEBINAIRE = "webinaire", "Webinaire"
    JOURNEE_REGIONALE = "journee_regionale", "Journée régionale"
    ATELIER = "atelier", "Atelier"
    RENCONTRE_COLLECTIF = "rencontre_collectif", "Rencontre de collectif"
    NATIONAL = "national", "National"
    GRAND_PUBLIC = "grand_public", "Grand public"
    AUTRE = "autre", "Autre"


class PrecisionDate(TextChoices):
    JOUR = "jour", "Jour confirmé"
    MOIS = "mois", "Mois seulement, jour non confirmé"


class GenreSequence(TextChoices):
    OUVERTURE = "ouverture", "Ouverture"
    INTRODUCTION = "introduction", "Introduction"
    ANIMATION = "animation", "Animation"
    APPORT = "apport", "Apport théorique"
    TEMOIGNAGE = "temoignage", "Témoignages"
    INITIATIVE = "initiative", "Initiative d'un territoire"
    PLENIERE = "pleniere", "Plénière"
    ATELIER = "atelier", "Atelier"
    ECHANGE = "echange", "Échanges"
    RESTITUTION = "restitution", "Restitution"
    STAND = "stand", "Stand ressources"
    PAUSE = "pause", "Pause"
    AUTRE = "autre", "Autre temps"


class RolePrise(TextChoices):
    ANIMATION = "animation", "Animation"
    INTERVENTION = "intervention", "Intervention"


class GenreRubrique(TextChoices):
    """What an index page lists below itself."""

    PROGRAMME = "programme", "Programme : séries et événements"
    RESSOURCES = "ressources", "Ressources"
    RESTITUTIONS = "restitutions", "Restitutions"
    PAGES = "pages", "Pages"


class StatutInscription(TextChoices):
    CONFIRMEE = "confirmee", "Confirmée"
    ATTENTE = "attente", "Sur liste d'attente"
    ANNULEE = "annulee", "Annulée"


class EtatInscriptions(TextChoices):
    """Whether one may register for an event now, and if not, why."""

    SANS = "sans", "Sans inscription en ligne"
    ANNULE = "annule", "Événement annulé"
    PASSE = "passe", "Événement passé"
    PAS_ENCORE = "pas_encore", "Pas encore ouvertes"
    CLOSES = "closes", "Closes"
    OUVERTES = "ouvertes", "Ouvertes"
    COMPLET = "complet", "Complet, liste d'attente ouverte"


class GenreEnvoi(TextChoices):
    """The mails a registration may receive. The value names the templates (reseau/courriels/inscription_<value>)."""

    CONFIRMATION = "confirmation", "Confirmation"
    ATTENTE = "attente", "Liste d'attente"
    PROMOTION = "promotion", "Place libérée"
    CHANGEMENT = "changement", "Changement"
    ANNULATION = "annulation", "Annulation"
    LIEN = "lien", "Rappel du lien"
    RAPPEL_7J = "rappel_7j", "Rappel, sept jours avant"
    RAPPEL_1J = "rappel_1j", "Rappel, la veille"
    RAPPEL_1H = "rappel_1h", "Rappel, une heure avant"
    EVENEMENT_ANNULE = "evenement_annule", "Événement annulé"
    EVENEMENT_DEPLACE = "evenement_deplace", "Événement déplacé"


class StatutEnvoi(TextChoices):
    A_ENVOYER = "a_envoyer", "À envoyer"
    EN_COURS = "en_cours", "En cours d'envoi"
    ENVOYE = "envoye", "Envoyé"
    REFUSE = "refuse", "Refusé par le serveur du destinataire"
    PERIME = "perime", "Devenu inutile avant de partir"


class GenreContribution(TextChoices):
    PROBLEME = "probleme", "Un problème rencontré"
    INITIATIVE = "initiative", "Une initiative"


class IssueContribution(TextChoices):
    REPONDUE = "repondue", "Répondue"
    DEBATTUE = "debattue", "Débattue"
    OUVERTE = "ouverte", "Laissée ouverte"


class StatutFeuille(TextChoices):
    BROUILLON = "brouillon", "En cours de rédaction"
    RELECTURE = "relecture", "En relecture par les participants"
    PUBLIEE = "publiee", "Publiée"


class GenreElement(TextChoices):
    """What a rapporteur notes. `debat` is a disagreement, kept as one."""

    QUESTION = "question", "Question posée"
    CONSTAT = "constat", "Constat"
    DEBAT = "debat", "Point débattu"
    PROPOSITION = "proposition", "Proposition"
    OBSTACLE = "obstacle", "Obstacle"
    CITATION = "citation", "Parole citée"
    ENGAGEMENT = "engagement", "Engagement"


class StatutElement(TextChoices):
    PROPOSE = "propose", "Proposé par le rapporteur"
    VALIDE = "valide", "Validé"
    ECARTE = "ecarte", "Écarté"


class StatutAmendement(TextChoices):
    PROPOSE = "propose", "Proposé"
    ACCEPTE = "accepte", "Accepté"
    REFUSE = "refuse", "Refusé"


class EtatEngagement(TextChoices):
    EN_COURS = "en_cours", "En cours"
    TENU = "tenu", "Tenu"
    ABANDONNE = "abandonne", "Abandonné"


class StatutSynthese(TextChoices):
    BROUILLON = "brouillon", "En cours de composition"
    PUBLIEE = "publiee", "Publiée"


class GenrePassage(TextChoices):
    """What a synthesis is made of."""

    TITRE = "titre", "Intertitre"
    PHRASE = "phrase", "Phrase de liaison"
    ELEMENT = "element", "Élément d'un atelier"


class RoleMembre(TextChoices):
    ANIMATION = "animation", "Anime le collectif"
    MEMBRE = "membre", "Membre"


class EtatQuestion(TextChoices):
    OUVERTE = "ouverte", "Ouverte"
    CLOSE = "close", "Close, avec ce que ça a donné"
