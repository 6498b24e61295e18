"""Situations followed by the two invented teams: everything in them is fiction."""

import datetime

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.consentements import record_consentement
from entredeux.cadre.enums import Portee
from entredeux.situations.actions import (
    NouvellePartie,
    acknowledge_alerte,
    add_partie,
    advance_situation,
    assign_situation,
    decide_alerte,
    declare_lien,
    explain_role,
    hand_over_to_phare,
    open_situation,
    raise_alerte,
    record_engagement,
    record_exclusion,
    record_propos,
    record_tenue,
    release_propos,
    transmit_alerte,
    write_note_privee,
)
from entredeux.situations.models import Partie, Situation
from entredeux.territoires.models import Lieu
from entredeux.themes.actions import open_theme

# The themes that no other case of this file shows.
AUTRES = (
    ("droits", 11, "Un courrier auquel personne ne répond (fiction)."),
    ("sante", 8, "Un rendez-vous difficile à prendre (fiction)."),
    ("emploi", 13, "Une inscription à finir avant la fin du mois (fiction)."),
    ("participation", 4, "Une idée pour la place, à porter (fiction)."),
)


def build_situations(gens: dict[str, Acteur], lieux: list[Lieu], today: datetime.date) -> str:
    """Through the actions. Returns what to say."""
    samira, karim = gens["Samira"], gens["Karim"]
    signee = today - datetime.timedelta(days=90)
    for theme in ("ecole", "sante"):
        open_theme(theme=theme, signee_le=signee, reference="AIPD fictive de démonstration", by=gens["Hélène"])
    ecole = _open(samira, "ecole", lieux[3:4], today, 6, "Deux élèves, des moqueries en ligne (fiction).", 0)
    add_partie(situation=ecole, partie=NouvellePartie(role="eleve"), by=samira)
    handed = hand_over_to_phare(situation=ecole, le=today - datetime.timedelta(days=4), by=samira)
    record_exclusion(transmission=handed, exclusion="oui", dite_le=today - datetime.timedelta(days=1), by=samira)
    voisines = _open(samira, "voisinage", lieux[:1], today, 40, "Bruits le soir entre deux étages (fiction).", 2)
    assert samira.compte is not None
    assign_situation(situation=voisines, referent=samira.compte, binome=karim.compte, by=samira)
    _lead_to_agreement(voisines, samira, karim)
    write_note_privee(situation=voisines, texte="J'ai eu du mal à rester au milieu (fiction).", by=samira)
    hall = _open(karim, "hall", lieux[1:2], today, 20, "Un hall occupé chaque soir (fiction).", 1)
    declare_lien(situation=hall, lien="voisinage", confiee_a=samira.compte, by=karim)
    late = _open(samira, "voisinage", lieux[2:3], today, 12, "Poubelles sur un palier (fiction).", 2)
    Situation.objects.filter(pk=late.pk).update(prochaine_date=today - datetime.timedelta(days=2))
    refused = _open(karim, "voisinage", lieux[:1], today, 9, "Stationnement devant un garage (fiction).", 2)
    partie = refused.parties.get(rang=2)
    advance_situation(situation=refused, vers="refusee", motif="refus_partie", partie=partie, by=karim)
    _alone_before_a_screen(_open(karim, "numerique", lieux[2:3], today, 15, "Un compte bloqué (fiction).", 1), karim)
    for theme, ago, resume in AUTRES:
        _open(karim, theme, lieux[:1], today, ago, resume, 1)
    _open(samira, "environnement", lieux[1:2], today, 5, "Un dépôt sauvage qui revient (fiction).", 1)
    _calmed_on_the_spot(lieux[3:4], today, samira)
    _alerts(gens, today)
    return "Suivi : douze situations fictives, une par thème au moins ; l'une mène à un engagement tenu."


def _alone_before_a_screen(situation: Situation, by: Acteur) -> None:
    """One person, no conflict: it closes without a table nor an agreement."""
    partie = situation.parties.get()
    explain_role(partie=partie, by=by)
    situation = advance_situation(situation=situation, vers="accueillie", by=by)
    _agree(partie, by, Portee.SUIVI)
    situation = advance_situation(situation=situation, vers="accord_partie_1", by=by)
    advance_situation(situation=situation, vers="close", motif="demarche_faite", by=by)


def _alerts(gens: dict[str, Acteur], today: datetime.date) -> None:
    """Out of mediation: one decided by the direction and received, one called at once and not yet acknowledged."""
    samira, helene = gens["Samira"], gens["Hélène"]
    told = raise_alerte(destinataire="crip", vue_le=today - datetime.timedelta(days=8), by=samira)
    told = decide_alerte(alerte=told, decision="alerter", le=today - datetime.timedelta(days=7), by=helene)
    told = transmit_alerte(alerte=told, le=today - datetime.timedelta(days=7), by=samira)
    acknowledge_alerte(alerte=told, le=today - datetime.timedelta(days=5), reference="FICTION-118", by=samira)
    raise_alerte(destinataire="119", est_faite=True, by=samira)


def _calmed_on_the_spot(lieux: list[Lieu], today: datetime.date, by: Acteur) -> None:
    """Real time: seen, spoken to, ended the same evening."""
    situation = open_situation(theme="rue", forme="reel", lieux=lieux, ouverte_le=today, by=by)
    situation = advance_situation(situation=situation, vers="contact", by=by)
    advance_situation(situation=situation, vers="issue", motif="apaisee_sur_place", by=by)


def _open(
    by: Acteur, theme: str, lieux: list[Lieu], today: datetime.date, ago: int, resume: str, parties: int
) -> Situation:
    return open_situation(
        theme=theme,
        parties=[NouvellePartie(role="habitant") for _ in range(parties)],
        lieux=lieux,
        mode_saisine="habitant_rue",
        resume=resume,
        ouverte_le=today - datetime.timedelta(days=ago),
        by=by,
    )


def _agree(partie: Partie, by: Acteur, *portees: str) -> None:
    record_consentement(by=by, sujet=partie.pk, unite=partie.unite, portees=portees, forme="oral")


def _lead_to_agreement(situation: Situation, by: Acteur, other_of_pair: Acteur) -> None:
    one, other = situation.parties.all()
    for partie in (one, other):
        explain_role(partie=partie, by=by)
        _agree(partie, by, Portee.SUIVI, Portee.PROPOS)
    for vers in ("accueillie", "accord_partie_1", "accord_partie_2", "rencontre_separee"):
        situation = advance_situation(situation=situation, vers=vers, binome=other_of_pair.compte, by=by)
    said = record_propos(partie=one, texte="Après vingt-deux heures, j'entends chaque pas (fiction).", by=by)
    release_propos(propos=said, by=by)
    record_propos(partie=other, texte="Je travaille de nuit, je rentre tard (fiction).", by=by)
    situation = advance_situation(situation=situation, vers="table_ronde", binome=other_of_pair.compte, by=by)
    promise = record_engagement(partie=other, quoi="Mettre des patins sous les meubles (fiction).", by=by)
    situation = advance_situation(situation=situation, vers="accord_trouve", by=by)
    record_tenue(engagement=promise, a_1_mois="tenu", by=by)
    advance_situation(situation=situation, vers="suivi_1_mois", by=by)
