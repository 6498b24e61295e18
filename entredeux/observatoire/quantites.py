"""What our own work is counted in. No person met is in any of these, so they leave exact (docs/decisions/0037)."""

from dataclasses import dataclass

from django.db.models import TextChoices

from entredeux.observatoire.enums import Axe, GenrePeriode

# Genres of facts, in the words of entrepot.colonnes, which is above (a test holds the two together).
ACTE, PASSAGE, DEFAUT, PRESENCE, PREVU = "acte", "passage", "defaut", "presence", "prevu"
_PARTOUT = frozenset({GenrePeriode.MOIS, GenrePeriode.TRIMESTRE, GenrePeriode.ANNEE})
_DECLARABLES = frozenset({GenrePeriode.TRIMESTRE, GenrePeriode.ANNEE})


class Quantite(TextChoices):
    """Codes differ from those of every protected measure: an exact table is never taken for a noisy one."""

    PRESENCES = "presences_tenues", "Présences tenues"
    TOURNEES = "tournees_tenues", "Tournées"
    PERMANENCES = "permanences_tenues", "Permanences"
    ETABLISSEMENTS = "presences_etablissement", "Présences en établissement"
    HEURES = "heures_presence", "Heures de présence"
    PASSAGES_PREVUS = "passages_prevus", "Passages prévus"
    PREVUS_FAITS = "passages_prevus_faits", "Passages prévus et faits"
    PASSAGES = "passages_faits", "Passages faits"
    DYSFONCTIONNEMENTS = "dysfonctionnements_signales", "Dysfonctionnements signalés"
    REPARES = "dysfonctionnements_repares", "Dysfonctionnements réparés"
    INTERVENTIONS = "interventions_annee", "Interventions, total de l'année"
    ATELIERS = "ateliers_tenus", "Ateliers tenus"
    PERSONNES_FORMEES = "personnes_formees", "Personnes formées par l'équipe"
    JOURS_FORMATION = "jours_formation_suivis", "Jours de formation suivis par l'équipe"
    COUT = "cout_complet", "Coût complet"


@dataclass(frozen=True)
class Comptage:
    """How facts make the quantity: rows of a genre, those whose column holds a code; `minutes` added up or not."""

    genre: str
    parmi: tuple[str, str] | None = None
    somme: str = ""


@dataclass(frozen=True)
class Definition:
    """`comptage` is None when the quantity is declared by the structure. What is stored is `pas` to the unit.

    `base` is the quantity that says of how many rows a sum is.
    """

    unite: str
    dit: str
    source: str
    comptage: Comptage | None = None
    periodes: frozenset[GenrePeriode] = _PARTOUT
    axes: tuple[Axe, ...] = (Axe.MOIS,)
    pas: int = 1
    base: Quantite | None = None


def _presence(dit: str, forme: str = "") -> Definition:
    counted = Comptage(PRESENCE, ("motif", forme) if forme else None)
    return Definition("présences", dit, "présences ouvertes dans Entre-deux", counted)


def _declared(unite: str, dit: str) -> Definition:
    return Definition(unite, dit, "déclaré par la structure", None, _DECLARABLES, ())


_LIEUX = (Axe.MOIS, Axe.QPV)
DEFINITIONS: dict[Quantite, Definition] = {
    Quantite.PRESENCES: _presence("Les tournées, permanences et présences en établissement, chacune une fois."),
    Quantite.TOURNEES: _presence("Les tournées, chacune une fois, quel que soit le nombre de personnes.", "tournee"),
    Quantite.PERMANENCES: _presence("Les permanences, chacune une fois.", "permanence"),
    Quantite.ETABLISSEMENTS: _presence("Les présences dans un établissement, chacune une fois.", "etablissement"),
    Quantite.HEURES: Definition(
        "heures",
        "La durée des présences terminées, comptée une fois par présence quelle que soit la taille de l'équipe.",
        "présences ouvertes dans Entre-deux",
        Comptage(PRESENCE, somme="minutes"),
        pas=60,
        base=Quantite.PRESENCES,
    ),
    Quantite.PASSAGES_PREVUS: Definition(
        "passages",
        "Les lieux que les tournées prévoyaient de voir, vus ou non.",
        "tournées d'Entre-deux",
        Comptage(PREVU),
    ),
    Quantite.PREVUS_FAITS: Definition(
        "passages",
        "Parmi les passages prévus, ceux qui ont été faits.",
        "tournées d'Entre-deux",
        Comptage(PREVU, ("issue", "fait")),
    ),
    Quantite.PASSAGES: Definition(
        "passages",
        "Les lieux vus, prévus ou non. Qui s'y trouvait n'est pas compté ici : ce sont des chiffres protégés.",
        "tournées d'Entre-deux",
        Comptage(PASSAGE),
    ),
    Quantite.DYSFONCTIONNEMENTS: Definition(
        "signalements",
        "Les choses en panne ou abîmées notées dans la période, doublons compris.",
        "dysfonctionnements notés dans Entre-deux",
        Comptage(DEFAUT),
        axes=_LIEUX,
    ),
    Quantite.REPARES: Definition(
        "signalements",
        "Parmi eux, ceux qui étaient dits réparés le jour où le mois a été arrêté.",
        "dysfonctionnements notés dans Entre-deux",
        Comptage(DEFAUT, ("issue", "repare")),
        axes=_LIEUX,
    ),
    Quantite.INTERVENTIONS: Definition(
        "interventions",
        "Tous les actes de médiation de l'année, en un seul nombre. Tout détail de ce nombre est un chiffre protégé.",
        "fiches d'intervention",
        Comptage(ACTE),
        frozenset({GenrePeriode.ANNEE}),
        (),
    ),
    Quantite.ATELIERS: _declared("ateliers", "Les ateliers que l'équipe a tenus ou animés."),
    Quantite.PERSONNES_FORMEES: _declared(
        "personnes", "Les personnes présentes aux formations que l'équipe a données."
    ),
    Quantite.JOURS_FORMATION: _declared("jours", "Les jours de formation suivis, sur l'équipe entière."),
    Quantite.COUT: _declared(
        "euros", "Toutes les charges de la médiation, encadrement et formation compris. Jamais divisé par des actes."
    ),
}
DECLAREES = tuple(quantite for quantite, said in DEFINITIONS.items() if said.comptage is None)
CHOIX_DECLARES = [(quantite.value, quantite.label) for quantite in DECLAREES]
