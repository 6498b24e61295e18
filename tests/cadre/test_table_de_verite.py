"""The truth table: who × what × which object, walked whole. Whoever is not named on a line is refused.

`Samira` made the objects, `Karim` is her partner in the act, `Inès` is a colleague who was not there. `Nadia`
and `Marion` belong to another structure, `Emma` to another service of the employer. `Alice` leads the network, `Rose`
writes for Hauts-de-France, `Yann` is a member.
"""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from entredeux.cadre import access as cadre
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.enums import Role
from entredeux.cadre.models import Adhesion, Enregistrement
from entredeux.cadre.permissions import Permission
from entredeux.cadre.roles import ROLES
from entredeux.observatoire import access as observatoire
from entredeux.observatoire.enums import Audience
from entredeux.partenaires import access as partenaires
from entredeux.partenaires.models import StructurePartenaire
from entredeux.reseau import access as reseau
from entredeux.reseau import actions as reseau_actions
from entredeux.reseau.actions import register_inscription
from entredeux.reseau.actions.corpus import create_point
from entredeux.reseau.models import Contribution
from entredeux.reseau.saisie_inscription import DemandeInscription
from entredeux.terrain import access as terrain
from entredeux.terrain import actions
from entredeux.terrain.models import CorrespondanceImport, ImportJournal, Presence
from entredeux.terrain.saisie import SaisieIntervention
from entredeux.territoires import access as territoires
from entredeux.territoires.models import Lieu
from tests.cadre import regles
from tests.cadre.regles.base import ANIMENT, EQUIPE, GENS, PAIRS, TERRAIN, Regle, allowed, can, visible
from tests.conftest import join
from tests.reseau.fabrique_ateliers import make_monde
from tests.reseau.fabrique_jour import make_porte
from tests.reseau.fiches import make_ressources
from tests.reseau.journee import open_evenement


def with_link(rule: Callable[..., bool], lien: str) -> Callable[[Acteur, dict[str, Any]], bool]:
    """Whoever holds the signed link of a rapporteur, whatever their account."""
    return lambda by, monde: rule(by, monde["atelier"], monde[lien])


def at_the_door(rule: Callable[..., bool], lien: str) -> Callable[[Acteur, dict[str, Any]], bool]:
    """Whoever holds a volunteer's signed link, whatever their account."""
    return lambda by, monde: rule(by, monde["journee"], monde[lien])


