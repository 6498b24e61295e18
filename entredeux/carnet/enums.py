from django.db.models import TextChoices


class EtatEnveloppe(TextChoices):
    """`RECUE`: durable, not applied yet. Only `APPLIQUEE` and `ECARTEE` are ends."""

    RECUE = "recue", "Reçue"
    EN_ATTENTE = "en_attente", "Attend la saisie qui la précède"
    QUARANTAINE = "quarantaine", "À examiner"
    CONFLIT = "conflit", "Deux versions"
    APPLIQUEE = "appliquee", "Enregistrée"
    ECARTEE = "ecartee", "Écartée"


A_EXAMINER = (EtatEnveloppe.QUARANTAINE, EtatEnveloppe.CONFLIT)
A_APPLIQUER = (EtatEnveloppe.RECUE, EtatEnveloppe.EN_ATTENTE)
DECIDEES = (EtatEnveloppe.APPLIQUEE, EtatEnveloppe.ECARTEE)


class Geste(TextChoices):
    CREER = "creer", "Nouvelle saisie"
    CORRIGER = "corriger", "Correction"
    ANNULER = "annuler", "Annulation"


class Raison(TextChoices):
    """Why an entry is not applied: what a coordinator reads, and what a phone shows."""

    CLE_INCONNUE = "cle_inconnue", "Scellée pour une clé que ce serveur n'a pas"
    CONTENU_ILLISIBLE = "contenu_illisible", "Son contenu n'est pas lisible"
    SORTE_INCONNUE = "sorte_inconnue", "Sorte de saisie inconnue de ce serveur"
    JETON_REVOQUE = "jeton_revoque", "Envoyée par un téléphone ou un accès qui n'est plus autorisé"
    COMPTE_FERME = "compte_ferme", "Son auteur n'a plus d'accès dans la structure"
    A_CORRIGER = "a_corriger", "Une réponse n'est plus acceptée"
    REFUS = "refus", "Son auteur n'a pas ce droit"
    FICHE_ABSENTE = "fiche_absente", "La fiche dont elle parle n'existe pas, ou pas encore"
    PRECEDENTE_ABSENTE = "precedente_absente", "La saisie qui la précède n'est pas arrivée"
    CONTENU_DIFFERENT = "contenu_different", "Même identifiant qu'une autre saisie, autre contenu"
    MEME_CHAMP = "meme_champ", "Quelqu'un d'autre a changé le même champ"
    INCIDENT = "incident", "Une panne a empêché de l'enregistrer"
