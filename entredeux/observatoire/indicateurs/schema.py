"""What an indicator says of itself. A missing attribute, an unknown one or an unknown code is refused."""

from typing import Annotated, Any

from django.db.models import TextChoices
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from entredeux.observatoire.entrepot.colonnes import FILTRES, GENRES
from entredeux.observatoire.quantites import Quantite
from entredeux.partenaires.enums import Profession
from entredeux.themes.queries import labels

Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=12, max_length=600)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{2,58}$")]


class RegistreUtilite(TextChoices):
    """The five registers of the utility guide (CIV, CITER)."""

    COHESION = "cohesion", "Cohésion sociale"
    TRANQUILLITE = "tranquillite", "Tranquillité publique"
    INNOVATION = "innovation", "Innovation et apprentissage"
    ECONOMIE = "economie", "Contribution économique"
    RECONNAISSANCE = "reconnaissance", "Reconnaissance"


class Niveau(TextChoices):
    REALISATION = "realisation", "Réalisation : ce qui a été fait"
    RESULTAT = "resultat", "Résultat : ce que cela a produit directement"
    IMPACT = "impact", "Impact : ce à quoi cela a contribué"


class Mesure(TextChoices):
    """What is counted: in facts for those of colonnes.GENRES, exactly for our own work (EXACTES)."""

    ACTES = "actes", "actes de médiation"
    PERSONNES = "personnes", "personnes rencontrées, comptées à chaque rencontre"
    MINUTES = "minutes", "minutes d'acte"
    SITUATIONS = "situations", "situations ouvertes"
    CLOTURES = "clotures", "situations closes"
    ENGAGEMENTS = "engagements", "engagements revus à un ou trois mois"
    RELAIS = "relais", "situations transmises à l'équipe pHARe d'un établissement"
    ORIENTATIONS = "orientations", "orientations parties vers un partenaire"
    CONJOINTES = "conjointes", "présences communes avec un partenaire"
    PASSAGES = "passages", "passages faits dans un lieu"
    PRESENCES = "presences", "tournées et permanences"
    HEURES = "heures", "heures de présence"
    DYSFONCTIONNEMENTS = "dysfonctionnements", "dysfonctionnements signalés"
    PAROLES = "paroles", "paroles d'habitants transmises avec leur accord"
    DEMARCHES = "demarches", "démarches d'habitants accompagnées"
    PARTICIPATIONS = "participations", "personnes venues aux rencontres d'une démarche, comptées à chaque rencontre"
    PROPOSITIONS = "propositions", "propositions faites dans une démarche"
    REPONSES = "reponses", "réponses à une enquête par vague"
    FORMEES = "formees", "personnes présentes aux formations données par l'équipe"
    JOURS_FORMATION = "jours_formation", "jours de formation suivis par l'équipe"
    COUT = "cout", "euros de coût complet, encadrement et formation compris"
    DEMANDES = "demandes", "demandes reçues par la médiation"
    RECLAMATIONS = "reclamations", "réclamations reçues par un bailleur, données par lui"


# Our own work: a measure and its filters -> the quantity that counts it exactly (observatoire.travail).
EXACTES: dict[tuple[str, tuple[tuple[str, ...], ...]], Quantite] = {
    (Mesure.HEURES, ()): Quantite.HEURES,
    (Mesure.PRESENCES, ()): Quantite.PRESENCES,
    (Mesure.DYSFONCTIONNEMENTS, ()): Quantite.DYSFONCTIONNEMENTS,
    (Mesure.DYSFONCTIONNEMENTS, (("etat", "repare"),)): Quantite.REPARES,
    (Mesure.FORMEES, ()): Quantite.PERSONNES_FORMEES,
    (Mesure.JOURS_FORMATION, ()): Quantite.JOURS_FORMATION,
    (Mesure.COUT, ()): Quantite.COUT,
}