TABLE = (
    Regle("voir la mission", visible(terrain.visible_missions, "mission"), TERRAIN),
    Regle("voir la présence", visible(terrain.visible_presences, "presence"), TERRAIN),
    Regle("voir le passage", visible(terrain.visible_passages, "passage"), TERRAIN),
    Regle("voir l'intervention", visible(terrain.visible_interventions, "intervention"), TERRAIN),
    Regle("voir le dysfonctionnement", visible(terrain.visible_dysfonctionnements, "dysfonctionnement"), TERRAIN),
    Regle("voir la consigne", visible(terrain.visible_consignes, "consigne"), TERRAIN),
    Regle("voir l'incident", visible(terrain.visible_incidents, "incident"), {"Samira", "Claire", "Hélène"}),
    Regle("voir le lieu", visible(territoires.visible_lieux, "lieu"), TERRAIN),
    Regle("voir le partenaire", visible(partenaires.visible_partenaires, "partenaire"), TERRAIN),
    Regle("voir l'adhésion", visible(cadre.visible_adhesions, "adhesion"), {"Hélène", "Bruno"}),
    Regle("voir l'import", visible(terrain.visible_imports, "import"), {"Claire", "Hélène"}),
    Regle("voir la correspondance", visible(terrain.visible_correspondances, "correspondance"), {"Claire", "Hélène"}),
    Regle("saisir chez soi", allowed(terrain.check_can_record), EQUIPE | {"Claire", "Nadia", "Marion"}),
    Regle(
        "corriger l'intervention",
        can(terrain.can_correct_intervention, "intervention"),
        {"Samira", "Karim", "Claire"},
    ),
    Regle(
        "annuler l'intervention du jour",
        can(terrain.can_withdraw_intervention, "intervention"),
        {"Samira", "Karim", "Claire"},
    ),
    Regle("annuler le passage du jour", can(terrain.can_withdraw_passage, "passage"), {"Samira", "Karim", "Claire"}),
    Regle("lire la note", can(terrain.can_read_note, "intervention"), {"Samira", "Karim", "Claire"}),
    Regle("arrêter la présence", can(terrain.can_stop_presence, "presence"), {"Samira", "Karim", "Claire"}),
    Regle(
        "suivre le dysfonctionnement",
        can(terrain.can_follow_dysfonctionnement, "dysfonctionnement"),
        EQUIPE | {"Claire"},
    ),
    Regle("lire la consigne", can(terrain.can_read_consigne, "consigne"), TERRAIN),
    Regle("lire l'incident", can(terrain.can_read_incident, "incident"), {"Samira", "Claire", "Hélène"}),
    Regle("gérer la mission", can(terrain.can_manage_mission, "mission"), {"Claire", "Hélène"}),
    Regle("lire le lieu", can(territoires.can_read_lieu, "lieu"), TERRAIN),
    Regle("créer un lieu chez soi", allowed(territoires.check_can_create_lieu), {"Claire", "Hélène", "Marion"}),
    Regle("modifier le lieu", can(territoires.can_update_lieu, "lieu"), {"Claire", "Hélène"}),
    Regle("modifier le partenaire", can(partenaires.can_update_partenaire, "partenaire"), {"Claire", "Hélène"}),
    Regle("écrire les pages du réseau", lambda by, _: cadre.can_write_region(by.compte, ""), {"Alice"}),
    Regle("écrire les pages de sa région", lambda by, _: cadre.can_write_region(by.compte, "32"), {"Alice", "Rose"}),
    Regle("écrire celles d'une autre région", lambda by, _: cadre.can_write_region(by.compte, "93"), {"Alice"}),
    Regle("voir l'événement qu'on anime", visible(reseau.visible_evenements_animes, "evenement"), ANIMENT),
    Regle("animer l'événement", can(reseau.can_facilitate, "evenement"), ANIMENT),
    Regle("animer celui d'une autre région", can(reseau.can_facilitate, "evenement_ailleurs"), {"Alice"}),
    Regle("voir le rapporteur", visible(reseau.visible_rapporteurs, "rapporteur"), ANIMENT),
    Regle("écrire la feuille", can(reseau.can_write_feuille, "atelier"), ANIMENT | {"Yann"}),
    Regle("lire la feuille en brouillon", can(reseau.can_read_feuille, "atelier"), ANIMENT | {"Yann"}),
    Regle("écrire la feuille, lien en main", with_link(reseau.can_write_feuille, "lien"), set(GENS)),
    Regle("lire la feuille, lien en main", with_link(reseau.can_read_feuille, "lien"), set(GENS)),
    Regle("écrire la feuille, lien retiré", with_link(reseau.can_write_feuille, "lien_retire"), ANIMENT | {"Yann"}),
    Regle(
        "écrire la feuille, lien d'ailleurs", with_link(reseau.can_write_feuille, "lien_ailleurs"), ANIMENT | {"Yann"}
    ),
    Regle("écrire la feuille publiée", can(reseau.can_write_feuille, "atelier_publie"), ANIMENT),
    Regle("voir l'élément en brouillon", visible(reseau.visible_elements, "element_brouillon"), set()),
    Regle("voir l'élément publié", visible(reseau.visible_elements, "element"), set(GENS)),
    Regle("décider d'un amendement", can(reseau.can_decide_amendement, "atelier_publie"), ANIMENT | {"Yann"}),
    Regle("suivre un engagement", can(reseau.can_follow_engagement, "atelier_publie"), ANIMENT | {"Yann"}),
    Regle("amender, lien d'une inscrite présente", lambda _, m: reseau.can_amend(m["presente"], m["relue"]), set(GENS)),
    Regle("amender, lien d'une inscrite absente", lambda _, m: reseau.can_amend(m["absente"], m["relue"]), set()),
    Regle(
        "amender une feuille qui n'est pas à relire", lambda _, m: reseau.can_amend(m["presente"], m["feuille"]), set()
    ),
    Regle("voir la synthèse en brouillon", visible(reseau.visible_syntheses, "synthese"), ANIMENT),
    Regle("publier la synthèse", can(reseau.can_publish_synthese, "evenement"), {"Alice"}),
    Regle("voir le point qui revient", visible(reseau.visible_points, "point"), set(GENS)),
    Regle("voir un point que rien ne porte", visible(reseau.visible_points, "point_vide"), {"Alice", "Rose"}),
    Regle("rattacher l'élément à un point", can(reseau.can_rattacher, "element"), ANIMENT),
    Regle("reformuler un point national", can(reseau.can_reword_point, "point"), {"Alice"}),
    Regle("reformuler un point de sa région", can(reseau.can_reword_point, "point_vide"), ANIMENT),
    Regle("voir l'inscription", visible(reseau.visible_inscriptions, "inscription"), ANIMENT),
    Regle("voir la contribution", visible(reseau.visible_contributions, "contribution"), ANIMENT),
    Regle("ouvrir l'accueil du jour", can(reseau.can_welcome, "evenement"), ANIMENT),
    Regle("ouvrir l'accueil du jour, lien en main", at_the_door(reseau.can_welcome, "lien_accueil"), set(GENS)),
    Regle("ouvrir l'accueil du jour, lien retiré", at_the_door(reseau.can_welcome, "lien_accueil_retire"), ANIMENT),
    Regle("ouvrir l'accueil du jour, lien d'hier", at_the_door(reseau.can_welcome, "lien_accueil_hier"), ANIMENT),
    Regle("envoyer un pointage", can(reseau.can_send_pointages, "evenement"), ANIMENT),
    Regle("envoyer un pointage, lien en main", at_the_door(reseau.can_send_pointages, "lien_accueil"), set(GENS)),
    Regle("envoyer un pointage, lien retiré", at_the_door(reseau.can_send_pointages, "lien_accueil_retire"), ANIMENT),
    Regle("voir le lien d'accueil", visible(reseau.visible_liens_accueil, "lien_accueil"), ANIMENT),
    Regle("voir le pointage", visible(reseau.visible_pointages, "pointage"), ANIMENT),
    Regle("voir l'import de connexions", visible(reseau.visible_imports_connexions, "connexions"), ANIMENT),
    Regle("voir l'attestation", visible(reseau.visible_attestations, "attestation"), ANIMENT),
    Regle("voir le collectif", visible(reseau.visible_collectifs, "collectif"), PAIRS),
    Regle("lire le collectif", can(reseau.can_read_collectif, "collectif"), {"Samira", "Yann"}),
    Regle("gérer le collectif", can(reseau.can_manage_collectif, "collectif"), {"Samira", "Alice"}),
    Regle("voir la rencontre", visible(reseau.visible_rencontres, "rencontre"), {"Samira", "Yann"}),
    Regle("voir la question entre pairs", visible(reseau.visible_questions, "question"), PAIRS),
    Regle("voir celle du collectif", visible(reseau.visible_questions, "question_du_collectif"), {"Samira", "Yann"}),
    Regle("clore la question", can(reseau.can_close_question, "question"), {"Samira"}),
    Regle("voir la ressource publique", visible(reseau.visible_ressources, "ressource"), set(GENS)),
    Regle("voir la ressource des membres", visible(reseau.visible_ressources, "ressource_membres"), PAIRS),
    Regle("voir la ressource en brouillon", visible(reseau.visible_ressources, "ressource_brouillon"), set()),
    Regle("épingler la ressource", can(reseau.can_pin_ressource, "ressource"), PAIRS),
    Regle("relire la ressource de Rose", can(reseau.can_reread_ressource, "ressource_brouillon"), {"Alice"}),
    Regle("relire celle d'Alice", can(reseau.can_reread_ressource, "ressource_d_alice"), {"Rose"}),
    Regle("valider la ressource de Rose", can(reseau.can_validate_ressource, "ressource_brouillon"), {"Alice"}),
    Regle("valider celle d'Alice", can(reseau.can_validate_ressource, "ressource_d_alice"), set()),
    Regle("ouvrir le fichier de la ressource des membres", can(reseau.can_open_document, "document"), PAIRS),
    Regle("voir l'enregistrement publié", visible(reseau.visible_replays, "replay"), set(GENS)),
    Regle("voir l'enregistrement en attente", visible(reseau.visible_replays, "replay_en_attente"), set()),
    Regle("gérer l'enregistrement", can(reseau.can_edit_replay, "evenement"), ANIMENT),
    Regle("gérer celui d'une autre région", can(reseau.can_edit_replay, "evenement_ailleurs"), {"Alice"}),
    Regle("gérer l'adhésion", can(cadre.can_manage_adhesion, "adhesion"), {"Hélène", "Bruno"}),
    Regle(
        "lire les figures de la structure",
        lambda by, monde: observatoire.can_read_figures(by, monde["structure"].pk, Audience.PUBLIC),
        TERRAIN | {"Paul", "Emma"},
    ),
)


