"""Reports: the coordination's and the direction's while they are written, everyone's of the figures once out."""

from typing import Any

from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire import access_groupes as groupes
from entredeux.observatoire import access_rapports as rapports
from entredeux.observatoire.enums import EtatVersion
from entredeux.observatoire.models import GroupeResidences, NoteQuartier, RapportRedige, VersionRapport
from tests.cadre.regles.base import Regle, can, visible

AU_BUREAU = {"Claire", "Hélène"}
LECTEURS = {"Samira", "Karim", "Inès", "Claire", "Hélène", "Paul", "Emma"}

REGLES = (
    Regle("voir le rapport qui s'écrit", visible(rapports.visible_rapports, "rapport"), AU_BUREAU),
    Regle("voir une version pas encore diffusée", visible(rapports.visible_versions, "version_figee"), AU_BUREAU),
    Regle("diffuser la version que Claire a figée", can(rapports.can_release_version, "version_figee"), {"Hélène"}),
    Regle("lire une version diffusée", visible(rapports.visible_versions, "version_diffusee"), LECTEURS),
    Regle("voir la version remise à un bailleur", visible(rapports.visible_versions, "version_remise"), AU_BUREAU),
    Regle("voir la note d'un quartier", visible(rapports.visible_notes, "note_quartier"), AU_BUREAU),
    Regle("voir un groupe de résidences", visible(groupes.visible_groupes, "groupe_residences"), AU_BUREAU),
    Regle("relire la note que Claire a écrite", can(rapports.can_reread_note, "note_quartier"), {"Hélène"}),
)


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    claire = gens["Claire"]
    assert claire.structure is not None
    rapport = RapportRedige.objects.create(structure=claire.structure, modele="contrat_de_ville", periode="2025")
    remis = RapportRedige.objects.create(
        structure=claire.structure, modele="bailleur", periode="2025-T1", destinataire=monde["partenaire"]
    )
    figee = {"etat": EtatVersion.FIGEE, "figee_par": claire.compte}
    out = {"diffusee_le": timezone.now(), "diffusee_par": gens["Hélène"].compte}
    return {
        "rapport": rapport,
        "version_figee": VersionRapport.objects.create(rapport=rapport, numero=1, **figee),
        "version_diffusee": VersionRapport.objects.create(rapport=rapport, numero=2, **figee, **out),
        "version_remise": VersionRapport.objects.create(rapport=remis, numero=1, **figee, **out),
        "groupe_residences": GroupeResidences.objects.create(
            structure=claire.structure, bailleur=remis.destinataire, annee=2027, nom="Nord"
        ),
        "note_quartier": NoteQuartier.objects.create(
            structure=claire.structure, qpv="QN06201M", periode="2025", texte="Une note.", ecrite_par=claire.compte
        ),
    }