class Dimension(TextChoices):
    """The columns of the published catalogue; nothing below the QPV."""

    QPV = "qpv", "Quartier prioritaire"
    COMMUNE = "commune", "Commune"
    MOIS = "mois", "Mois"
    TRIMESTRE = "trimestre", "Trimestre"
    ANNEE = "annee", "Année"
    REGISTRE = "registre", "Registre d'intervention"
    DOMAINE = "domaine", "Domaine"
    MOTIF = "motif", "Motif"
    LIEU = "lieu", "Type de lieu"
    PUBLIC = "public", "Public le plus nombreux"
    AGE = "age", "Tranche d'âge"
    ISSUE = "issue", "Issue"
    SAISINE = "saisine", "Mode de saisine"


# Filters whose codes are those of a vocabulary, whatever is counted.
VOCABULAIRES = {
    "registre": "registres",
    "domaine": "domaines",
    "motif": "motifs",
    "lieu": "types_lieux",
    "public": "roles_public",
    "age": "ages",
    "issue": "issues",
    "saisine": "modes_saisine",
    "theme": "themes",
    "occupation": "occupations",
    "depart": "etats_depart",
    "categorie": "dysfonctionnements",
}
TYPES_DEMARCHE = ("conseil_citoyen", "marche_exploratoire", "diagnostic_en_marchant", "concertation", "autre")
# Filters whose codes are our own words for a state; a test holds them to the states of the records.
MOTS: dict[str, dict[str, tuple[str, ...]]] = {
    "passages": {"raison": ("prevu", "imprevu"), "occupation": ("calme",)},
    "engagements": {
        "echeance": ("un_mois", "trois_mois"),
        "resultat": ("tenu", "en_partie", "non_tenu", "non_su"),
    },
    "relais": {"exclusion": ("oui", "non", "pas_dit", "sans")},
    "orientations": {
        "besoin": (
            *("papiers_elections_citoyennete", "famille_scolarite", "social_sante", "travail_formation", "logement"),
            *("transports_mobilite", "argent_impots", "justice", "etrangers_europe", "loisirs_sports_culture"),
            *("associations", "numerique", "jeunes_espace_public", "voisinage"),
        ),
        "profession": tuple(Profession.values),
        "resultat": (
            *("envoyee", "precision_demandee", "acceptee", "rdv_pris", "refusee", "recue", "non_venue"),
            *("sans_nouvelle", "expiree", "annulee", "retiree"),
        ),
    },
    "demandes": {
        "origine": ("habitant", "bailleur", "ecole", "service"),
        "etat": ("recue", "acceptee", "redirigee", "refusee"),
    },
    "conjointes": {"profession": tuple(Profession.values), "etat": ("dite", "confirmee")},
    "dysfonctionnements": {"etat": ("envoye", "recu", "en_cours", "repare", "refuse", "doublon")},
    "paroles": {"origine": ("oral", "carte"), "etat": ("envoyee", "repondue", "sans_reponse", "redite")},
    "demarches": {
        "type": TYPES_DEMARCHE,
        "niveau": ("informer", "consulter", "concerter", "co_construire", "initiative"),
    },
    "participations": {"type": TYPES_DEMARCHE, "venue": ("premiere_fois", "deja_venue")},
    "propositions": {"type": TYPES_DEMARCHE, "suite": ("attendue", "retenue", "realisee", "en_partie", "ecartee")},
}
MOTS["demandes"]["besoin"] = MOTS["orientations"]["besoin"]


NOMS_DES_FILTRES = {
    "theme": "thème",
    "age": "âge",
    "echeance": "échéance",
    "resultat": "résultat",
    "categorie": "catégorie",
    "depart": "en partant",
    "raison": "passage",
    "etat": "état",
    "lieu": "type de lieu",
    "saisine": "mode de saisine",
}
MOTS_LISIBLES = dict(Profession.choices) | {
    "prevu": "prévu",
    "imprevu": "imprévu",
    "calme": "rien à signaler",
    "acceptee": "acceptée",
    "deja_venue": "déjà venue",
    "ecartee": "écartée",
    "premiere_fois": "première fois",
    "realisee": "réalisée",
    "recue": "reçue",
    "repare": "réparé",
}


