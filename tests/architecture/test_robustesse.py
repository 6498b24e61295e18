"""Whatever is thrown at a page, by whichever role, the answer is ours: a page in French, never a 5xx.

Each form is read first, then sent back with its own fields full of the values that break programs. The seed is
fixed: a failure here comes back every time.
"""

import datetime
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.bris_de_glace import break_glass
from entredeux.cadre.actions.droits import receive_droits
from entredeux.cadre.enums import Role
from entredeux.cadre.liens_consentement import Demande, lien_de_consentement
from entredeux.cadre.models import Consentement
from entredeux.observatoire.cles import open_cle
from entredeux.observatoire.evaluation.actions import declare_action
from entredeux.observatoire.models import GroupeResidences
from entredeux.observatoire.parutions import propose_parution, release_parution
from entredeux.observatoire.rapports import redaction
from entredeux.observatoire.rapports.modele import find_modele
from entredeux.observatoire.rapports.versions import ask_version
from entredeux.partenaires.actions import merge_fiches
from entredeux.partenaires.models import PaireAnnuaire, StructurePartenaire
from entredeux.reseau import actions as reseau
from entredeux.reseau.actions import import_programme, register_inscription
from entredeux.reseau.actions.collectifs import EngagementPris
from entredeux.reseau.actions.corpus import create_point
from entredeux.reseau.actions.replays import keep_moment
from entredeux.reseau.actions.usages import note_usage
from entredeux.reseau.liens import sign_lien
from entredeux.reseau.programme import load_programme
from entredeux.situations.actions import (
    declare_lien,
    hand_over_to_phare,
    open_situation,
    raise_alerte,
    record_engagement,
    record_propos,
    write_note_privee,
)
from entredeux.terrain import actions
from entredeux.terrain.imports.actions import receive_import
from entredeux.territoires.models import Lieu
from entredeux.themes.actions import open_theme, open_vague
from tests.cadre.regles.carnet import make_monde as make_carnet
from tests.conftest import join
from tests.functional.distribution import find_table
from tests.observatoire.fabrique import write_year
from tests.orientations.fabrique import make_sent
from tests.partenaires.fabrique import make_fiche
from tests.participation.reperes import make_participation
from tests.reseau.fabrique_ateliers import make_objets
from tests.reseau.fabrique_corpus import make_day, make_restitution, make_workshop, point_cite
from tests.reseau.fabrique_jour import make_porte
from tests.reseau.fiches import make_ressources
from tests.reseau.journee import demande, open_evenement
from tests.situations.fabrique import make_situation
from tests.terrain.fichiers import ENTETE, LIGNES, write_text

VAGUE = {"theme": "ecole", "etablissement": "Collège Lavoisier", "invites": {"eleves": 40}}
ECOLE = {"theme": "ecole", "signee_le": datetime.date(2026, 1, 5), "reference": "AIPD"}
MAUVAISES = (
    "",
    "abc",
    "\x00",
    "a\x00b",
    "-1",
    "0",
    "99999999999999999999999999",
    "1e999",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "2026-13-45",
    "9999-12",
    "2026-02",
    "00000000-0000-0000-0000-000000000000",
    "{{7*7}}<script>alert(1)</script>",
    "' OR 1=1 --",
    "=HYPERLINK(1)",
    "\ud800",
    "\u202e\ufeffé",
    "x" * 5000,
    "//ailleurs.exemple/",
    "javascript:alert(1)",
    "à\r\nBcc: x@exemple.fr",
    '{"a": [1, {"b": null}]}',
)
PARAMETRES = (
    "page jour mois etat q genre theme lieu mission du au avant depuis role type_lieu periode detail quartier next "
    "suite retour champ region annee vue autour ville rayon besoin ouvert disparues source "
    "indicateur axe territoire comparer sur"
)
CHAMP = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
VALEUR = re.compile(r'\bvalue="([^"]+)"')


