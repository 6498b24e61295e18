"""The lists adopted by the project, word for word: a code that moves here breaks every export made before."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from entredeux.themes.actions import Bilan, load_vocabularies
from entredeux.themes.fichiers import read_vocabularies
from entredeux.themes.models import Terme
from entredeux.themes.queries import check_term, choices, forget_terms, labels, terms
from entredeux.themes.schema import VocabulaireDecrit

JOUR = datetime.date(2024, 12, 5)

ATTENDUS = {
    "thematiques_numeriques": "diagnostic_numerique prendre_en_main_du_materiel maintenance_de_materiel "
    "gerer_ses_contenus navigation e_mail bureautique reseaux_sociaux_communication sante banque_et_achats_en_ligne "
    "accompagner_un_professionnel insertion_professionnelle prevention_en_securite_numerique parentalite "
    "scolarite_et_numerique creer_avec_le_numerique culture_numerique intelligence_artificielle "
    "aide_aux_demarches_administratives",
    "materiels_numeriques": "ordinateur telephone tablette autre pas_de_materiel",
    "autonomie_numerique": "avec_guidage autonome_avec_guidage autonome",
    "structures_redirection": "administration autre_mediation_numerique operateur aide_sociale "
    "insertion_professionnelle france_services autre",
    "registres": "presence_active conflits incomprehensions mise_en_relation concertation veille_sociale projets "
    "sensibilisation",
    "domaines": "habitat espace_public transports ecole droits numerique sante participation emploi environnement "
    "chantier autre",
    "types_lieux": "hall escalier_palier cave_parking toit pied_immeuble local_dechets place_rue parc_square aire_jeux "
    "domicile stationnement ecole college_lycee abords_ecole arret_station vehicule local_mediation france_services "
    "centre_social commerce distance autre",
    "motifs": "nuisance_sonore conflit_voisinage conflit_usage regroupement incivilite insultes_menaces degradation "
    "hygiene_securite alcool personne_isolee personne_detresse incomprehension_institution demarche non_recours "
    "harcelement cyber microviolence absenteisme ecole_famille fraude_transport initiative autre",
    "roles_public": "habitant locataire groupe_jeunes eleve parent enseignant usager_transport commercant gardien "
    "bailleur agent_public association autre",
    "ages": "moins_de_douze douze_dix_huit dix_huit_vingt_quatre vingt_cinq_trente_neuf quarante_cinquante_neuf "
    "soixante_soixante_neuf soixante_dix_plus non_communique",
    "sources_age": "vu dit",
    "genres": "masculin feminin non_communique",
    "publics_orientation": "actifs beneficiaires-des-minimas-sociaux demandeurs-emploi etudiants familles femmes "
    "jeunes personnes-en-situation-de-handicap personnes-en-situation-durgence "
    "personnes-en-situation-juridique-specifique personnes-exilees residents-qpv-frr seniors tous-publics",
    "tailles_groupe": "1 2_4 5_9 10_plus",
    "modes_saisine": "tournee habitant_rue permanence rdv telephone message bailleur collectivite ecole transporteur "
    "partenaire_social police association autre",
    "etapes": "signalee accueillie accord_partie_1 accord_partie_2 rencontre_separee table_ronde accord_trouve "
    "suivi_1_mois suivi_3_mois close refusee retiree constatee contact issue",
    "issues": "apaisee_sur_place accord accord_partiel reorientee information_donnee demarche_faite en_cours "
    "sans_suite refus_partie retrait_partie refus_mediateur retrait_mediateur hors_mediation persistante",
    "autonomie": "entierement_accompagne partiellement_autonome autonome",
    "partenaires": "ccas-cias departements maisons-des-solidarites caf cpam france-travail mission-locale "
    "maisons-de-l-emploi plie france-service pimms-mediation points-justice points-conseil-budget cidff mdph cms cmp "
    "csapa caarud siao chrs chu pjj spip fcsf mjc conseillers-numeriques aidants-connect communes prefecture bailleur "
    "police_municipale police_nationale ecole prevention_specialisee transporteur services_techniques "
    "defenseur_des_droits conciliateur autre",
    "resultats_orientation": "proposee acceptee refusee rdv_pris recue non_venue sans_nouvelle",
    "transmissions": "rien commune_motif nom_contact",
    "demarches": "papiers_elections_citoyennete famille_scolarite social_sante travail_formation logement "
    "transports_mobilite argent_impots justice etrangers_europe loisirs_sports_culture associations",
    "dysfonctionnements": "eclairage ascenseur porte_acces boites_lettres degradation_batie tag encombrants ordures "
    "proprete nuisibles espaces_verts aire_jeux voirie signaletique epave fuite_eau securite_incendie bris_verre autre",
    "etats_dysfonctionnement": "envoye recu en_cours repare refuse doublon",
    "cibles_dysfonctionnement": "bailleur ville intercommunalite transporteur",
    "durees": "0_30 30_60 60_120 120_plus",
    "durees_usuelles": "15 30 45 60 90 120",
    "modalites_lieu": "lieu_activite domicile a_distance autre",
    "types_evenement": "grand_public national webinaire journee_regionale atelier rencontre_collectif autre",
    "domaines_reseau": "habitat espace_public transports ecole droits numerique sante participation emploi "
    "environnement chantier cadre partenariat metier reseau territoire autre",
    "themes_reseau": "harcelement cyber microviolence justice-reparatrice climat-scolaire posture deontologie "
    "impartialite independance qualite prevention-specialisee cooperation jeunes confidentialite "
    "illectronisme acces-aux-droits conseiller-numerique isolement conseils-citoyens pouvoir-d-agir "
    "loi-lamy aller-vers occupation-hall tranquillite-residentielle bailleurs soiree voisinage "
    "espace-public transports sante emploi environnement chantier formation adulte-relais territoire "
    "evaluation",
    "echelons": "communal intercommunal departemental regional national",
    "principes": "libre_consentement independance confidentialite droits_fondamentaux tiers impartialite autonomie "
    "refus_retrait reflexivite",
    "occupations": "personne 1 2_4 5_9 10_plus",
    "nuisances": "bruit passage_gene fumee dechets degradation hygiene_securite insultes_menaces alcool",
    "contacts": "echange refuse aucun",
    "etats_depart": "libre calme tendu retrait",
}
PROVENANCES = {
    **dict.fromkeys(ATTENDUS, "M"),
    **dict.fromkeys(
        [
            "ages",
            "genres",
            "publics_orientation",
            "autonomie",
            "autonomie_numerique",
            "materiels_numeriques",
            "structures_redirection",
            "thematiques_numeriques",
            "partenaires",
            "demarches",
            "durees",
            "durees_usuelles",
            "modalites_lieu",
            "echelons",
            "principes",
        ],
        "S",
    ),
    "registres": "U",
}


def test_every_vocabulary_file_is_read_without_error():
    read, errors = read_vocabularies()
    assert errors == []
    assert set(read) == set(ATTENDUS)


@pytest.mark.parametrize("vocabulaire", ATTENDUS)
def test_codes_are_those_adopted(db, vocabulaire):
    assert [terme.code for terme in terms(vocabulaire, JOUR)] == ATTENDUS[vocabulaire].split()


@pytest.mark.parametrize("vocabulaire", ATTENDUS)
def test_provenance_is_told(vocabulaire):
    assert read_vocabularies()[0][vocabulaire].provenance == PROVENANCES[vocabulaire]


def test_every_term_has_a_source(db):
    assert Terme.objects.filter(source="").count() == 0
    assert Terme.objects.get(vocabulaire="partenaires", code="conciliateur").provenance == "M"
    assert Terme.objects.get(vocabulaire="partenaires", code="caf").provenance == "S"


def test_registres_two_to_eight_are_working_labels(db):
    registres = terms("registres", JOUR)
    assert [terme.est_libelle_de_travail for terme in registres] == [False] + [True] * 7
    assert {terme.registre_version for terme in registres} == {"XP2016"}


def test_loading_again_changes_nothing(db):
    total = Terme.objects.count()
    assert load_vocabularies() == Bilan(crees=0, modifies=0, fermes=0, inchanges=total)
    assert Terme.objects.count() == total


def decrit(*termes: dict) -> VocabulaireDecrit:
    return VocabulaireDecrit.model_validate(
        {"code": "essai", "titre": "Essai", "provenance": "M", "source": "un test", "termes": list(termes)}
    )


@pytest.fixture
def essai(db):
    """Only one vocabulary, so that what leaves its file is easy to see."""
    Terme.objects.all().delete()
    load_vocabularies(vocabulaires=[decrit({"code": "a", "libelle": "A"}, {"code": "b", "libelle": "B"})])


def test_a_code_that_leaves_the_file_is_closed_not_deleted(essai):
    bilan = load_vocabularies(vocabulaires=[decrit({"code": "a", "libelle": "A"})], on=datetime.date(2025, 1, 31))
    assert bilan == Bilan(crees=0, modifies=0, fermes=1, inchanges=1)
    assert choices("essai", datetime.date(2025, 1, 31)) == [("a", "A"), ("b", "B")]
    assert choices("essai", datetime.date(2025, 2, 1)) == [("a", "A")]
    assert labels("essai") == {"a": "A", "b": "B"}


def test_a_new_wording_holds_from_its_date(essai):
    load_vocabularies(
        vocabulaires=[
            decrit(
                {"code": "a", "libelle": "A", "valide_au": datetime.date(2024, 12, 31)},
                {"code": "a", "libelle": "Alpha", "valide_du": datetime.date(2025, 1, 1)},
                {"code": "b", "libelle": "B"},
            )
        ]
    )
    assert choices("essai", datetime.date(2024, 12, 31)) == [("a", "A"), ("b", "B")]
    assert choices("essai", datetime.date(2025, 1, 1)) == [("a", "Alpha"), ("b", "B")]
    assert labels("essai") == {"a": "Alpha", "b": "B"}


def test_a_term_added_by_hand_is_left_alone(essai):
    Terme.objects.create(vocabulaire="essai", code="c", libelle="C", source="Claire", provenance="M", est_livre=False)
    load_vocabularies(vocabulaires=[decrit({"code": "a", "libelle": "A"}, {"code": "b", "libelle": "B"})])
    assert sorted(labels("essai")) == ["a", "b", "c"]


def test_an_inactive_term_is_read_but_not_proposed(essai):
    load_vocabularies(
        vocabulaires=[decrit({"code": "a", "libelle": "A"}, {"code": "b", "libelle": "B", "actif": False})]
    )
    assert choices("essai", JOUR) == [("a", "A")]
    assert labels("essai") == {"a": "A", "b": "B"}


def test_check_term_names_what_is_possible(essai):
    assert check_term("essai", "a", JOUR) == "a"
    with pytest.raises(ValidationError) as refus:
        check_term("essai", "z", JOUR)
    assert refus.value.messages == [
        "« z » n'est pas proposé pour « essai » au 05/12/2024. Valeurs possibles : A (a), B (b)."
    ]


def test_check_term_looks_at_the_day_of_service(essai):
    load_vocabularies(vocabulaires=[decrit({"code": "a", "libelle": "A"})], on=JOUR)
    assert check_term("essai", "b", JOUR) == "b"
    with pytest.raises(ValidationError):
        check_term("essai", "b", JOUR + datetime.timedelta(days=1))


def test_terms_are_read_once_per_process(db, django_assert_num_queries):
    forget_terms()
    with django_assert_num_queries(1):
        for vocabulaire in ATTENDUS:
            terms(vocabulaire, JOUR)


def test_a_structure_adds_its_own_terms(db, tmp_path, settings):
    settings.DOSSIER_THEMES = tmp_path
    (tmp_path / "vocabulaires").mkdir()
    (tmp_path / "vocabulaires" / "motifs.yaml").write_text(
        "code: motifs\ntitre: Motifs\nprovenance: M\nsource: notre structure\n"
        "termes:\n  - {code: jardin, libelle: Jardin partagé}\n",
        encoding="utf-8",
    )
    assert load_vocabularies().crees == 1
    assert choices("motifs", JOUR)[-1] == ("jardin", "Jardin partagé")
    assert Terme.objects.get(vocabulaire="motifs", code="jardin").source == "notre structure"


def test_an_unreadable_file_closes_nothing(db, tmp_path, settings):
    settings.DOSSIER_THEMES = tmp_path
    (tmp_path / "vocabulaires").mkdir()
    (tmp_path / "vocabulaires" / "motifs.yaml").write_text("code: [", encoding="utf-8")
    Terme.objects.create(vocabulaire="motifs", code="jardin", libelle="Jardin", source="avant", provenance="M")
    assert load_vocabularies().fermes == 0


def test_the_command_says_what_it_did(db, capsys):
    total = Terme.objects.count()
    call_command("import_vocabulaires")
    assert capsys.readouterr().out == (f"Vocabulaires : 0 termes créés, 0 modifiés, 0 fermés, {total} inchangés.\n")
