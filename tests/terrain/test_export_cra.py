"""Digital help leaves in the columns and the words of the national log, without a name nor a note."""

import csv
import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from entredeux.cadre.models import EntreeJournal
from entredeux.terrain.actions import record_intervention, record_interventions
from entredeux.terrain.export_cra import COLONNES, JAMAIS
from entredeux.terrain.saisie import SaisieIntervention, SaisiePublic
from entredeux.territoires.models import Lieu
from entredeux.themes.queries import labels

# Domain reference 5d.2: the lists of La Coop, as they are.
THEMATIQUES = (
    "Diagnostic numérique; Prendre en main du matériel; Maintenance de matériel; Gérer ses contenus; Navigation; E-mail"
    "; Bureautique; Réseaux sociaux communication; Santé; Banque et achats en ligne; Accompagner un professionnel"
    "; Insertion professionnelle; Prévention en sécurité numérique; Parentalité; Scolarité et numérique"
    "; Créer avec le numérique; Culture numérique; Intelligence artificielle; Aide aux démarches administratives"
)
LISTES = {
    "thematiques_numeriques": THEMATIQUES.split("; "),
    "materiels_numeriques": ["Ordinateur", "Téléphone", "Tablette", "Autre", "Pas de matériel"],
    "autonomie_numerique": ["Avec guidage", "Autonome avec guidage en cas de besoin", "Autonome"],
    "modalites_lieu": ["Lieu d'activité", "À domicile", "À distance", "Autre lieu"],
}
NOTE = "Madame D., rue Racine, mot de passe oublié."


@pytest.fixture
def local(structure) -> Lieu:
    return Lieu.objects.create(structure=structure, nom="Local Racine", type_lieu="local_mediation")


def act(**given) -> SaisieIntervention:
    said = {
        "date_service": date(2026, 3, 5),
        "registre": "mise_en_relation",
        "domaine": "numerique",
        "motif": "demarche",
        "theme": "numerique",
        "duree_minutes": 45,
        "reponses": {"forme": "individuel"},
    }
    return SaisieIntervention(**said | given)


