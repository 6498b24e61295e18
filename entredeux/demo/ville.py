"""The whole demonstration, from an empty base to a mediator's evening: every state by calling actions."""

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.management import call_command
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.comptes import create_structure, open_adhesion, open_compte
from entredeux.cadre.models import Adhesion, Structure
from entredeux.demo.annee import Roulement, live_days
from entredeux.demo.carnet import build as build_carnet
from entredeux.demo.distribution import DISTRIBUTION, LENS_LIEVIN, LYON, MOT_DE_PASSE
from entredeux.demo.droits import build_droits
from entredeux.demo.groupes import build_groupes
from entredeux.demo.hasard import ECOLE, PERMANENCE, SOIR
from entredeux.demo.participation import build_participation
from entredeux.demo.reseau_ateliers import build_ateliers
from entredeux.demo.reseau_corpus import build_corpus
from entredeux.demo.reseau_inscriptions import build_inscriptions
from entredeux.demo.reseau_jour import build_jour
from entredeux.demo.reseau_pages import prepare_rencontres
from entredeux.demo.reseau_pairs import live_between_pairs
from entredeux.demo.reseau_ressources import build_ressources
from entredeux.demo.suivi_annee import build_annee
from entredeux.demo.suivi_annuaire import build_annuaire
from entredeux.demo.suivi_enquetes import build as build_enquetes
from entredeux.demo.suivi_halls import build_halls
from entredeux.demo.suivi_orientations import build as build_orientations
from entredeux.demo.suivi_rapports import build_rapports
from entredeux.demo.suivi_situations import build_situations
from entredeux.demo.suivi_travail import build_travail
from entredeux.demo.territoire import find_quartiers, places_of
from entredeux.partenaires.actions import create_partenaire
from entredeux.partenaires.models import StructurePartenaire
from entredeux.reseau.actions import import_programme
from entredeux.reseau.programme import load_programme
from entredeux.terrain import actions
from entredeux.terrain.access import visible_missions
from entredeux.terrain.retention import forget
from entredeux.territoires.actions import create_lieux, import_contexte
from entredeux.territoires.models import Lieu

LENS_LIEVIN_COMMUNES = ("62498", "62510")
LYON_COMMUNES = ("69123", "69388", "69389")
UN_AN = range(365, 0, -1)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Equipe:
    """A structure with its people, by first name, and its places, by kind."""

    structure: Structure
    gens: dict[str, Acteur]
    lieux: dict[str, list[Lieu]]

    def places(self, *kinds: str) -> list[Lieu]:
        return [lieu for kind in kinds for lieu in self.lieux.get(kind, [])]


def is_built() -> bool:
    return Structure.objects.filter(nom=LENS_LIEVIN).exists()


def build(say: Say, today: datetime.date | None = None, jours: Sequence[int] = UN_AN) -> None:
    """Builds everything once; the dice are fixed, so two machines tell the same year.

    `jours`: which days are lived, counted backwards from today; browser tests live a few days only.
    """
    day = today or timezone.localdate()
    call_command("import_territoires", verbosity=0)
    import_contexte(by=Acteur.systeme())
    people = _open_accounts(day)
    import_programme(load_programme(), by=people["Alice"])
    prepare_rencontres(people, day)
    live_between_pairs(people, day)
    build_ateliers(people["Alice"], people["Yann"], day)
    say("Territoires, comptes et réseau : prêts.")
    say(build_inscriptions(people["Alice"], day))
    say(build_ressources(people, day))
    say(build_jour(people["Alice"], day))
    say(build_corpus(people["Alice"], day))  # after every workshop
    lens = _settle(LENS_LIEVIN, people, LENS_LIEVIN_COMMUNES, 4, random.Random(62))
    lyon = _settle(LYON, people, LYON_COMMUNES, 3, random.Random(69))
    for equipe, rotas, seed in ((lens, _rotas_of_lens(lens), 2062), (lyon, _rotas_of_lyon(lyon), 2069)):
        count = live_days(rotas, day, jours, random.Random(seed))
        say(f"{equipe.structure} : {count} interventions en {len(jours)} jours.")
    _defects(lens, day, random.Random(7))
    _this_evening(lens)
    say(build_situations(lens.gens, lens.places("hall"), day))
    say(build_enquetes(lens.gens["Claire"], day))
    say(build_annuaire(lens.gens["Samira"], lens.gens["Claire"]))
    build_orientations(lens.gens["Samira"], lens.gens["Claire"])
    build_carnet(lens.gens["Samira"])
    say(build_participation(lens.gens, lens.places("parc_square", "hall"), day))
    say(build_annee(lens.gens, lens.places("hall"), day, jours))
    say(build_droits(lens.gens, day))
    say(build_groupes(lens.gens, lens.places("hall")))
    call_command("observatoire_refresh", verbosity=0)  # before the clocks: the rule of 3 needs to know who was there
    halls = lens.places("hall")
    say(build_halls(lens.gens, halls[:5], halls[5:9], day))
    say(build_travail(lens.gens, day))
    say(build_rapports(lens.gens))
    forget(day)


