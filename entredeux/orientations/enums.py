"""The words of handing over: how much is said, to which profession, and what became of it."""

from django.db.models import TextChoices

from entredeux.partenaires.enums import Profession as Profession  # of a partner, and of a line of the matrix


class Degre(TextChoices):
    """What leaves the team. Each degree says what the one before says, and more."""

    RIEN = "rien", "Rien de personnel : le service sait seulement que quelqu'un viendra"
    BESOIN = "besoin", "Le besoin, sans le nom"
    CONTACT = "contact", "Le besoin et de quoi joindre la personne"


RANG_DEGRE = {degre: rang for rang, degre in enumerate(Degre)}


class Nature(TextChoices):
    ORIENTATION = "orientation", "Orientation d'une personne"
    QUESTION = "question", "Question sans personne (« situation-type »)"


class Besoin(TextChoices):
    """Coop's administrative steps, then what else a stairwell brings. A code, so that no story is told."""

    PAPIERS = "papiers_elections_citoyennete", "Papiers, élections, citoyenneté"
    FAMILLE = "famille_scolarite", "Famille, scolarité"
    SANTE = "social_sante", "Social, santé"
    TRAVAIL = "travail_formation", "Travail, formation"
    LOGEMENT = "logement", "Logement"
    TRANSPORTS = "transports_mobilite", "Transports, mobilité"
    ARGENT = "argent_impots", "Argent, impôts"
    JUSTICE = "justice", "Justice"
    ETRANGERS = "etrangers_europe", "Étrangers, Europe"
    LOISIRS = "loisirs_sports_culture", "Loisirs, sports, culture"
    ASSOCIATIONS = "associations", "Associations"
    NUMERIQUE = "numerique", "Se servir d'un ordinateur ou d'un téléphone"
    JEUNES = "jeunes_espace_public", "Jeunes dans l'espace public"
    VOISINAGE = "voisinage", "Relations de voisinage"


class EtatEnvoi(TextChoices):
    PROPOSEE = "proposee", "Proposée, pas encore partie"
    ENVOYEE = "envoyee", "Envoyée, en attente de réponse"
    PRECISION = "precision_demandee", "Précision demandée"
    ACCEPTEE = "acceptee", "Prise en charge"
    RDV = "rdv_pris", "Rendez-vous pris"
    REFUSEE = "refusee", "Refusée par le service"
    REPONDUE = "repondue", "Question répondue"
    RECUE = "recue", "La personne a été reçue"
    NON_VENUE = "non_venue", "La personne n'est pas venue"
    SANS_NOUVELLE = "sans_nouvelle", "Sans nouvelle"
    EXPIREE = "expiree", "Expirée sans réponse"
    ANNULEE = "annulee", "Annulée par l'équipe"
    RETIREE = "retiree", "Arrêtée : accord retiré ou terminé"


class RaisonRefus(TextChoices):
    COMPLET = "complet", "Plus de place pour le moment"
    HORS_CHAMP = "hors_champ", "Ce n'est pas notre métier"
    HORS_SECTEUR = "hors_secteur", "Ce n'est pas notre secteur"
    DEJA_SUIVIE = "deja_suivie", "La personne est déjà accompagnée ailleurs"
    AUTRE = "autre", "Autre raison"


class Aide(TextChoices):
    OUI = "oui", "Oui, ça m'a aidé"
    UN_PEU = "un_peu", "Un peu"
    NON = "non", "Non"
    NE_SAIT_PAS = "ne_sait_pas", "Pas de réponse"


class Autonomie(TextChoices):
    """La Coop's scale: could the person do it alone, after the help?"""

    GUIDAGE = "guidage", "Avec guidage"
    GUIDAGE_AU_BESOIN = "guidage_au_besoin", "Autonome, avec guidage en cas de besoin"
    AUTONOME = "autonome", "Autonome"


class OrigineDemande(TextChoices):
    HABITANT = "habitant", "Une habitante ou un habitant"
    BAILLEUR = "bailleur", "Un bailleur"
    ECOLE = "ecole", "Un établissement scolaire"
    SERVICE = "service", "Un autre service"


class EtatDemande(TextChoices):
    RECUE = "recue", "Reçue"
    ACCEPTEE = "acceptee", "Prise en charge"
    REDIRIGEE = "redirigee", "Redirigée"
    REFUSEE = "refusee", "Non suivie"


class Moment(TextChoices):
    MATIN = "matin", "Matin"
    APRES_MIDI = "apres_midi", "Après-midi"
    SOIR = "soir", "Soir"


class QuiDit(TextChoices):
    EQUIPE = "equipe", "L'équipe de médiation"
    PARTENAIRE = "partenaire", "Le partenaire"