MODULES = [
    importlib.import_module(f"{regles.__name__}.{found.name}") for found in pkgutil.iter_modules(regles.__path__)
]
PAR_SUJET = [module for module in MODULES if hasattr(module, "REGLES")]
TABLE += tuple(regle for module in PAR_SUJET for regle in module.REGLES)

# What is public, or open to whoever holds a link: the funder has no less of it than anyone.
FIGURES = ["lire une version diffusée", "lire les figures de la structure"]
OUVERTES = {regle.nom for regle in TABLE if regle.qui == set(GENS)}


@pytest.fixture
def monde(structure, autre_structure, samira, karim, claire, helene, paul, nadia) -> dict[str, Any]:
    """Everyone, and one object of each kind made by Samira (or by Claire where Samira may not)."""
    gens = {"Samira": samira, "Karim": karim, "Claire": claire, "Hélène": helene, "Paul": paul, "Nadia": nadia}
    for prenom, role, chez in (
        ("Inès", Role.MEDIATION, structure),
        ("Bruno", Role.ADMINISTRATION, structure),
        ("Emma", Role.EMPLOYEUR, structure),
        ("Alice", Role.ANIMATION, None),
        ("Yann", Role.ADHERENT, None),
        ("Marion", Role.COORDINATION, autre_structure),
    ):
        gens[prenom] = join(prenom, role, chez)
    gens["Rose"] = join("Rose", Role.REDACTION, None, region="32")
    lieu = Lieu.objects.create(structure=structure, nom="Hall B, rue Racine", type_lieu="hall")
    mission = actions.create_mission(nom="Soir", forme="tournee", domaine="habitat", lieux=[lieu], by=claire)
    presence: Presence = actions.start_presence(mission=mission, equipe=[karim.compte], by=samira)
    saisie = SaisieIntervention(
        date_service=date(2026, 3, 5),
        registre="conflits",
        domaine="habitat",
        motif="regroupement",
        mediateurs=(samira.compte.pk, karim.compte.pk),
        note="Un mot.",
    )
    evenement = open_evenement()
    demande = DemandeInscription(nom="Ines", courriel="ines@exemple.fr", contribution="Le hall fermé.")
    inscription = register_inscription(evenement=evenement, demande=demande, by=Acteur.public())
    collectif = reseau_actions.create_collectif(nom="Artois", animation=samira.compte, by=gens["Alice"])
    reseau_actions.add_membre(collectif=collectif, compte=gens["Yann"].compte, by=samira)
    ask = reseau_actions.ask_question
    monde = {
        "gens": gens,
        "inscription": inscription,
        "contribution": Contribution.objects.get(inscription=inscription),
        "collectif": collectif,
        "rencontre": reseau_actions.plan_rencontre(collectif=collectif, jour=date(2026, 3, 5), by=samira),
        "question": ask(titre="Et le gardien ?", texte="Il ne passe plus.", by=samira),
        "question_du_collectif": ask(titre="Entre nous", texte="Un mot.", collectif=collectif, by=samira),
        "structure": structure,
        "lieu": lieu,
        "mission": mission,
        "presence": presence,
        "passage": actions.record_rien_a_signaler(presence=presence, lieu=lieu, by=samira),
        "intervention": actions.record_intervention(saisie, by=samira),
        "dysfonctionnement": actions.record_dysfonctionnement(lieu=lieu, categorie="eclairage", by=samira),
        "consigne": actions.leave_consigne(texte="Repasser demain.", by=samira),
        "incident": actions.record_incident(nature="insulte", recit="Insultes.", by=samira),
        "partenaire": StructurePartenaire.objects.create(structure=structure, nom="Bailleur", genre="bailleur"),
        "adhesion": Adhesion.objects.get(compte=karim.compte),
        "import": ImportJournal.objects.create(structure=structure, empreinte_fichier="0" * 64),
        "correspondance": CorrespondanceImport.objects.create(structure=structure, nom="Ancien tableur"),
        **make_ressources(rose=gens["Rose"], alice=gens["Alice"]),
        **(reseau_monde := make_monde(alice=gens["Alice"], yann=gens["Yann"])),
        "point": create_point(titre="Ce qui revient", elements=[reseau_monde["element"]], by=gens["Alice"]),
        "point_vide": create_point(titre="Rien encore", by=gens["Rose"]),
        **make_porte(alice=gens["Alice"]),
    }
    for module in PAR_SUJET:
        monde |= module.make_monde(gens, monde)
    return monde


