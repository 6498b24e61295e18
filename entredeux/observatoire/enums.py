from django.db.models import TextChoices


class Audience(TextChoices):
    """For whom a table is protected: the floor depends on it (secret.PLANCHERS)."""

    PUBLIC = "public", "Tout public"
    PARTENAIRE = "partenaire", "Partenaire lié par une convention"


class GenrePeriode(TextChoices):
    MOIS = "mois", "Mois"
    TRIMESTRE = "trimestre", "Trimestre"
    ANNEE = "annee", "Année"


class GenrePartition(TextChoices):
    FAITS = "faits", "Faits"
    CUBE = "cube", "Cube"


class Axe(TextChoices):
    """The columns a table may be cut by, in canonical order, each named as its column of the facts.

    Nothing below the QPV, but groups of a landlord's residences in the report handed to it. A theme is an axis of what
    was done.
    """

    QPV = "qpv", "Quartier"
    COMMUNE = "commune", "Commune"
    GROUPE = "groupe", "Groupe de résidences"
    MOIS = "mois", "Mois"
    REGISTRE = "registre", "Registre"
    DOMAINE = "domaine", "Domaine"
    MOTIF = "motif", "Motif"
    LIEU = "lieu", "Type de lieu"
    PUBLIC = "public", "Public le plus nombreux"
    AGE = "age", "Tranche d'âge"
    ISSUE = "issue", "Issue"
    SAISINE = "saisine", "Mode de saisine"


ZONES = (Axe.QPV, Axe.COMMUNE)
DEPARTEMENT = "departement"  # of the network's tables only: all its communes
THEMES = tuple(axe for axe in Axe if axe not in (*ZONES, Axe.GROUPE, Axe.MOIS))


class RaisonSecret(TextChoices):
    """Why a cell says « s. ». One reason for zero, one or ten: telling them apart would say how many."""

    SEUIL = "seuil", "Secret : moins de 11 actes, ou de 11 situations distinctes (zéro compris)."
    SEUIL_CONVENTION = (
        "seuil_convention",
        "Secret : moins de 5 actes, ou de 5 situations distinctes (zéro compris).",
    )
    PERSONNES = "personnes", "Secret : moins de 11 personnes (zéro compris)."
    DIFFERENCE = "difference", "Secret : avec le total, cette case dirait une autre qui est cachée."
    STRUCTURES = "structures", "Secret : moins de trois structures, ou une seule pour plus de 85 % du nombre."
    EQUIPE = (
        "equipe",
        "Secret : sur cette période, moins de 3 médiatrices et médiateurs, ou une seule personne pour plus de 85 % "
        "des actes.",
    )


class PlaceHall(TextChoices):
    """A hall's part in a before/after evaluation. An adjacent one is left out of the comparison."""

    ACTION = "action", "Action menée"
    COMPARAISON = "comparaison", "Comparaison"
    ADJACENT = "adjacent", "Voisin (report possible)"


class PorteeCle(TextChoices):
    """What a key of the API may read. None of them reaches a record."""

    CATALOGUE = "catalogue", "Le catalogue des indicateurs et les parutions"
    FIGURES = "figures", "Les chiffres protégés de la structure, au seuil de 11"
    FIGURES_CONVENTION = "figures:convention", "Les mêmes au seuil de 5, tant que la convention court"


class EtatVersion(TextChoices):
    """Where a frozen version of a report stands: a worker composes it."""

    ATTENTE = "attente", "En attente"
    EN_COURS = "en_cours", "En cours"
    FIGEE = "figee", "Figée"
    ARRETEE = "arretee", "Arrêtée"
