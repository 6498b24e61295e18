"""From a day on the field to facts: what is kept, what never is, and what time takes away."""

import uuid
from datetime import UTC, date, datetime

import pytest

from entredeux.cadre.chiffrement import instance_secrets
from entredeux.cadre.classement import read_classement
from entredeux.observatoire import entrepot, extraits, oubli
from entredeux.observatoire.actions import refresh_figures
from entredeux.observatoire.entrepot import moteur
from entredeux.observatoire.entrepot.colonnes import FAITS, FILTRES, GENRES, NOMS
from entredeux.observatoire.entrepot.lecture import coffre, partitions, piece_of
from entredeux.observatoire.enums import GenrePartition
from entredeux.observatoire.extraits import sources as registre
from entredeux.observatoire.extraits.jetons import Jetons
from entredeux.observatoire.extraits.sources import MoisExtrait, Source, register_source, registered_sources
from entredeux.observatoire.indicateurs.schema import Mesure
from entredeux.observatoire.models import Partition
from entredeux.terrain.enums import FormePresence
from entredeux.terrain.models import Dysfonctionnement, Intervention, Mission, Passage, Presence, PublicRencontre
from entredeux.territoires.enums import GenreZone, OrigineZone
from entredeux.territoires.models import Lieu, ZoneLieu
from tests.observatoire.test_actions import SELLIER, make, record_acts, systeme

JOUR, APRES = date(2025, 1, 10), date(2025, 3, 20)

# Where each column of a fact comes from. A field that is not `ouverts` or `internes`, or that is text, may not be here.
ORIGINES = {
    "structure": (Intervention, "structure"),
    "mission": (Intervention, "mission"),
    "qpv": (Intervention, "qpv"),
    "commune": (Intervention, "commune"),
    "qpv_2015": (ZoneLieu, "code"),
    "contrat": (ZoneLieu, "code"),
    "cas": (Intervention, "situation"),
    "registre": (Intervention, "registre"),
    "domaine": (Intervention, "domaine"),
    "motif": (Intervention, "motif"),
    "lieu": (Intervention, "type_lieu"),
    "public": (PublicRencontre, "role"),
    "age": (PublicRencontre, "age"),
    "issue": (Intervention, "issue"),
    "saisine": (Intervention, "mode_saisine"),
    "jour": (Intervention, "date_service"),
    "creneau": (Intervention, "creneau"),
    "personnes": (PublicRencontre, "nombre"),
    "minutes": (Intervention, "duree_minutes"),
    "effort": (Presence, "duree_minutes"),
    "cle": (Intervention, "unite"),
}
CALCULEES = {"genre", "mediateur"}  # a constant; the token of a month, which leads to nobody


def facts(structure, mois: str = "2025-01", today: date = APRES) -> list[dict]:
    return [dict(zip(NOMS, row, strict=True)) for row in extraits.extract_month(structure.pk, mois, today).lignes]


@pytest.fixture
def hall(structure) -> Lieu:
    place = Lieu.objects.create(
        structure=structure, nom="Hall des Tilleuls", type_lieu="hall", adresse="3 rue des Tilleuls"
    )
    for genre, code, origine in (
        (GenreZone.QPV_2024, SELLIER, OrigineZone.GEOMETRIE),
        (GenreZone.COMMUNE, "62498", OrigineZone.GEOMETRIE),
        (GenreZone.QPV_2015, "", OrigineZone.INCONNU),
        (GenreZone.CONTRAT_VILLE, "CV62", OrigineZone.DECLAREE),
    ):
        ZoneLieu.objects.create(lieu=place, genre=genre, code=code, origine=origine)
    return place


