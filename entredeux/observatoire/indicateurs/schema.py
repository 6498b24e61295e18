"""What an indicator says of itself. A missing attribute, an unknown one or an unknown code is refused."""

from typing import Annotated, Any

from django.db.models import TextChoices
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from entredeux.observatoire.entrepot.colonnes import FILTRES, GENRES

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
    """What is counted. The first is read from facts today."""

    ACTES = "actes", "actes de médiation"
    PERSONNES = "personnes", "personnes rencontrées, comptées à chaque rencontre"
    MINUTES = "minutes", "minutes d'acte"
    SITUATIONS = "situations", "situations suivies"
    ENGAGEMENTS = "engagements", "engagements pris dans une situation"
    ORIENTATIONS = "orientations", "orientations vers un partenaire"
    PASSAGES = "passages", "passages prévus et faits dans un lieu"
    PRESENCES = "presences", "tournées et permanences"
    HEURES = "heures", "heures de présence"
    DYSFONCTIONNEMENTS = "dysfonctionnements", "dysfonctionnements signalés"
    PAROLES = "paroles", "paroles d'habitants recueillies avec leur accord"
    DEMARCHES = "demarches", "démarches d'habitants accompagnées"
    REPONSES = "reponses", "réponses à une enquête par vague"
    FORMATIONS = "formations", "personnes formées"
    DEMANDES = "demandes", "demandes reçues par la médiation"


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
    PUBLIC = "public", "Tranche d'âge"
    ISSUE = "issue", "Issue"
    SAISINE = "saisine", "Mode de saisine"


# Filters whose codes are those of a vocabulary; the others are our own words for a state.
VOCABULAIRES = {
    "registre": "registres",
    "domaine": "domaines",
    "motif": "motifs",
    "lieu": "types_lieux",
    "public": "ages",
    "issue": "issues",
    "saisine": "modes_saisine",
    "etat": "etats_dysfonctionnement",
    "resultat": "resultats_orientation",
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
        for name, codes in parmi.items() if known is not None else ():
            if name not in VOCABULAIRES:
                raise ValueError(f"« {name} » ne se filtre pas (au choix : {', '.join(VOCABULAIRES)})")
            unknown = [code for code in codes if known is not None and code not in known.get(name, set())]
            if unknown:
                raise ValueError(f"code inconnu pour « {name} » : {', '.join(unknown)}")
        return parmi

    @property
    def lisible(self) -> str:
        said = [f"{name} : {', '.join(codes)}" for name, codes in self.parmi.items()]
        if self.condition:
            said.append(self.condition)
        return Mesure(self.mesure).label + (f" ({' ; '.join(said)})" if said else "")


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
        """Whether facts say it today: each count reads their columns, and no condition is left in words."""
        counts = [self.numerateur, *([self.denominateur] if self.denominateur else [])]
        return all(c.mesure in GENRES and not c.condition and set(c.parmi) <= set(FILTRES[c.mesure]) for c in counts)

    @property
    def dimensions_lisibles(self) -> str:
        return ", ".join(Dimension(each).label.lower() for each in self.dimensions)

    def contenu(self) -> dict[str, Any]:
        return self.model_dump(mode="json")
