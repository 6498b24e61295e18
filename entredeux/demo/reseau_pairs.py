"""A circle of the demonstration, and questions between its peers. Everything here is invented."""

import datetime

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Compte
from entredeux.reseau import actions
from entredeux.reseau.actions.collectifs import EngagementPris
from entredeux.territoires.models import Commune, Region

HALL = (
    "Le soir, des jeunes se retrouvent dans un hall. Ils disent bonjour, mais les locataires ne descendent plus et le "
    "gardien évite l'entrée. Nous avons proposé une rencontre : personne n'est venu."
)
GUICHET = (
    "À la permanence, beaucoup reviennent pour la même démarche en ligne. Nous la faisons avec elles, mais "
    "rien ne reste. Comment passez-vous le relais sans perdre la confiance ?"
)


def live_between_pairs(people: dict[str, Acteur], day: datetime.date) -> None:
    """Four months of a circle that meets every three, and two questions, one of which came to something."""
    samira, karim, nadia, yann, alice = (people[nom] for nom in ("Samira", "Karim", "Nadia", "Yann", "Alice"))
    cercle = actions.create_collectif(
        nom="Collectif fictif du bassin minier",
        presentation="Des médiatrices et médiateurs de plusieurs structures, réunis pour présenter leurs missions.",
        territoire="Lens, Liévin et alentours",
        region=Region.objects.filter(code="32").first(),
        animation=compte_of(samira),
        by=alice,
    )
    for acteur, mission in ((karim, "espace public"), (yann, "santé"), (people["Inès"], "accès aux droits")):
        actions.add_membre(collectif=cercle, compte=compte_of(acteur), mission=mission, by=samira)
    actions.describe_mission(collectif=cercle, mission="tournées du soir, halls", by=samira)
    passee = actions.plan_rencontre(
        collectif=cercle, jour=day - datetime.timedelta(days=75), lieu="Centre social, Liévin", by=samira
    )
    actions.report_rencontre(
        rencontre=passee,
        compte_rendu="Chacun a présenté sa mission. Les permanences de santé manquent le soir.",
        presents=7,
        version=1,
        engagements=[EngagementPris("La permanence santé", "écrire la liste des relais du soir", day)],
        by=karim,
    )
    actions.plan_rencontre(
        collectif=cercle,
        jour=day + datetime.timedelta(days=16),
        lieu="Maison des associations, Lens",
        ordre_du_jour="Les halls en hiver\nLa liste des relais du soir",
        by=samira,
    )
    _ask(samira, nadia, karim)
    actions.ask_question(
        titre="Passer le relais sans perdre la confiance ?", texte=GUICHET, theme="illectronisme", by=nadia
    )


def compte_of(acteur: Acteur) -> Compte:
    assert acteur.compte is not None
    return acteur.compte


def _ask(samira: Acteur, nadia: Acteur, karim: Acteur) -> None:
    lens = Commune.objects.filter(code="62498").first()
    question = actions.ask_question(
        titre="Comment ramener les locataires dans leur hall ?",
        texte=HALL,
        theme="occupation-hall",
        commune=lens,
        by=samira,
    )
    actions.answer_question(
        question=question,
        texte="Un café dans le hall à 18 h, avec le bailleur, trois semaines de suite. Peu de monde au début.",
        by=nadia,
    )
    actions.answer_question(question=question, texte="Commencer par le gardien : il connaît les deux côtés.", by=karim)
    actions.close_question(
        question=question,
        bilan="Un café à 18 h, trois vendredis. Deux locataires, puis sept. Le gardien est resté la troisième fois.",
        by=samira,
    )