@pytest.fixture
def round_of_three(structure, hall) -> Presence:
    """A tournée of 100 minutes: three halls visited, one not."""
    mission = Mission.objects.create(structure=structure, nom="Halls", forme=FormePresence.TOURNEE, domaine="habitat")
    presence = Presence.objects.create(
        structure=structure,
        mission=mission,
        forme=mission.forme,
        date_service=JOUR,
        debut_le=datetime(2025, 1, 10, 18, tzinfo=UTC),
        duree_minutes=100,
    )
    for rank in range(4):
        Passage.objects.create(
            structure=structure,
            presence=presence,
            lieu=hall,
            date_service=JOUR,
            creneau="18:30",
            est_visite=rank < 3,
            occupation="un_a_trois" if rank < 3 else "",
        )
    return presence


# --- what is kept


def test_every_column_comes_from_a_field_that_names_nobody_and_says_no_word() -> None:
    assert set(ORIGINES) | CALCULEES == set(FAITS)
    for model, name in ORIGINES.values():
        assert read_classement(model)[name] in ("ouverts", "internes"), f"{model.__name__}.{name}"
        assert model._meta.get_field(name).get_internal_type() not in (
            "TextField",
            "BinaryField",
            "FloatField",
            "FileField",
        )
    for word in (
        "nom",
        "adresse",
        "lon",
        "lat",
        "note",
        "precision",
        "texte",
        "compte",
        "contact",
        "hall",
        "residence",
    ):
        assert word not in FAITS


def test_act_becomes_a_poor_row(structure, hall, samira) -> None:
    (act,) = record_acts(structure, JOUR, 1)
    act.lieu, act.type_lieu, act.issue, act.duree_minutes, act.creneau = hall, "hall", "apaisee_sur_place", 25, "18:30"
    act.save()
    make([act], samira)
    for role, age, number in (("habitant", "dix_huit_vingt_quatre", 2), ("gardien", "quarante_cinquante_neuf", 1)):
        PublicRencontre.objects.create(intervention=act, role=role, age=age, nombre=number)
    (row,) = facts(structure)
    assert len(row.pop("mediateur")) == 8
    assert 0 <= row.pop("cle") < 2**32
    assert row == {
        "structure": structure.pk,
        "mission": "",
        "qpv": SELLIER,
        "genre": "acte",
        "commune": "",
        "qpv_2015": "inconnu",
        "contrat": "CV62",
        "cas": False,
        "registre": "conflits",
        "domaine": "habitat",
        "motif": "nuisance_sonore",
        "lieu": "hall",
        "public": "habitant",
        "age": "dix_huit_vingt_quatre",
        "issue": "apaisee_sur_place",
        "saisine": "",
        "jour": JOUR,
        "creneau": "18:30",
        "personnes": 3,
        "minutes": 25,
        "effort": None,
    }


def test_passage_and_defect_are_facts_of_their_place(structure, round_of_three, hall) -> None:
    Dysfonctionnement.objects.create(
        structure=structure, lieu=hall, presence=round_of_three, date_service=JOUR, categorie="ascenseur", etat="envoye"
    )
    rows = facts(structure)
    assert [row["genre"] for row in rows].count("passage") == 3  # the place not visited is not one
    (defect,) = [row for row in rows if row["genre"] == "defaut"]
    assert (defect["qpv"], defect["commune"], defect["lieu"]) == (SELLIER, "62498", "hall")
    assert (defect["motif"], defect["issue"]) == ("ascenseur", "envoye")
    assert {row["public"] for row in rows if row["genre"] == "passage"} == {"un_a_trois"}


def test_minutes_of_a_presence_are_counted_once(structure, round_of_three) -> None:
    (act,) = record_acts(structure, JOUR, 1)
    Intervention.objects.filter(pk=act.pk).update(presence=round_of_three)
    recorded = [row for row in facts(structure) if row["genre"] in ("acte", "passage")]
    efforts = sorted(row["effort"] or 0 for row in recorded)
    assert efforts == [0, 33, 33, 34]


def test_acts_of_a_unit_met_again_are_followed(structure) -> None:
    case = uuid.uuid4()
    record_acts(structure, JOUR, 2, unite=case)
    record_acts(structure, JOUR, 1)
    assert sorted(row["cas"] for row in facts(structure)) == [False, True, True]


