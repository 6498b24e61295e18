"""A year of what is followed, closed since: situations with their reviews, referrals, requests, words. All fiction.

Through the actions, which date what they do today where nobody says the day; those instants are then set in the past.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import record_consentement
from entredeux.cadre.enums import Portee
from entredeux.demo.participation import ECLAIRAGE, ENCOMBRANTS
from entredeux.orientations import actions as orientations
from entredeux.orientations.models import DemandeEntrante, Envoi, Orientation
from entredeux.partenaires.actions import create_partenaire
from entredeux.partenaires.models import StructurePartenaire
from entredeux.participation import actions as participation
from entredeux.participation.models import GroupeParoles, Parole, RetourParole
from entredeux.situations.actions import (
    NouvellePartie,
    advance_situation,
    explain_role,
    hand_over_to_phare,
    open_situation,
    record_engagement,
    record_exclusion,
    record_tenue,
)
from entredeux.situations.models import EngagementPartie, Situation
from entredeux.territoires.models import Lieu

DUREE = 130  # days from an opening to its end, both reviews included
TOUS_LES = 5  # days between two openings
MOTIFS = ("nuisance_sonore", "conflit_voisinage", "conflit_usage", "incivilite")
SAISINES = ("habitant_rue", "bailleur", "telephone", "tournee")
TENUES = ("tenu", "tenu", "en_partie", "tenu", "non_tenu", "non_su")  # one after the other, so that all are met
RESULTATS = ("recue", "recue", "non_venue", "recue", "sans_nouvelle")
ORIGINES = ("habitant", "habitant", "bailleur", "ecole", "service")


@dataclass(frozen=True)
class Annee:
    """Who lives it, where, and until when."""

    samira: Acteur
    claire: Acteur
    halls: Sequence[Lieu]
    today: datetime.date

    def day(self, ago: int) -> datetime.date:
        return self.today - datetime.timedelta(days=ago)

    def instant(self, ago: int) -> datetime.datetime:
        return timezone.now() - datetime.timedelta(days=ago)


@transaction.atomic
def build_annee(gens: dict[str, Acteur], halls: Sequence[Lieu], today: datetime.date, jours: Sequence[int]) -> str:
    """As far back as days were lived; nothing when only a few were. Returns what to say."""
    annee = Annee(gens["Samira"], gens["Claire"], halls, today)
    starts = range(max(jours) - 5, DUREE, -TOUS_LES)
    if not starts:
        return "Suivi d'une année : trop peu de jours pour qu'une situation soit close."
    numerique, prevention = _services(annee.claire)
    for rank, ago in enumerate(starts):
        situation = _follow(annee, rank, ago)
        if rank % 2 == 0:
            _refer(annee, situation, numerique if rank % 4 else prevention, rank, ago - 20)
        _ask(annee, rank, ago)
        if rank % 3 == 0:
            orientations.record_presence_conjointe(
                partenaire=prevention,
                lieu=halls[rank % len(halls)],
                jour=annee.day(ago),
                moment="soir",
                by=annee.samira,
            )
        if rank % 8 == 0:
            _hand_over(annee, rank, ago)
        if rank % 12 == 0:
            _words(annee, prevention, ago)
    return f"Suivi d'une année : {len(starts)} situations fictives closes, avec leurs orientations et leurs paroles."


def _services(claire: Acteur) -> tuple[StructurePartenaire, StructurePartenaire]:
    numerique = create_partenaire(
        nom="Espace numérique du Bassin (fictif)",
        genre="numerique",
        courriel="accueil@espace-numerique.example",
        profession="conseiller_numerique",
        by=claire,
    )
    prevention = create_partenaire(
        nom="Équipe de prévention du Bassin (fictive)",
        genre="association",
        courriel="equipe@prevention-bassin.example",
        profession="prevention_specialisee",
        by=claire,
    )
    return numerique, prevention


def _follow(annee: Annee, rank: int, ago: int) -> Situation:
    """Opened, agreed, reviewed at one month and at three, closed; one in five ends without an agreement."""
    by = annee.samira
    situation = open_situation(
        theme="voisinage",
        parties=[NouvellePartie(role="habitant"), NouvellePartie(role="habitant")],
        lieux=[annee.halls[rank % len(annee.halls)]],
        motif=MOTIFS[rank % len(MOTIFS)],
        mode_saisine=SAISINES[rank % len(SAISINES)],
        ouverte_le=annee.day(ago),
        by=by,
    )
    one, two = situation.parties.all()
    for partie in (one, two):
        explain_role(partie=partie, by=by)
        record_consentement(by=by, sujet=partie.pk, unite=partie.unite, portees=[Portee.SUIVI], forme="oral")
    for number, vers in enumerate(("accueillie", "accord_partie_1", "accord_partie_2", "table_ronde"), start=1):
        situation = advance_situation(situation=situation, vers=vers, le=annee.day(ago - 3 * number), by=by)
    if rank % 5 == 4:
        return _end(annee, situation, "apaisee_sur_place", ago - 20)
    promises = [
        record_engagement(partie=partie, quoi="Baisser le son le soir (fiction).", pris_le=annee.day(ago - 20), by=by)
        for partie in (one, two)
    ]
    advance_situation(situation=situation, vers="accord_trouve", le=annee.day(ago - 20), by=by)
    for number, (vers, after) in enumerate((("suivi_1_mois", 50), ("suivi_3_mois", 112))):
        _review(promises, by, rank + 2 * number, vers)
        situation = advance_situation(
            situation=Situation.objects.get(pk=situation.pk), vers=vers, le=annee.day(ago - after), by=by
        )
    return _end(annee, situation, "accord" if rank % 3 else "accord_partiel", ago - 114)


def _review(promises: Sequence[EngagementPartie], by: Acteur, rank: int, vers: str) -> None:
    for number, promise in enumerate(promises):
        held = TENUES[(rank + number) % len(TENUES)]
        record_tenue(engagement=promise, by=by, **{"a_1_mois" if vers == "suivi_1_mois" else "a_3_mois": held})


def _end(annee: Annee, situation: Situation, motif: str, ago: int) -> Situation:
    return advance_situation(situation=situation, vers="close", motif=motif, le=annee.day(ago), by=annee.samira)


def _refer(annee: Annee, situation: Situation, service: StructurePartenaire, rank: int, ago: int) -> None:
    """An educator is never sent a person: the matrix lets nothing personal leave, and asks for no agreement."""
    partie, by = situation.parties.get(rang=1), annee.samira
    to_prevention = service.profession == "prevention_specialisee"
    orientation, envoi = orientations.propose_and_prepare(
        by=by,
        situation=situation,
        partie=partie,
        besoin="voisinage" if to_prevention else "numerique",
        partenaire=service,
        profession=service.profession,
        degre="rien" if to_prevention else "besoin",
    )
    record_consentement(
        by=by, sujet=orientation.sujet, unite=orientation.unite, portees=["besoin"], destinataire=str(service.pk),
        forme="oral",
    )  # fmt: skip
    envoi = orientations.send_envoi(envoi=envoi, by=by)
    envoi = orientations.answer_envoi(envoi=envoi, etat="acceptee")
    orientations.record_resultat(
        envoi=envoi, etat=RESULTATS[rank // 2 % len(RESULTATS)], jour=annee.day(ago - 15), by=by
    )
    Orientation.objects.filter(pk=orientation.pk).update(cree_le=annee.instant(ago))
    Envoi.objects.filter(pk=envoi.pk).update(
        cree_le=annee.instant(ago), envoye_le=annee.instant(ago), repondu_le=annee.instant(ago - 6)
    )


def _ask(annee: Annee, rank: int, ago: int) -> None:
    """A request came in and was answered elsewhere; the words of each are the same, their origin is not."""
    assert annee.samira.structure is not None
    demande, _ = orientations.receive_demande(
        structure=annee.samira.structure,
        origine=ORIGINES[rank % len(ORIGINES)],
        besoin="voisinage" if rank % 2 else "logement",
        texte="À qui s'adresser pour un désaccord qui dure (fiction) ?",
        by=Acteur.public(),
    )
    orientations.redirect_demande(demande=demande, reponse="La permanence du mardi vous reçoit.", by=annee.claire)
    DemandeEntrante.objects.filter(pk=demande.pk).update(cree_le=annee.instant(ago), traitee_le=annee.instant(ago - 2))


def _hand_over(annee: Annee, rank: int, ago: int) -> None:
    situation = open_situation(
        theme="ecole",
        parties=[NouvellePartie(role="eleve"), NouvellePartie(role="eleve")],
        motif="harcelement",
        ouverte_le=annee.day(ago),
        by=annee.samira,
    )
    handed = hand_over_to_phare(situation=situation, le=annee.day(ago - 1), by=annee.samira)
    said = "oui" if rank % 16 else "sans"
    record_exclusion(transmission=handed, exclusion=said, dite_le=annee.day(ago - 10), by=annee.samira)
    partie = situation.parties.get(rang=1)
    explain_role(partie=partie, by=annee.samira)
    situation = advance_situation(situation=situation, vers="accueillie", le=annee.day(ago - 2), by=annee.samira)
    _end(annee, situation, "reorientee", ago - 12)


def _words(annee: Annee, service: StructurePartenaire, ago: int) -> None:
    """Words of two evenings leave together; the answer was told to all but one."""
    words = [
        participation.record_parole(
            by=annee.samira, texte=texte, domaine="espace_public", forme="oral", dite_le=annee.day(ago)
        )[0]
        for texte in (*ECLAIRAGE, *ENCOMBRANTS)
    ]
    groupe = participation.create_groupe(
        by=annee.claire, titre="L'entretien du quartier (fiction)", domaine="espace_public", paroles=words
    )
    groupe = participation.send_groupe(
        groupe=groupe, partenaire=service, reponse_due_le=annee.today + datetime.timedelta(days=30), by=annee.claire
    )
    participation.record_reponse(
        groupe=groupe, decision="prevu", reponse="Deux passages de plus par semaine (fiction).", by=annee.claire
    )
    told = RetourParole.objects.filter(parole__groupe=groupe, etat="a_redire").order_by("pk")
    for rank, retour in enumerate(told):
        if rank:
            participation.record_told(retour=retour, le=annee.day(ago - 30), by=annee.samira)
        else:
            participation.record_not_found(retour=retour, by=annee.samira)
            participation.give_up_retour(retour=RetourParole.objects.get(pk=retour.pk), by=annee.samira)
    GroupeParoles.objects.filter(pk=groupe.pk).update(
        cree_le=annee.instant(ago - 5),
        envoye_le=annee.instant(ago - 6),
        reponse_due_le=annee.day(ago - 36),
        repondu_le=annee.day(ago - 25),
    )
    Parole.objects.filter(groupe=groupe).update(partie_le=annee.instant(ago - 6))
