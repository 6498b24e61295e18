"""Residents' words and démarches of the invented team, in every state: everything in them is fiction."""

import datetime

from entredeux.cadre.acteur import Acteur
from entredeux.partenaires.access import visible_partenaires
from entredeux.partenaires.actions import create_partenaire
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation import actions
from entredeux.participation.actions import Comptage
from entredeux.participation.models import Demarche, GroupeParoles, Parole, RetourParole
from entredeux.territoires.models import Lieu

SERVICES = ("Ville, cadre de vie (fictif)", "Bailleur du Bassin (fictif)")
ECLAIRAGE = (
    "Le soir on ne voit plus le trottoir, je marche au milieu de la rue.",
    "Ma fille fait le grand tour pour éviter le square.",
    "Les lampes sont mortes depuis l'hiver, on nous dit que c'est noté.",
    "Je ne sors plus après dix-neuf heures.",
    "Sans lumière les enfants rentrent dès la fin de l'école.",
    "J'ai trébuché deux fois au même endroit.",
)
ENCOMBRANTS = (
    "Le jour des encombrants n'est affiché nulle part.",
    "Les matelas restent une semaine devant l'entrée.",
    "On ne sait pas qui appeler pour un frigo.",
    "Ceux qui n'ont pas de voiture ne peuvent pas aller à la déchetterie.",
    "Le local est plein dès le lundi.",
)
BANCS = (
    "Il n'y a plus un banc entre l'arrêt et la pharmacie.",
    "Avec les courses, il faudrait pouvoir s'asseoir en chemin.",
    "Les anciens ne viennent plus au marché, c'est trop loin sans pause.",
)
A_REGROUPER = (
    ("transports", "Le dernier bus passe avant la fin de mon travail."),
    ("espace_public", "Un banc à l'ombre, même un seul."),
)


def build_participation(gens: dict[str, Acteur], lieux: list[Lieu], today: datetime.date) -> str:
    """Through the actions. Returns what to say."""
    samira, claire = gens["Samira"], gens["Claire"]
    ville, bailleur = _service(claire, "ville"), _service(claire, "bailleur")
    _answered(samira, claire, lieux, ville, today)
    _awaited(samira, claire, lieux, bailleur, today)
    words = [_note(samira, "espace_public", text, today, 3, lieux[0]) for text in BANCS]
    _group(claire, "Des bancs sur le chemin du marché (fiction)", "espace_public", words)
    for domaine, text in A_REGROUPER:
        _note(samira, domaine, text, today, 1, lieux[0])
    _walk(samira, ville, lieux, today)
    _council(gens["Karim"], ville, today)
    return "Participation : trois groupes de paroles et deux démarches, fictifs."


def _service(claire: Acteur, genre: str) -> StructurePartenaire:
    """The one the defects are sent to, when the town was built whole."""
    found = visible_partenaires(claire).filter(genre=genre, nom__in=SERVICES).first()
    return found or create_partenaire(
        nom=f"Service de la participation, {genre} (fictif)",
        genre=genre,
        courriel=f"accueil@{genre}.example",
        by=claire,
    )


def _note(samira: Acteur, domaine: str, texte: str, today: datetime.date, ago: int, lieu: Lieu | None = None) -> Parole:
    parole, _ = actions.record_parole(
        by=samira,
        texte=texte,
        domaine=domaine,
        forme="oral",
        dite_le=today - datetime.timedelta(days=ago),
        lieu=lieu,
        repere="en fin d'après-midi, devant l'entrée" if lieu else "",
    )
    return parole


def _group(claire: Acteur, titre: str, domaine: str, paroles: list[Parole]) -> GroupeParoles:
    return actions.create_groupe(by=claire, titre=titre, domaine=domaine, paroles=paroles)


