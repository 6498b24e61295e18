from entredeux.reseau.models.abonnements import Abonnement
from entredeux.reseau.models.annuaire import Intervenant, Organisation
from entredeux.reseau.models.ateliers import Amendement, Element, Feuille, Rapporteur, SuiviEngagement
from entredeux.reseau.models.collectifs import (
    Collectif,
    EngagementCollectif,
    MembreCollectif,
    QuestionPairs,
    Rencontre,
    ReponsePairs,
)
from entredeux.reseau.models.corpus import (
    Point,
    Rattachement,
)
from entredeux.reseau.models.evenements import Evenement, Prise, Sequence
from entredeux.reseau.models.inscriptions import (
    BesoinAccessibilite,
    ChoixAtelier,
    Contribution,
    EnvoiInscription,
    Inscription,
)
from entredeux.reseau.models.jour import Attestation, Connexion, ImportConnexions, LienAccueil, Pointage
from entredeux.reseau.models.pages import Accueil, PageLibre, Rubrique, Serie
from entredeux.reseau.models.recherche import (
    BlocOccurrences,
    DocumentIndexe,
    FormeIndexee,
    IndexRecherche,
    PassageIndexe,
)
from entredeux.reseau.models.relecture import Relecture
from entredeux.reseau.models.replays import Chapitre, MomentFort, Replay, Replique
from entredeux.reseau.models.ressources import FicheEpinglee, Ressource, RessourceDuStand, UsageRessource
from entredeux.reseau.models.restitutions import (
    Restitution,
    VersionRestitution,
)
from entredeux.reseau.models.syntheses import PassageSynthese, Synthese

__all__ = [
    "Abonnement",
    "Accueil",
    "Amendement",
    "Attestation",
    "BesoinAccessibilite",
    "BlocOccurrences",
    "Chapitre",
    "ChoixAtelier",
    "Collectif",
    "Connexion",
    "Contribution",
    "DocumentIndexe",
    "Element",
    "EngagementCollectif",
    "EnvoiInscription",
    "Evenement",
    "Feuille",
    "FicheEpinglee",
    "FormeIndexee",
    "ImportConnexions",
    "IndexRecherche",
    "Inscription",
    "Intervenant",
    "LienAccueil",
    "MembreCollectif",
    "MomentFort",
    "Organisation",
    "PageLibre",
    "PassageIndexe",
    "PassageSynthese",
    "Point",
    "Pointage",
    "Prise",
    "QuestionPairs",
    "Rapporteur",
    "Rattachement",
    "Relecture",
    "Rencontre",
    "Replay",
    "Replique",
    "ReponsePairs",
    "Ressource",
    "RessourceDuStand",
    "Restitution",
    "Rubrique",
    "Sequence",
    "Serie",
    "SuiviEngagement",
    "Synthese",
    "UsageRessource",
    "VersionRestitution",
]