REGISTRE = "lire un tableau du registre"  # protected cells, kept


def test_table_is_so_for_every_role_object_and_action(monde):
    found = {regle.nom: {qui for qui in GENS if regle.passe(monde["gens"][qui], monde)} for regle in TABLE}

    assert found == {regle.nom: regle.qui for regle in TABLE}


def test_funder_and_other_service_pass_only_the_figures(monde):
    for outsider in ("Paul", "Emma"):
        passed = [regle.nom for regle in TABLE if regle.passe(monde["gens"][outsider], monde)]
        assert sorted(nom for nom in passed if nom not in OUVERTES) == sorted([*FIGURES, REGISTRE])


def test_every_kind_of_record_has_its_line(monde):
    """A new record type fails here until someone says who may see it."""
    seen = {type(item) for item in monde.values()}
    ours = {model for model in apps.get_models() if issubclass(model, Enregistrement)}
    # Read on its intervention's page; never read, its phone's page names the accounts.
    through_another = {"CorrectionIntervention", "JetonCarnet"}

    assert {model.__name__ for model in ours - seen} <= through_another


def test_every_rule_of_every_app_has_its_line():
    """A new `visible_…` or `can_…` fails here until it is in the table."""
    source = "".join(inspect.getsource(module) for module in (*PAR_SUJET, sys.modules[__name__]))
    for label in settings.APPLICATIONS:
        try:
            module = importlib.import_module(f"{label}.access")
        except ModuleNotFoundError:
            continue
        functions = inspect.getmembers(module, inspect.isfunction)
        rules = [name for name, item in functions if item.__module__.startswith(module.__name__)]
        for name in rules:
            if name.startswith(("visible_", "can_")):
                assert f".{name}" in source, f"{label}.access.{name} n'est pas dans la table"


def test_each_permission_is_held_by_a_role_and_explained():
    held = {permission for definition in ROLES.values() for permission in definition.permissions}

    assert held == set(Permission)
    assert all(definition.pourquoi for definition in ROLES.values())
