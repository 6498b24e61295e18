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


class GenreRessource(TextChoices):
    EXPERIENCE = "experience", "Fiche d'expérience"
    REFERENCE = "reference", "Référence bibliographique"
    NOTE_JURIDIQUE = "note_juridique", "Note juridique"
    REPLAY = "replay", "Enregistrement"
    KIT = "kit", "Kit"


class StatutRessource(TextChoices):
    BROUILLON = "brouillon", "Brouillon"
    RELUE = "relue", "Relue"
    VALIDEE = "validee", "Validée"
    A_REVOIR = "a_revoir", "À revoir"


class LicenceRessource(TextChoices):
    NON_PRECISEE = "", "Non précisée"
    CC_BY = "cc-by-4.0", "CC BY 4.0 : réutilisation libre, en citant"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0 : en citant, et partage à l'identique"
    CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0 : en citant, sans usage commercial"
    ETALAB = "etalab-2.0", "Licence Ouverte 2.0"
    RESERVES = "reserves", "Tous droits réservés : à lire, à citer"


class AudienceRessource(TextChoices):
    PUBLIC = "public", "Tout le monde"
    MEMBRES = "membres", "Les membres du réseau"


class GenreReference(TextChoices):
    """What a bibliographic entry is; `bibliographie.notice` says its name in BibTeX and in RIS."""

    LIVRE = "livre", "Livre"
    CHAPITRE = "chapitre", "Chapitre"
    ARTICLE = "article", "Article"
    COMMUNICATION = "communication", "Communication"
    RAPPORT = "rapport", "Rapport"
    THESE = "these", "Thèse ou mémoire"
    PAGE_WEB = "page_web", "Page web"
    TEXTE_JURIDIQUE = "texte_juridique", "Texte juridique"
    AUTRE = "autre", "Autre document"


class SectionFiche(TextChoices):
    """The sections of a fiche d'expérience, in the order of its template."""

    CONTEXTE = "contexte", "Contexte et besoin"
    OBJECTIFS = "objectifs", "Objectifs"
    PUBLICS = "publics", "Publics"
    DEROULE = "deroule", "Déroulé"
    MOYENS = "moyens", "Moyens humains et financiers"
    RESULTATS = "resultats", "Résultats"
    FREINS_LEVIERS = "freins_leviers", "Freins et leviers"
    CONSEILS = "conseils", "Conseils pour refaire"


class GenreUsage(TextChoices):
    """What someone did with a resource, for which one question is asked two months later."""

    TELECHARGEE = "telechargee", "Téléchargée"
    EPINGLEE = "epinglee", "Épinglée"
    ANNONCEE = "annoncee", "« Je m'en sers »"


class ReponseUsage(TextChoices):
    TELLE_QUELLE = "telle_quelle", "Oui, telle quelle"
    ADAPTEE = "adaptee", "Oui, en l'adaptant"
    NON = "non", "Non"
    PAS_ENCORE = "pas_encore", "Pas encore"


class GenrePointage(TextChoices):
    ARRIVEE = "arrivee", "Arrivée"
    ANNULATION = "annulation", "Annulation"


class StatutImportConnexions(TextChoices):
    RECU = "recu", "À relire"
    APPLIQUE = "applique", "Appliqué"
    ABANDONNE = "abandonne", "Abandonné"


class Audience(TextChoices):
    """Who may find a document by searching."""

    PUBLIC = "public", "Tout le monde"
    RESEAU = "reseau", "Les membres du réseau, connectés"
