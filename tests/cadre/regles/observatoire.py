"""Comparisons of halls, releases being prepared and agreements: the coordination's and the direction's."""

from datetime import date
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire import access as observatoire
from entredeux.observatoire.audit.registre import record_publication
from entredeux.observatoire.coupes import parse_coupe
from entredeux.observatoire.enums import Audience
from entredeux.observatoire.evaluation.actions import declare_action
from entredeux.observatoire.models import CleApi, Convention, EnvoiReseau, LigneFiche, Parution, QuantiteDeclaree
from entredeux.territoires.models import Lieu
from tests.cadre.regles.base import Regle, allowed, can, visible

AU_BUREAU = {"Claire", "Hélène"}
LECTEURS = {"Samira", "Karim", "Inès", "Claire", "Hélène", "Paul", "Emma"}

REGLES = (
    Regle("voir la comparaison de halls", visible(observatoire.visible_actions, "action_hall"), AU_BUREAU),
    Regle("voir la parution qui se prépare", visible(observatoire.visible_parutions, "parution"), AU_BUREAU),
    Regle("faire paraître ce que Claire propose", can(observatoire.can_release, "parution"), {"Hélène"}),
    Regle("voir la clé d'API", visible(observatoire.visible_cles, "cle_api"), {"Hélène"}),
    Regle(
        "déclarer ateliers, formations et coût de sa structure",
        allowed(observatoire.check_can_declare_quantite),
        AU_BUREAU | {"Marion"},
    ),
    Regle("voir ce qui est déclaré", visible(observatoire.visible_quantites, "quantite"), AU_BUREAU),
    Regle("voir la fiche annuelle", visible(observatoire.visible_fiches, "fiche"), AU_BUREAU),
    Regle("envoyer un mois au réseau", allowed(observatoire.check_can_send), {"Hélène"}),
    Regle("voir les mois envoyés", visible(observatoire.visible_envois, "envoi_reseau"), {"Hélène"}),
    Regle("lire un tableau du registre", visible(observatoire.readable_publications, "publication"), LECTEURS),
    Regle("voir la convention", visible(observatoire.visible_conventions, "convention"), AU_BUREAU),
)


def make_monde(gens: dict[str, Acteur], monde: dict[str, Any]) -> dict[str, Any]:
    claire = gens["Claire"]
    assert claire.structure is not None
    hall = Lieu.objects.create(structure=claire.structure, nom="Hall suivi", type_lieu="hall")
    cut = parse_coupe(structure=claire.structure.pk, periode="2025-03", axes=["qpv"], today=date(2026, 6, 1))
    return {
        "publication": record_publication(cut, Audience.PUBLIC, "{}", [("*",)], [None], by=claire),
        "action_hall": declare_action(nom="Soirées", debuts={hall: date(2026, 1, 5)}, comparaison=(), by=claire),
        "parution": Parution.objects.create(
            structure=claire.structure, periode="2025", etat="0" * 64, cree_par=claire.compte
        ),
        "cle_api": CleApi.objects.create(
            structure=claire.structure, nom="Essai", empreinte="0" * 64, expire_le=date(2026, 12, 31)
        ),
        "quantite": QuantiteDeclaree.objects.create(
            structure=claire.structure, nature="ateliers_tenus", periode="2025", nombre=3, cree_par=claire.compte
        ),
        "fiche": LigneFiche.objects.create(
            structure=claire.structure, annee=2025, rubrique="temps", valeur="plein", nombre=3, cree_par=claire.compte
        ),
        "envoi_reseau": EnvoiReseau.objects.create(
            structure=claire.structure, mois="2026-03", empreinte="0" * 64, vers="https://reseau.example", cellules=1
        ),
        "convention": Convention.objects.create(
            structure=claire.structure,
            organisme="Ville",
            reference="2026-1",
            debut=date(2026, 1, 1),
            fin=date(2026, 12, 31),
        ),
    }
