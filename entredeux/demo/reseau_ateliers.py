"""A fictional day in the past, whose five workshops left their sheets; and the meeting where commitments come back.

Everything here is invented and says so in its title: the real programme of 2019-2024 never gets invented words.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from entredeux.cadre.acteur import Acteur
from entredeux.reseau.actions import allot_contribution, record_inscriptions, syntheses
from entredeux.reseau.actions import ateliers as actions
from entredeux.reseau.actions.accueil import Geste, record_pointages
from entredeux.reseau.enums import (
    EtatEngagement,
    GenreContribution,
    GenreEvenement,
    GenrePassage,
    GenreRubrique,
    GenreSequence,
    IssueContribution,
)
from entredeux.reseau.models import (
    Contribution,
    Element,
    Evenement,
    Feuille,
    Rubrique,
    Sequence,
    Serie,
)
from entredeux.reseau.queries.ateliers import list_presents
from entredeux.reseau.saisie_ateliers import SaisieElement
from entredeux.reseau.saisie_inscription import DemandeInscription
from entredeux.territoires.models import Region

FICTIVE = "Journée fictive de démonstration : personnes, structures et propos sont inventés."
PUBLIC = Acteur.public()


@dataclass(frozen=True)
class Atelier:
    titre: str
    theme: str
    dits: tuple[SaisieElement, ...]
    est_de_papier: bool = False


def say(genre: str, texte: str, theme: str = "", **champs: object) -> SaisieElement:
    return SaisieElement(genre=genre, texte=texte, theme=theme, **champs)  # type: ignore[arg-type]


ATELIERS = (
    Atelier(
        "Le soir, dans les halls",
        "occupation-hall",
        (
            say("question", "Que dit-on à un locataire qui demande de faire partir un groupe ?", "occupation-hall"),
            say("constat", "Un hall revu calme trois soirs de suite n'est noté nulle part.", "occupation-hall"),
            say("debat", "Passer toujours à deux, ou séparer le binôme quand deux halls appellent ?", "posture"),
            say("proposition", "Compter aussi les passages calmes, et le dire au bailleur.", "bailleurs"),
            say("obstacle", "Les badges d'accès changent sans que l'équipe le sache.", "bailleurs"),
        ),
    ),
    Atelier(
        "L'accès aux droits quand tout est en ligne",
        "acces-aux-droits",
        (
            say("constat", "On vient pour un formulaire, on repart avec une question de logement.", "acces-aux-droits"),
            say("question", "Jusqu'où faire à la place de la personne ?", "illectronisme"),
            say("proposition", "Une demi-journée commune avec les conseillers numériques.", "conseiller-numerique"),
            say(
                "citation",
                "On ne vient pas pour l'écran, on vient pour que quelqu'un regarde avec nous.",
                "aller-vers",
                auteur_citation="Une participante, médiatrice (fictive)",
                a_consenti=True,
            ),
        ),
    ),
    Atelier(
        "Aux abords du collège",
        "climat-scolaire",
        (
            say("constat", "À la sortie, dix minutes suffisent pour désamorcer.", "climat-scolaire"),
            say(
                "debat", "Connaître les élèves par leur prénom aide-t-il, ou gêne-t-il l'impartialité ?", "impartialite"
            ),
            say("proposition", "Un point court avec la vie scolaire, chaque vendredi.", "cooperation"),
        ),
        est_de_papier=True,
    ),
    Atelier(
        "Se former pendant le contrat adulte-relais",
        "adulte-relais",
        (
            say("obstacle", "Les dates de formation tombent pendant les tournées du soir.", "formation"),
            say("proposition", "Fixer le calendrier des formations avant celui des tournées.", "formation"),
            say("question", "Qui paie le déplacement jusqu'à la formation ?", "adulte-relais"),
        ),
    ),
    Atelier(
        "Travailler avec la prévention spécialisée",
        "prevention-specialisee",
        (
            say("constat", "Deux équipes sur la même place, et personne ne sait qui passe quand.", "cooperation"),
            say("debat", "Dire ce qu'on a vu, ou seulement qu'on est passé ?", "confidentialite"),
            say(
                "proposition", "Une page commune : qui fait quoi, ce qu'on n'échange jamais.", "prevention-specialisee"
            ),
        ),
    ),
)


APPORTS: dict[int, dict[str, Any]] = {
    0: {
        "contribution": "Un hall où plus personne ne nous répond (fictif).",
        "genre_contribution": GenreContribution.PROBLEME,
    },
    1: {
        "contribution": "Un café des démarches, le jeudi (fictif).",
        "genre_contribution": GenreContribution.INITIATIVE,
    },
}


def build_ateliers(alice: Acteur, yann: Acteur, today: datetime.date) -> None:
    """Twelve days ago, then in forty: four sheets published, one still being reread, a synthesis, commitments."""
    serie = _add_serie()
    jour = _add_day(serie, "Journée fictive : ce que le soir apprend", today - datetime.timedelta(days=12), ATELIERS)
    _add_day(serie, "Journée fictive : la suite", today + datetime.timedelta(days=40), ATELIERS[:2])
    sequences = jour.ateliers
    _add_participants(jour, alice)
    commitments = _commitments(today)
    for rank, (sequence, atelier) in enumerate(zip(sequences, ATELIERS, strict=True)):
        _designate(sequence, rank, alice, yann)
        said = (*atelier.dits, *commitments.get(rank, ()))
        actions.record_feuille(
            sequence=sequence,
            elements=said,
            issues=_issues(sequence),
            est_de_papier=atelier.est_de_papier,
            by=alice,
        )
        feuille = Feuille.objects.get(sequence=sequence)
        for element in list(feuille.elements.all())[:4]:
            actions.mark_majeur(element=element, est_majeur=True, by=alice)
        actions.close_feuille(feuille=feuille, by=alice)
        if rank == len(ATELIERS) - 1:
            _amend(Feuille.objects.get(pk=feuille.pk))
        else:
            actions.publish_feuille(feuille=feuille, by=alice)
    _follow(alice)
    _compose(jour, alice)


def _add_serie() -> Serie:
    rubrique = Rubrique.objects.get(genre=GenreRubrique.PROGRAMME)
    serie: Serie = rubrique.add_child(
        instance=Serie(
            title="Journées fictives de démonstration",
            slug="journees-fictives",
            genre=GenreEvenement.JOURNEE_REGIONALE,
            organisateurs="Réseau fictif de démonstration",
            chapeau=FICTIVE,
        )
    )
    return serie


def _add_day(serie: Serie, titre: str, jour: datetime.date, ateliers: tuple[Atelier, ...]) -> Evenement:
    evenement = Evenement(
        title=titre,
        slug=f"{jour}-journee-fictive",
        genre=GenreEvenement.JOURNEE_REGIONALE,
        date_debut=jour,
        heure_debut=datetime.time(9),
        heure_fin=datetime.time(16, 30),
        lieu="Lens",
        region=Region.objects.filter(code="32").first(),
        resume=FICTIVE,
        themes=list(dict.fromkeys(atelier.theme for atelier in ateliers))[:4],
    )
    evenement.sequences = [
        Sequence(
            sort_order=rank,
            genre=GenreSequence.ATELIER,
            titre=atelier.titre,
            salle=f"Salle {rank + 1}",
            heure_debut=datetime.time(14),
            heure_fin=datetime.time(15, 30),
            places=25,
            est_sur_inscription=True,
            themes=[atelier.theme],
        )
        for rank, atelier in enumerate(ateliers)
    ]
    serie.add_child(instance=evenement)
    return Evenement.objects.get(pk=evenement.pk)


def _add_participants(jour: Evenement, alice: Acteur) -> None:
    """Ten people who came, two to each workshop, marked at its door; two of them brought something."""
    demandes = [
        DemandeInscription(
            nom=f"Participante {rank + 1} (fictive)",
            courriel=f"participante{rank + 1}@demo.example",
            organisme="Association fictive",
            ateliers=(jour.ateliers[rank % len(ATELIERS)].uid,),
            est_sur_place=True,
            **APPORTS.get(rank, {}),
        )
        for rank in range(10)
    ]
    people = record_inscriptions(evenement=jour, demandes=demandes, by=alice, prevenir=False)
    gestes = [
        Geste(
            id=uuid.uuid4(),
            genre="arrivee",
            inscription=person.pk,
            atelier=jour.ateliers[rank % len(ATELIERS)].uid,
            instant=datetime.datetime.combine(jour.date_debut, datetime.time(14, rank), jour.zone),
        )
        for rank, person in enumerate(people)
    ]
    record_pointages(evenement=jour, jour=jour.date_debut, gestes=gestes, by=alice)
    for rank, contribution in enumerate(Contribution.objects.filter(evenement=jour)):
        allot_contribution(contribution=contribution, sequence=jour.ateliers[rank], by=alice)


def _issues(sequence: Sequence) -> dict:
    return {row.pk: IssueContribution.DEBATTUE for row in Contribution.objects.filter(sequence=sequence)}


def _designate(sequence: Sequence, rank: int, alice: Acteur, yann: Acteur) -> None:
    """Yann by his account for the last one, the others by their address."""
    if rank == len(ATELIERS) - 1:
        actions.designate_rapporteur(sequence=sequence, compte=yann.compte, by=alice)
    else:
        name = f"Rapporteuse {rank + 1} (fictive)"
        actions.designate_rapporteur(
            sequence=sequence, nom=name, courriel=f"rapporteuse{rank + 1}@demo.example", by=alice
        )


def _commitments(today: datetime.date) -> dict[int, tuple[SaisieElement, ...]]:
    later, past = today + datetime.timedelta(days=35), today - datetime.timedelta(days=3)
    return {
        0: (say("engagement", "Noter les passages calmes pendant un mois.", qui="L'équipe du soir", echeance=later),),
        1: (say("engagement", "Proposer une date commune.", qui="Les conseillers numériques", echeance=past),),
        2: (say("engagement", "Tenir un premier point du vendredi.", qui="La vie scolaire", echeance=past),),
        3: (say("engagement", "Demander un calendrier commun.", qui="Les coordinations", echeance=later),),
    }


def _amend(feuille: Feuille) -> None:
    actions.propose_amendement(
        feuille=feuille,
        inscription=list_presents(feuille.sequence)[0],
        element=feuille.elements.first(),
        texte="Deux équipes sur la même place, et les jours ne sont dits à personne.",
        by=PUBLIC,
    )


def _follow(alice: Acteur) -> None:
    """One kept, one dropped with its reason; two come back at the next meeting."""
    kept = Element.objects.get(texte__startswith="Tenir un premier point")
    actions.close_engagement(element=kept, etat=EtatEngagement.TENU, raison="Le premier a eu lieu.", by=alice)
    dropped = Element.objects.get(texte__startswith="Demander un calendrier")
    why = "Le calendrier est fixé par l'organisme de formation."
    actions.close_engagement(element=dropped, etat=EtatEngagement.ABANDONNE, raison=why, by=alice)


def _compose(jour: Evenement, alice: Acteur) -> None:
    opening = (
        "Une journée inventée pour la démonstration, composée comme une vraie : ce que quatre ateliers ont validé."
    )
    synthese = syntheses.write_chapeau(evenement=jour, texte=opening, version=0, by=alice)
    syntheses.compose_synthese(evenement=jour, par="type", by=alice)
    first = synthese.passages.first()
    texte = "Deux fils traversent la journée : le temps du soir, et ce qu'on se dit entre équipes."
    syntheses.write_passage(evenement=jour, genre=GenrePassage.PHRASE, texte=texte, avant=first, by=alice)
    syntheses.publish_synthese(synthese=synthese, by=alice)