def _open_accounts(day: datetime.date) -> dict[str, Acteur]:
    systeme = Acteur.systeme()
    structures: dict[str | None, Structure | None] = {None: None}
    for nom in (LENS_LIEVIN, LYON):
        structures[nom] = create_structure(nom=nom, nature="association", est_synthetique=True, by=systeme)
    people = {}
    for personne in DISTRIBUTION:
        compte = open_compte(email=personne.email, nom=personne.prenom, mot_de_passe=MOT_DE_PASSE, by=systeme)
        adhesion: Adhesion = open_adhesion(
            compte=compte,
            structure=structures[personne.structure],
            role=personne.role,
            region=personne.region,
            depuis=day - datetime.timedelta(days=400),
            by=systeme,
        )
        people[personne.prenom] = Acteur.of(adhesion)
    return people


def _settle(
    nom: str, people: dict[str, Acteur], communes: tuple[str, ...], quarters: int, dice: random.Random
) -> Equipe:
    """The structure's places, in its real quarters."""
    structure = Structure.objects.get(nom=nom)
    gens = {prenom: acteur for prenom, acteur in people.items() if acteur.structure == structure}
    boss = next(acteur for acteur in gens.values() if acteur.role == "coordination")
    found: dict[str, list[Lieu]] = {}
    for lieu in create_lieux(places_of(find_quartiers(communes, quarters), dice), by=boss):
        found.setdefault(lieu.type_lieu, []).append(lieu)
    return Equipe(structure, gens, found)


def _rotas_of_lens(lens: Equipe) -> list[Roulement]:
    gens = lens.gens
    claire, halls = gens["Claire"], lens.places("hall")
    outside = lens.places("parc_square", "aire_jeux", "pied_immeuble")
    evening = [*halls[:5], *outside[:2]]
    lievin = [*halls[5:9], *outside[2:5]]
    rights = lens.places("local_mediation", "france_services")
    school = lens.places("abords_ecole", "college_lycee", "arret_station")
    first, second = (gens["Samira"], gens["Karim"]), (gens["Inès"], gens["Mehdi"])
    create = actions.create_mission
    return [
        Roulement(
            create(
                nom="Tournée du soir", forme="tournee", domaine="habitat", lieux=evening, themes=["hall"], by=claire
            ),
            (first, first, (gens["Karim"], gens["Samira"])),
            (1, 2, 3, 4, 5),
            18,
            5,
            SOIR,
            12,
            evening,
        ),
        Roulement(
            create(nom="Halls et squares, Liévin", forme="tournee", domaine="habitat", lieux=lievin, by=claire),
            (second,),
            (2, 3, 4, 5),
            17,
            5,
            SOIR,
            10,
            lievin,
        ),
        Roulement(
            create(nom="Permanence droits", forme="permanence", domaine="droits", lieux=rights, by=claire),
            (second, (gens["Mehdi"], gens["Inès"])),
            (0, 1, 3),
            9,
            3,
            PERMANENCE,
            9,
            rights,
        ),
        Roulement(
            create(nom="Présence au collège", forme="etablissement", domaine="ecole", lieux=school, by=claire),
            (first,),
            (0, 1, 3, 4),
            11,
            3,
            ECOLE,
            5,
            school,
            est_scolaire=True,
        ),
    ]