def _answered(
    samira: Acteur, claire: Acteur, lieux: list[Lieu], ville: StructurePartenaire, today: datetime.date
) -> None:
    """Six words, one taken back since, the town's answer: told to one, one not found, three still to tell."""
    words = [
        _note(samira, "espace_public", text, today, 40 - rank, lieux[rank % len(lieux)])
        for rank, text in enumerate(ECLAIRAGE)
    ]
    groupe = _group(claire, "L'éclairage autour du square (fiction)", "espace_public", words)
    groupe = actions.send_groupe(
        groupe=groupe, partenaire=ville, reponse_due_le=today + datetime.timedelta(days=20), by=claire
    )
    actions.withdraw_parole(parole=words[-1], by=samira)
    actions.record_reponse(
        groupe=groupe,
        decision="prevu",
        reponse="Les huit lampes du square sont changées au printemps. D'ici là, deux sont réparées (fiction).",
        by=claire,
    )
    told, missed, *_ = RetourParole.objects.filter(parole__groupe=groupe, etat="a_redire").order_by("parole__dite_le")
    actions.record_told(retour=told, by=samira)
    actions.record_not_found(retour=missed, by=samira)


def _awaited(
    samira: Acteur, claire: Acteur, lieux: list[Lieu], bailleur: StructurePartenaire, today: datetime.date
) -> None:
    """Five words, just enough: the landlord was to answer two days ago."""
    words = [_note(samira, "habitat", text, today, 30 - rank, lieux[0]) for rank, text in enumerate(ENCOMBRANTS)]
    groupe = _group(claire, "Les encombrants au pied des immeubles (fiction)", "habitat", words)
    actions.send_groupe(
        groupe=groupe, partenaire=bailleur, reponse_due_le=today + datetime.timedelta(days=1), by=claire
    )
    GroupeParoles.objects.filter(pk=groupe.pk).update(reponse_due_le=today - datetime.timedelta(days=2))


def _walk(samira: Acteur, ville: StructurePartenaire, lieux: list[Lieu], today: datetime.date) -> None:
    """A women's walk: two evenings, proposals answered or not."""
    opened = today - datetime.timedelta(days=60)
    walk = actions.open_demarche(
        by=samira,
        genre="marche_exploratoire",
        niveau="concerter",
        titre="Marche exploratoire du soir (fiction)",
        domaine="espace_public",
        institution=ville,
        ouverte_le=opened,
    )
    actions.record_rencontre(
        demarche=walk,
        jour=today - datetime.timedelta(days=45),
        lieu=lieux[0],
        presents=14,
        premiere_fois=9,
        comptages=[
            Comptage("age", "dix_huit_vingt_quatre", 3, 3),
            Comptage("age", "quarante_cinquante_neuf", 6, 4),
            Comptage("age", "soixante_dix_plus", 5, 2),
            Comptage("genre", "feminin", 14, 9),
        ],
        by=samira,
    )
    actions.record_rencontre(
        demarche=walk, jour=today - datetime.timedelta(days=20), presents=11, premiere_fois=2, by=samira
    )
    _propose(walk, "Tailler la haie qui cache l'entrée du passage (fiction).", today, 45, samira, "realisee", 20)
    _propose(walk, "Éclairer l'escalier derrière l'école (fiction).", today, 45, samira, "retenue", 12)
    _propose(walk, "Ouvrir le square plus tard l'été (fiction).", today, 20, samira)


def _council(karim: Acteur, ville: StructurePartenaire, today: datetime.date) -> None:
    council = actions.open_demarche(
        by=karim,
        genre="conseil_citoyen",
        niveau="consulter",
        titre="Conseil citoyen, une année de séances (fiction)",
        domaine="participation",
        institution=ville,
        ouverte_le=today - datetime.timedelta(days=300),
    )
    for ago, presents, first in ((280, 18, 12), (190, 13, 2), (100, 15, 4)):
        day = today - datetime.timedelta(days=ago)
        actions.record_rencontre(demarche=council, jour=day, presents=presents, premiere_fois=first, by=karim)
    _propose(council, "Un panneau d'affichage par entrée (fiction).", today, 190, karim, "ecartee", 110)
    actions.close_demarche(demarche=council, le=today - datetime.timedelta(days=60), by=karim)


def _propose(
    demarche: Demarche, texte: str, today: datetime.date, ago: int, by: Acteur, suite: str = "", answered: int = 0
) -> None:
    proposal = actions.record_proposition(
        demarche=demarche, texte=texte, faite_le=today - datetime.timedelta(days=ago), by=by
    )
    if suite:
        day = today - datetime.timedelta(days=answered)
        reponse = "Réponse fictive du service, dite en séance."
        actions.record_suite(proposition=proposal, suite=suite, reponse=reponse, le=day, by=by)