def office_of(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def read_csv(client, **period) -> list[dict[str, str]]:
    answer = client.get(reverse("terrain:cra_csv"), period)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("vocabulaire", LISTES)
def test_the_lists_of_the_national_log_are_unchanged(db, vocabulaire):
    assert list(labels(vocabulaire).values()) == LISTES[vocabulaire]


def test_an_act_in_the_order_and_the_words_of_the_national_log(claire, samira, local):
    record_intervention(
        act(
            lieu_id=local.pk,
            note=NOTE,
            publics=(SaisiePublic("habitant", 2, "soixante_soixante_neuf", "dit"),),
            reponses={
                "forme": "individuel",
                "thematiques": ["e_mail", "aide_aux_demarches_administratives"],
                "demarches": ["logement"],
                "materiel": ["telephone", "tablette"],
                "autonomie": "autonome_avec_guidage",
                "oriente_vers": "france_services",
            },
        ),
        by=samira,
    )

    (row,) = read_csv(office_of(claire))
    assert list(row) == list(COLONNES)
    assert [row[name] for name in JAMAIS] == [""] * len(JAMAIS)
    assert {name: value for name, value in row.items() if value} == {
        "Date": "2026-03-05",
        "Type": "Accompagnement individuel",
        "Nombre de participants": "2",
        "Canaux d’accompagnement": "Lieu d'activité",
        "Lieu": "Local Racine",
        "Durée (min)": "45",
        "Matériel numérique utilisé": "Téléphone\nTablette",
        "Thématique(s) d’accompagnement": "E-mail\nAide aux démarches administratives\nLogement",
        "Niveau d’autonomie du bénéficiaire": "Autonome avec guidage en cas de besoin",
        "Le bénéficiaire est-il orienté vers une autre structure ?": "Oui",
        "Structure de redirection": "Aide aux démarches (France services)",
        "Tranche d’âge du bénéficiaire": "60-69 ans\n60-69 ans",
    }


def test_a_workshop_says_its_level_and_its_participants_and_a_hall_is_no_address(claire, samira, hall):
    reponses = {"forme": "collectif", "niveau_atelier": "debutant", "participants": 8}
    record_intervention(act(lieu_id=hall.pk, reponses=reponses), by=samira)

    (row,) = read_csv(office_of(claire))
    assert (row["Type"], row["Niveau de l’atelier"], row["Nombre de participants"]) == (
        "Atelier collectif",
        "Débutant",
        "8",
    )
    assert (row["Canaux d’accompagnement"], row["Lieu"]) == ("Autre lieu", "")


def test_no_note_leaves_in_either_file(claire, samira, local):
    record_intervention(act(lieu_id=local.pk, note=NOTE), by=samira)
    office = office_of(claire)

    with zipfile.ZipFile(io.BytesIO(office.get(reverse("terrain:cra_ods")).content)) as ods:
        content = ods.read("content.xml").decode()
    assert "Accompagnement individuel" in content
    for said in (content, str(read_csv(office))):
        assert [word for word in ("Madame", "mot de passe", "Samira") if word in said] == []


def test_an_export_is_one_event_with_its_count(claire, samira, local):
    record_interventions([act(lieu_id=local.pk, duree_minutes=n) for n in (15, 30, 45)], by=samira)
    record_intervention(act(theme="", reponses={}, domaine="droits"), by=samira)

    assert len(read_csv(office_of(claire))) == 3
    entry = EntreeJournal.objects.latest("id")
    assert (entry.evenement, entry.nombre) == ("terrain.cra.exporte", 3)


def test_the_period_is_said_and_one_that_is_not_understood_lets_nothing_out(claire, samira, local):
    record_interventions([act(lieu_id=local.pk, date_service=date(2026, 3, day)) for day in (1, 2, 3)], by=samira)
    office = office_of(claire)
    assert "3 accompagnements" in office.get(reverse("terrain:cra")).content.decode()
    assert [row["Date"] for row in read_csv(office, du="2026-03-02", au="2026-03-02")] == ["2026-03-02"]

    before = EntreeJournal.objects.count()
    for wrong in ({"du": "hier"}, {"du": "2026-03-03", "au": "2026-03-01"}):
        for name in ("cra", "cra_csv", "cra_ods"):
            answer = office.get(reverse(f"terrain:{name}"), wrong)
            assert answer.status_code == 422
            assert "Télécharger" not in answer.content.decode()
    assert EntreeJournal.objects.count() == before
    empty = office.get(reverse("terrain:cra"), {"du": "2027-01-01"}).content.decode()
    assert "Aucun accompagnement" in empty


def test_coordination_and_direction_alone_export_their_own(claire, helene, samira, nadia, paul, local):
    record_intervention(act(lieu_id=local.pk), by=samira)
    for name in ("cra", "cra_csv", "cra_ods"):
        address = reverse(f"terrain:{name}")
        assert [office_of(who).get(address).status_code for who in (claire, helene)] == [200, 200]
        assert [office_of(who).get(address).status_code for who in (samira, nadia, paul)] == [404] * 3


def test_a_cell_that_looks_like_a_formula_is_text(claire, samira, structure):
    lieu = Lieu.objects.create(structure=structure, nom="=1+1", type_lieu="centre_social")
    record_intervention(act(lieu_id=lieu.pk), by=samira)
    assert read_csv(office_of(claire))[0]["Lieu"] == "'=1+1"


def test_three_hundred_acts_take_as_many_queries_as_one(claire, samira, local, django_assert_max_num_queries):
    office = office_of(claire)

    def count() -> int:
        with django_assert_max_num_queries(40) as seen:
            office.get(reverse("terrain:cra_ods"))
        return len(seen)

    record_intervention(act(lieu_id=local.pk), by=samira)
    count()
    one = count()
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(300)]
    record_interventions([act(lieu_id=local.pk, date_service=day) for day in days], by=samira)
    assert count() == one