def _rotas_of_lyon(lyon: Equipe) -> list[Roulement]:
    gens = lyon.gens
    marion, nadia, leo, farid = gens["Marion"], gens["Nadia"], gens["Léo"], gens["Farid"]
    evening = [*lyon.places("hall")[:4], *lyon.places("parc_square")[:2]]
    rights = lyon.places("local_mediation")
    create = actions.create_mission
    return [
        Roulement(
            create(nom="Soirées, halls et places", forme="tournee", domaine="habitat", lieux=evening, by=marion),
            ((nadia, leo), (leo, farid), (farid, nadia)),
            (2, 3, 4, 5),
            17,
            5,
            SOIR,
            10,
            evening,
        ),
        Roulement(
            create(nom="Permanence", forme="permanence", domaine="droits", lieux=rights, by=marion),
            ((leo, nadia), (farid, leo)),
            (0, 1),
            14,
            3,
            PERMANENCE,
            7,
            rights,
        ),
    ]


def _defects(lens: Equipe, day: datetime.date, dice: random.Random) -> None:
    """Forty defects, at every state of their table; the demonstration writes to nobody."""
    claire, samira = lens.gens["Claire"], lens.gens["Samira"]
    services = [
        create_partenaire(
            nom="Bailleur du Bassin (fictif)",
            genre="bailleur",
            courriel="service.technique@bailleur.example",
            by=claire,
        ),
        create_partenaire(
            nom="Ville, cadre de vie (fictif)", genre="ville", courriel="cadre-de-vie@ville.example", by=claire
        ),
    ]
    places = lens.places("hall", "parc_square", "aire_jeux")
    for _ in range(40):
        _defect(dice.choice(places), dice.choice(services), day, dice, samira, claire)


def _defect(
    lieu: Lieu,
    service: StructurePartenaire,
    day: datetime.date,
    dice: random.Random,
    samira: Acteur,
    claire: Acteur,
) -> None:
    seen = timezone.now() - datetime.timedelta(days=dice.randint(0, 90), hours=dice.randint(0, 3))
    record = actions.record_dysfonctionnement(
        lieu=lieu,
        categorie=dice.choice(("eclairage", "ascenseur", "porte_acces", "encombrants", "tag", "proprete")),
        constate_le=seen,
        by=samira,
    )
    record.destinataire = service
    for etat in dice.choice(((), ("envoye",), ("envoye", "recu"), ("envoye", "en_cours"), ("envoye", "repare"))):
        record.save(update_fields=["destinataire"])
        actions.advance_dysfonctionnement(record, etat, by=claire)


def _this_evening(lens: Equipe) -> None:
    """What is going on now: a round on its way, a word for the next shift, an incident to follow."""
    ines, mehdi, karim = lens.gens["Inès"], lens.gens["Mehdi"], lens.gens["Karim"]
    mission = visible_missions(ines).get(nom="Halls et squares, Liévin")
    start = timezone.now() - datetime.timedelta(minutes=80)
    assert mehdi.compte is not None
    presence = actions.start_presence(mission=mission, equipe=[mehdi.compte], debut_le=start, by=ines)
    for rank, step in enumerate(mission.etapes.select_related("lieu")[:3]):
        when = start + datetime.timedelta(minutes=20 * (rank + 1))
        actions.record_rien_a_signaler(presence=presence, lieu=step.lieu, a=when, by=ines)
    actions.leave_consigne(texte="Le digicode du premier hall est en panne, passer par l'arrière.", by=karim)
    actions.record_incident(nature="insulte", recit="Insultes à distance, l'équipe s'est retirée.", by=karim)
