from django.db.models import TextChoices


class FormePresence(TextChoices):
    TOURNEE = "tournee", "Tournée"
    PERMANENCE = "permanence", "Permanence"
    ETABLISSEMENT = "etablissement", "Présence en établissement"


class PrecisionDate(TextChoices):
    JOUR = "jour", "Au jour"
    MOIS = "mois", "Au mois"


class Origine(TextChoices):
    SAISIE = "saisie", "Saisie"
    PAPIER = "papier", "Fiche papier ressaisie"
    IMPORT = "import", "Importée d'un journal existant"


class SourceAge(TextChoices):
    VU = "vu", "Estimé à vue"
    DIT = "dit", "Dit par la personne"


class EtatDysfonctionnement(TextChoices):
    A_ENVOYER = "a_envoyer", "À envoyer"
    ENVOYE = "envoye", "Envoyé"
    RECU = "recu", "Reçu"
    EN_COURS = "en_cours", "En cours"
    REPARE = "repare", "Réparé"
    REFUSE = "refuse", "Refusé"
    DOUBLON = "doublon", "Doublon"


# From which state to which: the only place that knows (`actions.advance_dysfonctionnement`, docs, pages).
TRANSITIONS_DYSFONCTIONNEMENT: dict[str, tuple[str, ...]] = {
    EtatDysfonctionnement.A_ENVOYER: (EtatDysfonctionnement.ENVOYE, EtatDysfonctionnement.DOUBLON),
    EtatDysfonctionnement.ENVOYE: (
        EtatDysfonctionnement.RECU,
        EtatDysfonctionnement.EN_COURS,
        EtatDysfonctionnement.REPARE,
        EtatDysfonctionnement.REFUSE,
        EtatDysfonctionnement.DOUBLON,
    ),
    EtatDysfonctionnement.RECU: (
        EtatDysfonctionnement.EN_COURS,
        EtatDysfonctionnement.REPARE,
        EtatDysfonctionnement.REFUSE,
        EtatDysfonctionnement.DOUBLON,
    ),
    EtatDysfonctionnement.EN_COURS: (EtatDysfonctionnement.REPARE, EtatDysfonctionnement.REFUSE),
    EtatDysfonctionnement.REPARE: (EtatDysfonctionnement.ENVOYE,),
    EtatDysfonctionnement.REFUSE: (EtatDysfonctionnement.ENVOYE,),
    EtatDysfonctionnement.DOUBLON: (),
}


class NatureIncident(TextChoices):
    INSULTE = "insulte", "Insultes"
    MENACE = "menace", "Menaces"
    AGRESSION = "agression", "Agression physique"
    OBJET = "objet", "Jet d'objet, projectile"
    CHUTE = "chute", "Chute, accident"
    AUTRE = "autre", "Autre"


class EtatImport(TextChoices):
    RECU = "recu", "Reçu, à relire"
    ESSAI = "essai", "Essai en cours"
    ESSAYE = "essaye", "Essayé, à confirmer"
    EN_COURS = "en_cours", "Import en cours"
    TERMINE = "termine", "Terminé"
    ARRETE = "arrete", "Arrêté"
    ABANDONNE = "abandonne", "Abandonné"