def walk(patterns: list, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, pattern


@pytest.fixture
def objets(structure, autre_structure, samira, claire, nadia, alice, rose, tmp_path) -> dict[str, list[Any]]:
    """Ids by the name they have in addresses: ours first, then another structure's, then nobody's."""
    personne = "00000000-0000-4000-8000-000000000000"
    hall = Lieu.objects.create(structure=structure, nom="Hall B", type_lieu="hall")
    hall_de_nadia = Lieu.objects.create(structure=autre_structure, nom="Hall 4", type_lieu="hall")
    mission = actions.create_mission(nom="Soir", forme="tournee", domaine="habitat", lieux=[hall], by=claire)
    tournee = actions.start_presence(mission=mission, by=samira)
    consigne = actions.leave_consigne(texte="Le gardien revient lundi.", by=samira)
    incident = actions.record_incident(nature="insulte", recit="On nous a insultés.", by=samira)
    defaut = actions.record_dysfonctionnement(lieu=hall, categorie="ascenseur", by=samira)
    passage = actions.record_rien_a_signaler(presence=tournee, lieu=hall, by=samira)
    journal = receive_import(write_text(tmp_path / "journal.csv", [ENTETE, *LIGNES]), "journal.csv", by=claire)
    journee = open_evenement(ateliers={"Hall": 3, "École": None})
    inscription = register_inscription(evenement=journee, demande=demande("Ines"), by=Acteur.public())
    cercle = reseau.create_collectif(nom="Artois", animation=samira.compte, by=alice)
    rencontre = reseau.plan_rencontre(collectif=cercle, jour=datetime.date(2026, 3, 5), by=samira)
    pris = [EngagementPris("Le pôle", "agir")]
    reseau.report_rencontre(rencontre=rencontre, compte_rendu="Dit.", version=1, engagements=pris, by=samira)
    question = reseau.ask_question(titre="Et le gardien ?", texte="Il ne passe plus.", by=samira)
    ailleurs = actions.leave_consigne(texte="À Lyon.", by=nadia)
    (element,) = make_workshop(make_day("Journée d'essai", datetime.date(2026, 3, 5)), "Halls", [("constat", "Dit.")])
    point = create_point(titre="Ce qui revient", elements=[element], by=alice)
    restitution = make_restitution("Restitution d'essai", [point_cite("Un point", [element])])
    import_programme(load_programme(), by=alice)
    filmee = make_ressources(rose=rose, alice=alice)
    moment = keep_moment(replay=filmee["replay"], seconde=1, texte="Une phrase.", by=alice)
    usage = note_usage(ressource=filmee["ressource"], genre="annoncee", by=samira)
    porte = make_porte(alice)
    suivie = make_situation(by=samira, etape="table_ronde")
    partie = suivie.parties.first()
    confiee = make_situation(by=samira)
    recusation = declare_lien(situation=confiee, lien="proche", confiee_a=claire.compte, by=samira)
    envoi, _ = make_sent(samira, claire)
    carnet = make_carnet({"Samira": samira}, {})
    ouverture = open_theme(**ECOLE, by=join("Hélène", Role.DIRECTION, structure))
    vague = open_vague(**VAGUE, jusqua=datetime.date.today(), by=claire)
    demandee = Demande(partie.pk, partie.unite, "/situations/", "Habitante 1", ("suivi", "propos"))
    chef = join("Hélène B", Role.DIRECTION, structure)
    bris = break_glass(sorte="situation", fiche=suivie.pk, motif="danger", raison="Un danger est craint.", by=chef)
    droits, _ = receive_droits(genre="acces", origine="personne", sorte="partie", visee=partie.pk, by=claire)
    suivie_en_hall = declare_action(nom="Soirées", debuts={hall: datetime.date(2026, 1, 5)}, comparaison=(), by=claire)
    write_year(structure, 2025, ["QN06201M", ""], acts_per_month=40)
    parution = release_parution(propose_parution(periode="2025", by=claire), by=chef)
    cle = open_cle(nom="Essai", portees=["figures"], expire_le=datetime.date.today(), by=chef).cle
    rapport = redaction.open_rapport(modele=find_modele("contrat_de_ville"), periode="2025", by=claire)
    note = redaction.write_note(qpv="QN06201M", periode="2025", texte="Une note.", lue=0, by=claire)
    redaction.reread_note(note, lue=1, by=chef)
    version_figee = ask_version(rapport, by=claire)
    return {
        "action_id": [suivie_en_hall.pk, personne],
        "parution_id": [parution.pk, personne],
        "indicateur": ["actes_de_mediation", "inconnu"],
        "cle_id": [cle.pk, personne],
        "reste": ["fiches", "a/b"],
        "publication_id": [find_table(structure).sources[0].identifiant, personne],
        "modele": ["contrat_de_ville", "inconnu"],
        "rapport_id": [rapport.pk, personne],
        "section": ["suite", "inconnue"],
        "periode": ["2025", "2025-13"],
        "qpv": ["QN06201M", "QN99999Z"],
        "note_id": [note.pk, personne],
        "version_id": [version_figee.pk, personne],
        **group_of_residences(structure, personne),
        "bris_id": [bris.pk, personne],
        "demande_droits_id": [droits.pk, personne],
        "sorte": ["situation", "inconnue"],
        "mois": ["2026-01", "jamais"],
        "fiche": [suivie.pk, personne],
        "ressource_slug": [filmee["ressource"].slug, "inconnue"],
        "ressource_id": [filmee["ressource_brouillon"].pk, 10**12],
        "extension": ["bib", "rdf"],
        "moment_id": [moment.pk, 10**12],
        "usage_id": [usage.pk if usage else personne, personne],
        "journee": [porte["journee"].slug, "inconnu"],
        "lien_id": [porte["lien_accueil"].pk, personne],
        "connexions_id": [porte["connexions"].pk, personne],
        "attestation_id": [porte["attestation"].pk, personne],
        "situation_id": [suivie.pk, personne],
        "partie_id": [partie.pk, personne],
        "telephone_id": [carnet["telephone"].pk, personne],
        "enveloppe_id": [carnet["enveloppe"].pk, personne],
        "propos_id": [record_propos(partie=partie, texte="Du bruit.", by=samira).pk, personne],
        "engagement_partie_id": [record_engagement(partie=partie, quoi="Se parler.", by=samira).pk, personne],
        "consentement_id": [Consentement.objects.filter(sujet=partie.pk).first().pk, personne],
        "fiche_id": [(fiche := make_fiche()).pk, 10**12],
        "paire_id": [PaireAnnuaire.objects.create(une=fiche, autre=make_fiche(), force=60).pk, 10**12],
        "rapprochement_id": [merge_fiches(gardee=make_fiche(), ecartee=make_fiche(), by=claire).pk, personne],
        "format": ["data-inclusion", "inconnu"],
        "orientation_id": [envoi.orientation_id, personne],
        "envoi_id": [envoi.pk, personne],
        "structure_id": [structure.pk, personne],
        "ouverture_id": [ouverture.pk, personne],
        "vague_id": [vague.pk, personne],
        "public_id": [vague.publics.first().pk, 10**12],
        "acces": [vague.publics.first().acces, "inconnu"],
        "transmission_phare_id": [
            hand_over_to_phare(situation=open_situation(theme="ecole", by=samira), by=samira).pk,
            personne,
        ],
        "demande": [lien_de_consentement(demandee).split("/")[-2], "inconnu"],
        "recusation_id": [recusation.pk, personne],
        "note_privee_id": [write_note_privee(situation=suivie, texte="Pour moi.", by=samira).pk, personne],
        "alerte_id": [raise_alerte(destinataire="crip", by=samira).pk, personne],
        "principe": ["impartialite", "inconnu"],
        "vers": ["accord_trouve", "nulle-part"],
        "geste": ["liberer", "retrait"],
        "serie": ["journees-regionales-2019", "inconnue"],
        "organisation_slug": ["optima", "inconnue"],
        "theme_code": ["bailleurs", "inconnu"],
        "presence_id": [tournee.pk, personne],
        "lieu_id": [hall.pk, hall_de_nadia.pk],
        "passage_id": [passage.pk, personne],
        "consigne_id": [consigne.pk, ailleurs.pk],
        "incident_id": [incident.pk, personne],
        "dysfonctionnement_id": [defaut.pk, personne],
        "mission_id": [mission.pk, personne],
        "import_id": [journal.pk, personne],
        "slug": [journee.slug, "inconnu"],
        "jeton": [sign_lien("inscription", inscription.pk), "inconnu"],
        "cercle": [cercle.slug, "inconnu"],
        "membre_id": [cercle.membres.get().pk, 0],
        "rencontre_id": [rencontre.pk, personne],
        "engagement_id": [rencontre.engagements.get().pk, personne],
        "question_id": [question.pk, personne],
        "point_id": [point.pk, personne],
        "element_id": [element.pk, personne],
        "restitution_slug": [restitution.slug, "inconnue"],
        "pk": [hall.pk, hall_de_nadia.pk],
        **make_objets(journee, alice),
        **make_participation(samira, claire),
    }


def group_of_residences(structure, personne) -> dict[str, list[Any]]:
    bailleur = StructurePartenaire.objects.create(structure=structure, nom="Bailleur essayé", genre="bailleur")
    groupe = GroupeResidences.objects.create(structure=structure, bailleur=bailleur, annee=2026, nom="Nord")
    return {"groupe_residences_id": [groupe.pk, personne], "bailleur_id": [bailleur.pk, personne]}


def addresses(route: str, objets: dict[str, list[Any]]) -> list[str]:
    names = re.findall(r"<(?:\w+:)?(\w+)>", route)
    if "(?P" in route:
        return ["/compte/mot-de-passe/lien/1-x/", "/compte/adresse/abc/"]
    found = []
    for rank in (0, 1):
        address = route
        for name in names:
            values = objets.get(name) or ["1", "inconnu"]
            address = re.sub(rf"<(?:\w+:)?{name}>", str(values[min(rank, len(values) - 1)]), address)
        found.append("/" + address)
    return list(dict.fromkeys(found))


def fields_of(page: str) -> dict[str, list[str]]:
    """Field -> the values the page itself proposes."""
    fields: dict[str, list[str]] = {}
    for match in CHAMP.finditer(page):
        fields.setdefault(match[1], []).extend(VALEUR.findall(match[0]))
    for block in re.finditer(r'<select[^>]*name="([^"]+)".*?</select>', page, re.S):
        fields[block[1]] += VALEUR.findall(block[0])
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def garbage(chance: random.Random, fields: dict[str, list[str]], share: float) -> dict[str, Any]:
    sent: dict[str, Any] = {}
    for name, proposed in fields.items():
        if name.endswith(("_FORMS",)) and chance.random() < 0.8:
            sent[name] = proposed[0] if proposed else "1"
        elif proposed and chance.random() > share:
            sent[name] = chance.choice(proposed)
        elif "photo" in name or "fichier" in name:
            content = chance.choice([b"", b"\x00" * 50, b"<svg/>", b"\xff\xd8\xff\xe0" + b"0" * 60, b"PK\x03\x04" * 9])
            sent[name] = SimpleUploadedFile(chance.choice(["x.jpg", "../../a.csv", "\u202e.png"]), content)
        else:
            sent[name] = chance.choice(MAUVAISES)
    return sent


# The desk is Wagtail's own, tested there; nobody here enters it (tests/reseau/test_redaction.py).
BUREAU = "bureau/"
ROLES = ["samira", "claire", "paul", "administration", "alice", "personne"]


@pytest.mark.parametrize("qui", ROLES)
def test_no_page_breaks_whatever_is_sent(qui, request, objets, structure, settings):
    client, chance = Client(raise_request_exception=False), random.Random(qui)
    if qui in Role.values:
        client.force_login(join("Alix", Role(qui), structure).compte)
    elif qui != "personne":
        client.force_login(request.getfixturevalue(qui).compte)
    routes = [route for route, _ in walk(get_resolver().url_patterns) if not route.startswith(BUREAU)]
    broken = [problem for route in routes for problem in _attack(client, route, objets, chance)]

    assert broken == []


TOURS = 2


def _attack(client: Client, route: str, objets: dict[str, list[Any]], chance: random.Random) -> Iterator[str]:
    for address in addresses(route, objets):
        page = client.get(address)
        yield from _problem(page, "GET", address, {})
        text = "" if page.streaming else page.content.decode(errors="replace")
        fields = fields_of(text)
        for turn in range(TOURS):
            query = {name: chance.choice(MAUVAISES) for name in PARAMETRES.split()}
            query |= {name: chance.choice(MAUVAISES) for name in fields if chance.random() < 0.3}
            yield from _problem(client.get(address, _sendable(query)), "GET", address, query)
            if "deconnexion" in address:
                continue
            sent = garbage(chance, fields or {name: [] for name in query}, (0.15, 1.0)[turn % 2])
            yield from _problem(client.post(address, _sendable(sent)), "POST", address, sent)


def _sendable(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in values.items()
    }


def _problem(answer: Any, method: str, address: str, sent: dict[str, Any]) -> Iterator[str]:
    if answer.streaming:
        b"".join(answer.streaming_content)
    if answer.status_code >= 500:
        exc = getattr(answer, "exc_info", None)
        yield f"{method} {address} {str(sent)[:300]} -> {answer.status_code} {exc and repr(exc[1])[:200]}"
    elif "Content-Security-Policy" not in answer:
        yield f"{method} {address} sans politique de contenu"