class Compte(BaseModel):
    """What is counted, and which of it: `{mesure: actes, parmi: {issue: [accord]}}`. `condition` says it in words."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    mesure: Mesure
    parmi: dict[str, list[str]] = {}
    condition: str = ""

    @field_validator("parmi")
    @classmethod
    def _known_codes(cls, parmi: dict[str, list[str]], info: ValidationInfo) -> dict[str, list[str]]:
        """Against the words of the day; a stored definition is read again without them."""
        known: dict[str, set[str]] | None = (info.context or {}).get("codes")
        mesure = str(info.data.get("mesure", ""))
        if known is None or not mesure:
            return parmi
        for name, codes in parmi.items():
            if name not in FILTRES.get(mesure, {}):
                choices = ", ".join(FILTRES.get(mesure, {})) or "aucun filtre"
                raise ValueError(f"« {name} » ne se filtre pas pour « {mesure} » (au choix : {choices})")
            admitted = known.get(VOCABULAIRES.get(name, ""), set()) | set(MOTS.get(mesure, {}).get(name, ()))
            unknown = [code for code in codes if code not in admitted]
            if unknown:
                raise ValueError(f"code inconnu pour « {name} » : {', '.join(unknown)}")
        return parmi

    @property
    def quantite(self) -> Quantite | None:
        """The quantity of our own work that this is, counted exactly; None for what is protected."""
        return EXACTES.get((self.mesure, tuple((name, *codes) for name, codes in self.parmi.items())))

    @property
    def lisible(self) -> str:
        said = [f"{NOMS_DES_FILTRES.get(name, name)} : {_in_words(name, codes)}" for name, codes in self.parmi.items()]
        if self.condition:
            said.append(self.condition)
        return Mesure(self.mesure).label + (f" ({' ; '.join(said)})" if said else "")


def _in_words(name: str, codes: list[str]) -> str:
    """As the vocabulary has it; our own words otherwise."""
    known = MOTS_LISIBLES | labels(VOCABULAIRES.get(name, name))
    return ", ".join(known.get(code, code.replace("_", " ")) for code in codes)


class Indicateur(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    code: Slug
    version: Annotated[int, Field(ge=1)]
    titre: Annotated[str, StringConstraints(min_length=6, max_length=120)]
    question: Phrase
    registre: RegistreUtilite
    niveau: Niveau
    unite: Annotated[str, StringConstraints(min_length=3, max_length=60)]
    numerateur: Compte
    denominateur: Compte | None
    dimensions: Annotated[list[Dimension], Field(min_length=1)]
    pourquoi: Phrase
    limites: Phrase
    source: Annotated[str, StringConstraints(min_length=6, max_length=300)]

    @field_validator("question")
    @classmethod
    def _is_a_question(cls, question: str) -> str:
        if not question.endswith("?"):
            raise ValueError("la question finit par un point d'interrogation")
        return question

    @property
    def est_calcule(self) -> bool:
        """Whether facts, or what the structure declares, say it today, and no condition is left in words."""
        counts = self.comptes
        in_facts = all(c.mesure in GENRES and set(c.parmi) <= set(FILTRES[c.mesure]) for c in counts)
        return not any(c.condition for c in counts) and (self.est_exact or in_facts)

    @property
    def est_exact(self) -> bool:
        """About our own work alone: neither noisy nor hidden."""
        return all(count.quantite for count in self.comptes)

    @property
    def comptes(self) -> list[Compte]:
        """Numerator, then denominator if any."""
        return [self.numerateur, *([self.denominateur] if self.denominateur else [])]

    @property
    def dimensions_lisibles(self) -> str:
        return ", ".join(Dimension(each).label.lower() for each in self.dimensions)

    def contenu(self) -> dict[str, Any]:
        return self.model_dump(mode="json")
