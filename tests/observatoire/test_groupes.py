"""Groups of a landlord's residences: what may be composed, what facts say of it, and what the report tells."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from entredeux.cadre.classement import read_classement
from entredeux.observatoire import entrepot
from entredeux.observatoire.access import readable_publications
from entredeux.observatoire.access_groupes import visible_groupes
from entredeux.observatoire.audit.union import attack_union
from entredeux.observatoire.coupes import parse_coupe
from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.entrepot.colonnes import NOMS as COLONNES
from entredeux.observatoire.enums import Axe
from entredeux.observatoire.extraits import extract_month
from entredeux.observatoire.groupes import compose_groupe, dissolve_groupe, open_years
from entredeux.observatoire.indicateurs.calcul import find_indicateur, publish_by_groups, publish_indicateur
from entredeux.observatoire.models import GroupeResidences, Publication, ResidenceGroupee
from entredeux.observatoire.rapports.modele import find_modele
from entredeux.observatoire.rapports.redaction import open_rapport, preview
from entredeux.observatoire.residences import few_apart, groups_by_place, residences_of
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.erreurs import Refus
from entredeux.socle.pliage import fold
from entredeux.terrain.models import Mission, Passage, Presence
from entredeux.territoires.enums import GenreZone
from entredeux.territoires.models import Lieu, ZoneLieu
from tests.observatoire.fabrique import fact, follow
from tests.observatoire.sorties import line

ANNEE = date.today().year + 1
NOMS = [f"Résidence {letter}" for letter in "ABCDEFGHIJ"]
CLES = [f"residence {letter}" for letter in "abcdefghij"]


@pytest.fixture
def bailleur(structure) -> StructurePartenaire:
    return StructurePartenaire.objects.create(structure=structure, nom="Bailleur fictif", genre="bailleur")


@pytest.fixture
def halls(structure) -> list[Lieu]:
    return [Lieu.objects.create(structure=structure, nom="Hall", type_lieu="hall", residence=name) for name in NOMS]


def compose(bailleur, by, residences=CLES[:5], nom="Nord", annee=ANNEE):
    return compose_groupe(bailleur=bailleur, annee=annee, nom=nom, residences=residences, by=by)


# --- composing


def test_two_groups_of_five_make_a_partition(bailleur, claire, halls) -> None:
    compose(bailleur, claire)
    south = compose(bailleur, claire, CLES[5:], "Sud")
    assert [str(each) for each in south.residences.all()] == NOMS[5:]
    assert groups_by_place(claire.structure.pk, ANNEE)[halls[9].pk] == str(south.pk)
    assert groups_by_place(claire.structure.pk, ANNEE - 1) == {}


def test_a_residence_has_one_name_however_it_is_spelt(structure, halls) -> None:
    Lieu.objects.create(structure=structure, nom="Hall 2", type_lieu="hall", residence="RESIDENCE  a")
    assert len(residences_of(structure.pk)) == 10


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (CLES[:4], "au moins cinq résidences"),
        (CLES[:6], "4 résidences seulement"),
        (CLES[:9], "une résidence seule"),
        ([*CLES[:4], "residence z"], "n'est plus dans vos lieux"),
    ],
)
def test_what_would_tell_of_few_residences_is_refused(bailleur, claire, halls, chosen, said) -> None:
    with pytest.raises(ValidationError, match=said):
        compose(bailleur, claire, chosen)
    assert not GroupeResidences.objects.exists()


def test_a_hall_that_names_no_residence_is_not_left_alone(structure, bailleur, claire, halls) -> None:
    compose(bailleur, claire)
    Lieu.objects.create(structure=structure, nom="Hall seul", type_lieu="hall")
    with pytest.raises(ValidationError, match="une résidence seule"):
        compose(bailleur, claire, CLES[5:], "Sud")


def test_groups_of_a_year_never_overlap(bailleur, claire, halls) -> None:
    groupe = compose(bailleur, claire)
    with pytest.raises(ValidationError, match=r"Déjà dans un groupe en .* : Résidence E"):
        compose(bailleur, claire, CLES[4:], "Sud")
    with pytest.raises(IntegrityError), transaction.atomic():
        ResidenceGroupee.objects.create(
            groupe=groupe, structure=claire.structure, annee=ANNEE, cle=CLES[0], nom=NOMS[0]
        )


def test_a_year_whose_figures_are_taken_keeps_its_groups(structure, bailleur, claire, halls) -> None:
    groupe = compose(bailleur, claire)
    entrepot.write_month(Extrait(structure.pk, f"{ANNEE}-01", [], ()))
    with pytest.raises(ValidationError, match="déjà arrêtés"):
        dissolve_groupe(groupe, by=claire)
    with pytest.raises(ValidationError, match="déjà arrêtés"):
        compose(bailleur, claire, CLES[5:], "Sud")
    assert open_years(structure, date(ANNEE, 3, 1)) == [ANNEE + 1]


def test_others_neither_see_nor_compose(bailleur, claire, paul, nadia, halls) -> None:
    compose(bailleur, claire)
    assert not visible_groupes(paul).exists()
    assert not visible_groupes(nadia).exists()
    with pytest.raises(Refus):
        compose(bailleur, paul, CLES[5:], "Sud")


areas = st.sampled_from(["Q1", "Q2", ""])
known = st.dictionaries(st.integers(0, 19).map(str), st.frozensets(areas, min_size=1, max_size=2), max_size=20)


@given(known, st.lists(st.integers(0, 3), min_size=20, max_size=20))
def test_what_is_accepted_leaves_no_few_residences(known, places) -> None:
    """Whole structure and each quarter, less groups inside: none or at least five, whatever the groups."""
    groups = [frozenset(cle for cle in known if places[int(cle)] == number) for number in (1, 2, 3)]
    groups = [group for group in groups if group]
    if few_apart(known, groups):
        return
    wholes = [frozenset(known), *(frozenset(c for c in known if q in known[c]) for q in ("Q1", "Q2", ""))]
    for area in wholes:
        inside = [g for g in groups if g <= area and (area == wholes[0] or all(len(known[cle]) == 1 for cle in g))]
        rest = area.difference(*inside) if inside else frozenset()
        assert not rest or len(rest) >= 5


# --- facts and figures


def test_a_passage_says_the_group_of_its_residence_and_nothing_of_its_place(structure, halls, groupes_2025) -> None:
    mission = Mission.objects.create(structure=structure, nom="Halls", forme="tournee", domaine="habitat")
    day, instant = date(2025, 1, 10), datetime(2025, 1, 10, 18, tzinfo=UTC)
    outside = Lieu.objects.create(structure=structure, nom="Place", type_lieu="hall")
    presence = Presence.objects.create(
        structure=structure, mission=mission, forme=mission.forme, date_service=day, debut_le=instant
    )
    for place in (halls[0], halls[9], outside):
        Passage.objects.create(
            structure=structure, presence=presence, lieu=place, date_service=day, est_visite=True, occupation="2_4"
        )
    rows = [dict(zip(COLONNES, row, strict=True)) for row in extract_month(structure.pk, "2025-01", day).lignes]
    said = [row for row in rows if row["genre"] == "passage"]
    nord, sud = (str(each.pk) for each in groupes_2025)
    assert sorted(row["domaine"] for row in said) == sorted(["", nord, sud])
    assert not {str(place.pk) for place in (*halls, outside)} & {str(value) for row in said for value in row.values()}
    assert read_classement(ResidenceGroupee)["groupe"] == "internes"


def passages(structure, groups, per_group=60):
    """A quarter of planned passages: as many occupied as not, in each group and outside."""
    codes = [str(each.pk) for each in groups] + [""]
    for number in (1, 2, 3):
        mois = f"2025-{number:02d}"
        rows = [
            fact(
                structure,
                mois,
                genre="passage",
                motif="prevu",
                public="2_4" if i % 2 else "personne",
                domaine=code,
                qpv="QN06224M",
                cas=False,
                cle=hash((number, i, code)) % 2**32,
            )
            for code in codes
            for i in range(per_group)
        ]
        entrepot.write_month(Extrait(structure.pk, mois, rows, (40, 35, 30)))
    follow(structure, "QN06224M")


@pytest.fixture
def groupes_2025(structure, bailleur, halls):
    made = []
    for name, some in (("Nord", CLES[:5]), ("Sud", CLES[5:])):
        groupe = GroupeResidences.objects.create(structure=structure, bailleur=bailleur, annee=2025, nom=name)
        for cle in some:
            ResidenceGroupee.objects.create(groupe=groupe, structure=structure, annee=2025, cle=cle, nom=cle)
        made.append(groupe)
    return made


def table_of(structure, bailleur, by):
    return publish_by_groups(
        find_indicateur("passages_occupes"), structure=structure, periode="2025-T1", bailleur=bailleur.pk, by=by
    )


def test_landlord_reads_its_halls_by_group(structure, bailleur, claire, groupes_2025) -> None:
    passages(structure, groupes_2025)
    table = table_of(structure, bailleur, claire)
    nord, sud = map(str, (each.pk for each in groupes_2025))
    assert table.valeurs[Axe.GROUPE] == (nord, sud, "")
    assert all(40 <= table.cell(groupe=code).valeur <= 60 for code in (nord, sud))
    assert table.figures == table_of(structure, bailleur, claire).figures
    rapport = open_rapport(modele=find_modele("bailleur"), periode="2025-T1", destinataire=bailleur, by=claire)
    section = preview(rapport, by=claire).sections[1]
    found = next(part for part in section.parties if getattr(part, "axes", ()) == ("groupe",))
    assert [row.nom for row in found.lignes] == ["Nord", "Sud", "Hors de ces groupes", "Ensemble"]
    assert found.entete == "Groupe de résidences"


def test_without_groups_the_report_says_why(structure, bailleur, claire, halls) -> None:
    passages(structure, [])
    rapport = open_rapport(modele=find_modele("bailleur"), periode="2025-T1", destinataire=bailleur, by=claire)
    said = preview(rapport, by=claire).model_dump_json()
    assert "aucun groupe d'au moins cinq résidences de ce bailleur" in said


def test_a_residence_added_since_keeps_the_table_back(structure, bailleur, claire, groupes_2025) -> None:
    passages(structure, groupes_2025)
    Lieu.objects.create(structure=structure, nom="Hall", type_lieu="hall", residence="Résidence neuve")
    rapport = open_rapport(modele=find_modele("bailleur"), periode="2025-T1", destinataire=bailleur, by=claire)
    report = preview(rapport, by=claire)
    assert "une résidence seule" in report.model_dump_json()
    assert not Publication.objects.filter(coupe__contains="groupe").exists()


def test_groups_are_in_the_landlord_report_alone(structure, bailleur, claire, paul, groupes_2025) -> None:
    passages(structure, groupes_2025)
    table = table_of(structure, bailleur, claire)
    with pytest.raises(Http404):
        table_of(structure, bailleur, paul)
    shown = {each.identifiant for each in table.sources}
    assert Publication.objects.filter(pk__in=shown).count() == 2
    assert not readable_publications(claire).filter(pk__in=shown).exists()
    with pytest.raises(ValidationError):
        parse_coupe(structure=structure.pk, periode="2025-T1", axes=["groupe"], today=date(2026, 6, 1))
    with pytest.raises(ValidationError):
        publish_indicateur(
            find_indicateur("passages_occupes"), structure=structure, periode="2025-T1", axes=["groupe"], by=claire
        )


# --- the audit


def two_tables(nord: str, sud: str) -> list[Publication]:
    """By quarter, exact as our own work is: two passages in QN1. By group: the north, hidden, stands in QN1 alone."""
    return [
        line(["qpv"], [["QN1", 2], ["QN2", 40], ["", 0], ["*", 42]], mesure="passages", exacte=True),
        line(["groupe"], [[nord, None], [sud, 39], ["", None], ["*", 42]], mesure="passages"),
    ]


def stand(residences_in: dict[str, str], structure, halls) -> None:
    for hall in halls:
        half = "nord" if fold(hall.residence) in CLES[:5] else "sud"
        ZoneLieu.objects.create(lieu=hall, genre=GenreZone.QPV_2024, code=residences_in[half], origine="geometrie")


def test_the_audit_catches_a_group_that_its_quarter_gives_away(structure, halls, groupes_2025) -> None:
    said = two_tables(*(str(each.pk) for each in groupes_2025))
    stand({"nord": "QN1", "sud": "QN2"}, structure, halls)
    found = attack_union(said)
    assert (found.exactes, found.etroites, found.passe) == (0, 1, False)


def test_a_group_over_several_quarters_is_not_given_away(structure, halls, groupes_2025) -> None:
    """The negative control: same figures, but the north may be in QN2 too."""
    said = two_tables(*(str(each.pk) for each in groupes_2025))
    stand({"nord": "QN2", "sud": "QN2"}, structure, halls)
    assert attack_union(said).passe


def test_tables_that_contradict_the_map_are_attacked_without_it(structure, halls, groupes_2025) -> None:
    """Passages counted before a place was put elsewhere."""
    nord, sud = (str(each.pk) for each in groupes_2025)
    stand({"nord": "QN1", "sud": "QN1"}, structure, halls)
    said = [
        line(["qpv"], [["QN1", 0], ["QN2", 40], ["", 0], ["*", 40]], mesure="passages", exacte=True),
        line(["groupe"], [[nord, 20], [sud, 20], ["", None], ["*", 40]], mesure="passages"),
    ]
    assert attack_union(said).cibles == 1


# --- pages


def test_claire_composes_on_a_page_and_typed_input_stays(bailleur, claire, halls) -> None:
    client = Client()
    client.force_login(claire.compte)
    address = f"/observatoire/rapports/groupes/{bailleur.pk}/"
    assert "Aucun groupe" in client.get(address).content.decode()
    said = {"nom": "Nord", "annee": str(ANNEE), "residences": CLES[:4]}
    refused = client.post(address, said)
    assert refused.status_code == 422
    assert "au moins cinq résidences" in refused.content.decode()
    assert refused.content.decode().count("checked") == 4
    done = client.post(address, said | {"residences": CLES[:5]}, follow=True)
    assert "Nord" in done.content.decode()
    groupe = GroupeResidences.objects.get()
    client.post(f"/observatoire/rapports/groupes/{groupe.pk}/dissoudre/")
    assert not GroupeResidences.objects.exists()
    assert client.get(f"/observatoire/rapports/groupes/{groupe.pk}/").status_code == 404
