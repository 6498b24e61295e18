"""What is not an act becomes facts too: situations, undertakings, referrals, requests, words and démarches."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import timezone

from entredeux.cadre.classement import read_classement
from entredeux.demo.participation import build_participation
from entredeux.demo.suivi_annee import build_annee
from entredeux.observatoire import entrepot, extraits, oubli
from entredeux.observatoire.actions import refresh_figures
from entredeux.observatoire.entrepot.colonnes import FILTRES, GENRES, NOMS
from entredeux.observatoire.entrepot.lecture import partitions
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.extraits.terrain import CALME
from entredeux.observatoire.indicateurs.schema import MOTS, VOCABULAIRES
from entredeux.observatoire.periodes import month_of
from entredeux.observatoire.reconstruction import rebuild_facts, verify_facts
from entredeux.orientations.actions import (
    accept_demande,
    receive_demande,
    record_presence_conjointe,
    record_resultat,
)
from entredeux.orientations.enums import Besoin, EtatDemande, EtatEnvoi, OrigineDemande
from entredeux.orientations.models import DemandeEntrante, Envoi, Orientation, PresenceConjointe
from entredeux.participation.actions import (
    record_proposition,
    record_rencontre,
    record_suite,
    record_told,
)
from entredeux.participation.enums import EtatParole, Niveau, Origine, Suite, TypeDemarche
from entredeux.participation.models import Demarche, Parole, PropositionDemarche, RencontreDemarche
from entredeux.situations.actions import (
    advance_situation,
    hand_over_to_phare,
    record_engagement,
    record_exclusion,
    record_tenue,
)
from entredeux.situations.enums import ExclusionDite, Tenue
from entredeux.situations.models import EngagementPartie, EtapeSituation, Situation, TransmissionPhare
from entredeux.situations.retention import forget_situations
from entredeux.terrain.models import Intervention, Passage
from entredeux.themes.actions import open_theme
from tests.observatoire.test_actions import SELLIER, record_acts, systeme
from tests.observatoire.test_faits import hall, round_of_three  # noqa: F401
from tests.orientations import fabrique as orientations
from tests.participation import fabrique as participation
from tests.situations.fabrique import make_situation

VIDE = {
    "mission": "",
    "qpv": "",
    "commune": "",
    "qpv_2015": "inconnu",
    "contrat": "inconnu",
    "cas": False,
    "registre": "",
    "domaine": "",
    "motif": "",
    "lieu": "",
    "public": "",
    "age": "",
    "issue": "",
    "saisine": "",
    "creneau": "",
    "personnes": 0,
    "minutes": None,
    "effort": None,
    "mediateur": "",
}

LUS = {
    Situation: "unite theme motif mode_saisine issue ouverte_le close_le lieux",
    EtapeSituation: "code cree_le le",
    EngagementPartie: "unite cree_le tenue_1_mois tenue_3_mois",
    TransmissionPhare: "unite transmise_le exclusion",
    Orientation: "nature besoin",
    Envoi: "unite profession etat envoye_le",
    DemandeEntrante: "unite origine besoin etat cree_le",
    PresenceConjointe: "unite jour lieu confirmee_le",
    Parole: "unite domaine origine partie_le retiree_le",
    Demarche: "unite genre domaine niveau qpv ouverte_le",
    RencontreDemarche: "unite jour presents premiere_fois",
    PropositionDemarche: "unite faite_le suite",
}


def this_month(genre: str = "") -> str:
    """What is kept as an instant counts in UTC."""
    return month_of(timezone.now() if genre in ("orientation", "demande", "parole") else timezone.localdate())


def facts(structure, genre: str, mois: str = "", today=None) -> list[dict]:
    found = extraits.extract_month(structure.pk, mois or this_month(genre), today or timezone.localdate())
    rows = [dict(zip(NOMS, row, strict=True)) for row in found.lignes]
    return [row for row in rows if row["genre"] == genre]


def said(row: dict) -> dict:
    """What a fact says beyond what every fact has and what it leaves empty."""
    common = {"structure", "genre", "cle", "jour"}
    return {name: value for name, value in row.items() if name not in common and value != VIDE[name]}


@pytest.fixture
def reviewed(samira, hall) -> Situation:  # noqa: F811
    """Two parties undertook something in a hall; one held to it, nobody knows of the other."""
    situation = make_situation(by=samira, etape="table_ronde", lieux=[hall], motif="nuisance_sonore")
    one, two = situation.parties.all()
    for partie, tenue in ((one, Tenue.TENU), (two, Tenue.NON_SU)):
        engagement = record_engagement(partie=partie, quoi="La musique s'arrête à vingt-deux heures.", by=samira)
        record_tenue(engagement=engagement, by=samira, a_1_mois=tenue)
    advance_situation(situation=situation, vers="accord_trouve", by=samira)
    return situation


# --- situations


def test_situation_is_a_fact_of_the_month_it_opened_and_its_end_another(structure, samira, hall) -> None:  # noqa: F811
    situation = make_situation(
        by=samira, etape="accueillie", lieux=[hall], motif="nuisance_sonore", mode_saisine="bailleur"
    )
    (opened,) = facts(structure, "situation")
    place = {"qpv": SELLIER, "commune": "62498", "contrat": "CV62", "lieu": "hall"}
    case = {"cas": True, "motif": "nuisance_sonore", "public": "voisinage", "saisine": "bailleur"} | place
    assert said(opened) == case
    assert facts(structure, "cloture") == []
    advance_situation(situation=situation, vers="close", motif="apaisee_sur_place", by=samira)
    assert facts(structure, "situation") == [opened]
    (closed,) = facts(structure, "cloture")
    assert said(closed) == case | {"issue": "apaisee_sur_place"}


def test_undertaking_is_a_fact_once_its_review_was_held(structure, samira, reviewed) -> None:
    assert facts(structure, "engagement") == []
    advance_situation(situation=reviewed, vers="suivi_1_mois", by=samira)
    rows = facts(structure, "engagement")
    assert sorted((row["motif"], row["issue"], row["public"], row["qpv"]) for row in rows) == [
        ("un_mois", "non_su", "voisinage", SELLIER),
        ("un_mois", "tenu", "voisinage", SELLIER),
    ]
    assert {row["jour"] for row in rows} == {timezone.localdate()}


def test_later_undertaking_is_dated_by_its_own_review(structure, samira, reviewed) -> None:
    """The case goes back to the shuttle: what is agreed then is not reviewed by the step before."""
    advance_situation(situation=reviewed, vers="suivi_1_mois", by=samira)
    EtapeSituation.objects.filter(situation=reviewed, code="suivi_1_mois").update(
        le=timezone.localdate() - timedelta(days=60)
    )
    advance_situation(situation=reviewed, vers="rencontre_separee", by=samira)
    later = record_engagement(partie=reviewed.parties.first(), quoi="La porte reste fermée.", by=samira)
    record_tenue(engagement=later, by=samira, a_1_mois=Tenue.EN_PARTIE)
    assert facts(structure, "engagement") == []
    advance_situation(situation=reviewed, vers="accord_trouve", by=samira)
    advance_situation(situation=reviewed, vers="suivi_1_mois", by=samira)
    assert [row["issue"] for row in facts(structure, "engagement")] == ["en_partie"]


def test_everything_of_a_case_shares_its_key(structure, samira, claire, reviewed) -> None:
    advance_situation(situation=reviewed, vers="suivi_1_mois", by=samira)
    (act,) = record_acts(structure, timezone.localdate(), 1, unite=reviewed.unite)
    Intervention.objects.filter(pk=act.pk).update(situation=reviewed)
    rows = [row for genre in ("acte", "situation", "engagement") for row in facts(structure, genre)]
    assert (len(rows), len({row["cle"] for row in rows})) == (4, 1)
    assert all(row["cas"] for row in rows)


def test_quarter_is_that_of_the_acts_and_outlives_the_places(structure, samira, hall) -> None:  # noqa: F811
    """Forgotten, a situation has no place any more; its acts keep their quarter, so that a revision moves nothing."""
    situation = make_situation(by=samira, etape="accueillie", lieux=[hall])
    (act,) = record_acts(structure, timezone.localdate(), 1, "QN06202M", unite=situation.unite)
    Intervention.objects.filter(pk=act.pk).update(situation=situation, commune="62510", type_lieu="hall")
    advance_situation(situation=situation, vers="close", motif="apaisee_sur_place", by=samira)
    later = timezone.localdate() + timedelta(days=800)
    before = [facts(structure, genre, today=later) for genre in ("situation", "cloture")]
    assert before[0][0]["qpv"] == "QN06202M"
    assert forget_situations(timezone.localdate() + timedelta(days=367))["situations"] == 1
    after = [facts(structure, genre, today=later) for genre in ("situation", "cloture")]
    for one, other in zip(before, after, strict=True):
        gone = {"qpv_2015", "contrat"}  # the act has no place of its own: the wider zones go with the situation's
        assert [{k: v for k, v in row.items() if k not in gone} for row in one] == [
            {k: v for k, v in row.items() if k not in gone} for row in other
        ]


def test_relay_to_a_school_says_the_day_and_what_the_school_says(structure, samira, helene) -> None:
    open_theme(theme="ecole", signee_le=date(2026, 1, 5), reference="AIPD 2026-1", by=helene)
    situation = make_situation(by=samira, theme="ecole", roles=("eleve", "eleve"))
    told = hand_over_to_phare(situation=situation, by=samira)
    assert [said(row) for row in facts(structure, "relais")] == [{"cas": True}]
    record_exclusion(transmission=told, exclusion=ExclusionDite.OUI, by=samira)
    assert [said(row) for row in facts(structure, "relais")] == [{"cas": True, "issue": "oui"}]


# --- handing over


def test_referral_is_a_fact_of_the_month_it_left(structure, samira, claire) -> None:
    envoi, _ = orientations.make_sent(samira, claire)
    assert [row["issue"] for row in facts(structure, "orientation")] == ["envoyee"]
    Envoi.objects.filter(pk=envoi.pk).update(etat=EtatEnvoi.ACCEPTEE)
    record_resultat(envoi=envoi, etat=EtatEnvoi.RECUE, by=samira)
    (row,) = facts(structure, "orientation")
    assert said(row) == {
        "cas": True,
        "motif": "numerique",
        "public": "conseiller_numerique",
        "issue": "recue",
    }
    assert row["cle"] == facts(structure, "situation")[0]["cle"]


def test_question_put_to_a_service_is_nobody(structure, samira, claire) -> None:
    orientations.make_question(samira, claire)
    assert facts(structure, "orientation") == []


def test_request_is_protected_with_the_situation_it_became(structure, samira, claire) -> None:
    asked = {"structure": structure, "besoin": "voisinage", "texte": "Du bruit la nuit.", "by": systeme(structure)}
    for origine in ("habitant", "service"):
        receive_demande(origine=origine, **asked)
    demande, _ = receive_demande(origine="bailleur", **asked)
    accept_demande(demande=demande, theme="voisinage", by=claire)
    rows = {row["public"]: row for row in facts(structure, "demande")}
    assert said(rows["bailleur"]) == {
        "cas": True,
        "motif": "voisinage",
        "public": "bailleur",
        "issue": "acceptee",
        "saisine": "bailleur",
    }
    assert rows["bailleur"]["cle"] == facts(structure, "situation")[0]["cle"]
    assert [(rows[who]["saisine"], rows[who]["cas"]) for who in ("habitant", "service")] == [
        ("message", False),
        ("autre", False),
    ]


def test_two_teams_at_one_place(structure, samira, claire, hall) -> None:  # noqa: F811
    partner = orientations.make_partenaire(claire, "Club de prévention", "equipe@club.exemple.fr")
    type(partner).objects.filter(pk=partner.pk).update(profession="prevention_specialisee")
    record_presence_conjointe(partenaire=partner, lieu=hall, jour=timezone.localdate(), moment="soir", by=samira)
    (row,) = facts(structure, "conjointe")
    assert said(row) == {
        "public": "prevention_specialisee",
        "issue": "dite",
        "lieu": "hall",
        "qpv": SELLIER,
        "commune": "62498",
        "contrat": "CV62",
    }


# --- words and démarches


def test_word_is_a_fact_once_it_left_and_says_where_it_stands(structure, samira, claire) -> None:
    groupe = participation.make_sent(samira, claire)
    participation.note(samira)  # kept here
    assert [said(row) for row in facts(structure, "parole")] == [
        {"domaine": "espace_public", "motif": "oral", "issue": "envoyee"}
    ] * 5
    participation.actions.record_reponse(groupe=groupe, decision="prevu", reponse="En mai.", by=claire)
    word, taken_back = groupe.paroles.order_by("pk")[:2]
    record_told(retour=word.retour, by=samira)
    Parole.objects.filter(pk=taken_back.pk).update(retiree_le=timezone.localdate())
    rows = facts(structure, "parole")
    assert sorted(row["issue"] for row in rows) == ["redite", "repondue", "repondue", "repondue"]
    assert len({row["cle"] for row in rows}) == 4


def test_demarche_its_meetings_and_its_proposals(structure, claire) -> None:
    demarche = participation.make_demarche(claire, qpv=SELLIER)
    record_rencontre(demarche=demarche, presents=12, premiere_fois=4, by=claire)
    record_rencontre(demarche=demarche, presents=3, premiere_fois=3, by=claire)
    waits, answered = (
        record_proposition(demarche=demarche, texte=texte, by=claire)
        for texte in ("Un banc près de l'arrêt.", "Une lampe au bout de l'allée.")
    )
    record_suite(proposition=answered, suite=Suite.RETENUE, by=claire)
    common = {"motif": "marche_exploratoire", "domaine": "espace_public", "qpv": SELLIER}
    assert [said(row) for row in facts(structure, "demarche")] == [common | {"issue": "concerter"}]
    came = sorted((row["issue"], row["personnes"]) for row in facts(structure, "rencontre"))
    assert came == [("deja_venue", 8), ("premiere_fois", 3), ("premiere_fois", 4)]
    assert sorted(row["issue"] for row in facts(structure, "proposition")) == ["attendue", "retenue"]
    assert waits.suite == Suite.ATTENDUE


# --- kept like the others


def test_facts_of_every_kind_are_kept_and_made_again_byte_for_byte(
    structure,
    samira,
    claire,
    reviewed,
    hall,  # noqa: F811
) -> None:
    advance_situation(situation=reviewed, vers="suivi_1_mois", by=samira)
    participation.make_sent(samira, claire)
    participation.make_demarche(claire)
    after = timezone.localdate() + timedelta(days=80)
    refresh_figures(structure, by=systeme(structure), today=after)
    assert sum(row.lignes for row in partitions(GenrePartition.FAITS)) == 1 + 2 + 5 + 1
    assert {one.resultat for one in rebuild_facts(today=after)} == {"identique"}
    assert list(verify_facts()) == []


def test_days_of_every_kind_go_with_the_clock(structure, samira, claire, reviewed) -> None:
    """The same bytes as facts made from the records on that day; the cases are still open."""
    advance_situation(situation=reviewed, vers="suivi_1_mois", by=samira)
    participation.make_sent(samira, claire)
    refresh_figures(structure, by=systeme(structure), today=timezone.localdate() + timedelta(days=80))
    later = timezone.localdate() + timedelta(days=400)
    assert oubli.forget(later)["jours"] >= 1
    for row in partitions(GenrePartition.FAITS).exclude(lignes=0):
        (again,) = entrepot.prepare([extraits.extract_month(structure.pk, row.periode, later)])
        assert (again.piece.empreinte, row.est_au_mois) == (row.empreinte, True)


def test_a_count_of_acts_is_not_moved_by_the_others(structure, samira, claire) -> None:
    participation.make_sent(samira, claire)
    make_situation(by=samira)
    assert extraits.extract_month(structure.pk, this_month(), timezone.localdate()).mediateurs == ()


def test_calm_passage_counts_as_seen_and_an_unnoted_one_does_not(structure, round_of_three) -> None:  # noqa: F811
    one, two, three = Passage.objects.filter(est_visite=True).order_by("pk")
    Passage.objects.filter(pk=one.pk).update(occupation="", est_rien_a_signaler=True, est_prevu=True)
    Passage.objects.filter(pk=two.pk).update(occupation="")
    rows = facts(structure, "passage", "2025-01")
    assert sorted((row["motif"], row["public"]) for row in rows) == [
        ("imprevu", ""),
        ("imprevu", "un_a_trois"),
        ("prevu", CALME),
    ]
    assert three.occupation == "un_a_trois"


def test_no_field_read_here_names_anyone_or_holds_a_word() -> None:
    """What the modules of extraits read of these records, field by field."""
    assert set(LUS) == {DemandeEntrante, Demarche, EngagementPartie, Envoi, EtapeSituation, Orientation, Parole} | {
        PresenceConjointe,
        PropositionDemarche,
        RencontreDemarche,
        Situation,
        TransmissionPhare,
    }
    for model, names in LUS.items():
        classes = read_classement(model)
        for name in names.split():
            assert classes[name] in ("ouverts", "internes"), f"{model.__name__}.{name}"
            assert model._meta.get_field(name).get_internal_type() not in ("TextField", "BinaryField")


def test_the_demonstration_makes_facts_of_each_kind(structure, samira, claire, helene, hall) -> None:  # noqa: F811
    open_theme(theme="ecole", signee_le=date(2026, 1, 5), reference="AIPD 2026-1", by=helene)
    people = {"Samira": samira, "Claire": claire, "Karim": samira}
    assert "14 situations" in build_annee(people, [hall], timezone.localdate(), range(205, 0, -1))
    build_participation(people, [hall], timezone.localdate())
    found = Counter(
        row[NOMS.index("genre")]
        for month in extraits.months_with_facts(structure.pk)
        for row in extraits.extract_month(structure.pk, month, timezone.localdate()).lignes
    )
    without_field_log = set(GENRES.values()) - {"acte", "passage", "defaut"}
    assert set(found) == without_field_log
    assert (found["situation"], found["cloture"], found["engagement"]) == (16, 16, 48)
    assert "trop peu" in build_annee(people, [hall], timezone.localdate(), range(20, 0, -1))


# --- the words of the filters


def test_own_words_of_filters_are_the_states_of_the_records() -> None:
    sent = [etat.value for etat in EtatEnvoi if etat not in (EtatEnvoi.PROPOSEE, EtatEnvoi.REPONDUE)]
    gone = (EtatParole.ENVOYEE, EtatParole.REPONDUE, EtatParole.SANS_REPONSE, EtatParole.REDITE)
    assert sorted(MOTS["orientations"]["resultat"]) == sorted(sent)
    assert sorted(MOTS["paroles"]["etat"]) == sorted(gone)
    for measure, name, states in (
        ("orientations", "besoin", Besoin),
        ("demandes", "besoin", Besoin),
        ("demandes", "origine", OrigineDemande),
        ("demandes", "etat", EtatDemande),
        ("engagements", "resultat", Tenue),
        ("relais", "exclusion", ExclusionDite),
        ("paroles", "origine", Origine),
        ("demarches", "type", TypeDemarche),
        ("demarches", "niveau", Niveau),
        ("propositions", "suite", Suite),
    ):
        assert MOTS[measure][name] == tuple(states.values), (measure, name)


def test_every_filter_has_its_words() -> None:
    for measure, filters in FILTRES.items():
        for name in filters:
            assert name in VOCABULAIRES or MOTS[measure][name], (measure, name)
    assert set(MOTS) <= set(GENRES)