def test_zone_is_that_of_the_day(structure, hall) -> None:
    ZoneLieu.objects.filter(lieu=hall, genre=GenreZone.QPV_2024).update(valide_du=date(2025, 2, 1))
    ZoneLieu.objects.create(
        lieu=hall, genre=GenreZone.QPV_2024, code="QN06202M", origine=OrigineZone.DECLAREE, valide_au=date(2025, 1, 31)
    )
    for day in (JOUR, date(2025, 2, 3)):
        Dysfonctionnement.objects.create(structure=structure, lieu=hall, date_service=day, categorie="porte")
    assert [facts(structure, month)[0]["qpv"] for month in ("2025-01", "2025-02")] == ["QN06202M", SELLIER]


def test_every_measure_of_facts_filters_by_their_columns() -> None:
    assert set(GENRES) == set(FILTRES) <= set(Mesure)
    for filters in FILTRES.values():
        assert set(filters.values()) <= set(FAITS)


def test_unknown_column_is_refused(structure) -> None:
    with pytest.raises(KeyError, match="prenom"):
        MoisExtrait(structure.pk, "2025-01", False).row(unite=uuid.uuid4(), jour=JOUR, prenom="Lina")


def test_another_app_registers_its_own_facts(structure, monkeypatch) -> None:
    def workshop(month):
        yield month.row(genre="atelier", unite=uuid.uuid4(), jour=JOUR, personnes=12)

    monkeypatch.setattr(registre, "_sources", {})
    register_source(Source("ateliers", lambda _: ["2025-01"], workshop))
    assert [source.code for source in registered_sources()] == ["ateliers"]
    assert extraits.months_with_facts(structure.pk) == ["2025-01"]
    assert [row["personnes"] for row in facts(structure)] == [12]


# --- people


def test_token_tells_people_apart_for_a_month(structure, samira, karim) -> None:
    one, two = samira.compte.pk, karim.compte.pk
    january, february = Jetons("2025-01"), Jetons("2025-02")
    assert january.of([one]) == Jetons("2025-01").of([one])
    assert len({january.of([one]), january.of([two]), february.of([one])}) == 3
    assert january.of([one, two]) == january.of([two, one])
    assert january.of([]) == ""


def test_secret_of_tokens_goes_when_the_field_log_forgets_people(structure, samira) -> None:
    before = Jetons("2025-01").of([samira.compte.pk])
    oubli.forget(date(2025, 5, 2))
    assert instance_secrets("jetons-") == ["jetons-2025-01"]
    assert oubli.forget(date(2025, 5, 3))["jetons"] == 1
    assert instance_secrets("jetons-") == []
    assert Jetons("2025-01").of([samira.compte.pk]) != before


def test_day_and_hour_go_with_the_clock_of_the_record(structure, round_of_three) -> None:
    refresh_figures(structure, by=systeme(structure), today=APRES)
    row = partitions(GenrePartition.FAITS, ["2025-01"]).get()
    assert days_of(row) == {("2025-01-10", "18:30"), ("2025-01-10", "")}  # a presence has no half-hour
    assert oubli.forget(date(2026, 2, 1))["jours"] == 0
    assert oubli.forget(date(2026, 2, 2))["jours"] == 1
    assert oubli.forget(date(2026, 2, 2))["jours"] == 0
    row.refresh_from_db()
    assert days_of(row) == {("2025-01-01", "")}
    # The same bytes as facts made from the records on that day.
    (again,) = entrepot.prepare([extraits.extract_month(structure.pk, "2025-01", date(2026, 2, 2))])
    assert again.piece.empreinte == row.empreinte


def days_of(row: Partition) -> set[tuple[str, str]]:
    page = coffre().read(piece_of(row))
    return set(moteur.connect().execute(f"SELECT jour::VARCHAR, creneau FROM {moteur.read_parquet(page)}").fetchall())
