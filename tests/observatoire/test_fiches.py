"""Yearly sheets: counts of posts and people, told by one structure, read of three."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from entredeux.cadre.enums import Role
from entredeux.cadre.models import Structure
from entredeux.observatoire import audit
from entredeux.observatoire.access import visible_fiches
from entredeux.observatoire.audit.reseau import attack_reseau, is_current
from entredeux.observatoire.declarations import counts_of, latest_fiche, record_fiche
from entredeux.observatoire.enums import RaisonSecret
from entredeux.observatoire.equipes import find_linked, is_shared, publish_fiches
from entredeux.observatoire.fiches import RUBRIQUES
from entredeux.observatoire.models import LigneFiche, Publication
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.rapports.equipes import list_posts
from entredeux.observatoire.rapports.modele import find_modele
from entredeux.observatoire.rapports.redaction import open_rapport, preview
from entredeux.observatoire.rapports.versions import release_version
from entredeux.socle.erreurs import Refus
from tests.conftest import join
from tests.observatoire.fabrique import write_year
from tests.observatoire.test_rapports import freeze
from tests.observatoire.test_rapports_pages import sign_in

ANNEE = parse_periode("2025")
PAGE = "/observatoire/travail/fiche/"


@pytest.fixture
def ecrire(structure, autre_structure):
    """`ecrire({"age": …}, …)`: a sheet for each of the first structures, three at most."""
    third = Structure.objects.create(nom="Structure fictive")
    writers = [
        join(f"Coordination {rank}", Role.COORDINATION, tenant)
        for rank, tenant in enumerate((structure, autre_structure, third))
    ]

    def ecrire(*sheets, annee: int = 2025):
        for by, sheet in zip(writers, sheets, strict=False):
            record_fiche(annee=annee, comptes=sheet, by=by)

    return ecrire


def test_a_sheet_is_written_whole_and_the_last_one_wins(structure, claire, helene) -> None:
    first = {"contrat": {"cdi": 4, "cdd": 2}, "temps": {"plein": 5, "partiel": 1}}
    record_fiche(annee=2025, comptes=first, by=claire)
    record_fiche(annee=2025, comptes=first, by=helene)  # the same: nothing is written
    assert LigneFiche.objects.count() == 4
    record_fiche(annee=2025, comptes={"contrat": {"cdi": 5, "cdd": 1}}, by=helene)
    assert counts_of(latest_fiche(structure, 2025)) == {"contrat": {"cdi": 5, "cdd": 1}}
    assert LigneFiche.objects.filter(rang=1).count() == 4


@pytest.mark.parametrize(
    ("annee", "comptes", "words"),
    [
        (2099, {"age": {"26_39": 3}}, "année terminée"),
        (2025, {}, "au moins une rubrique"),
        (2025, {"age": {"centenaire": 3}}, "n'est pas dans la fiche"),
        (2025, {"poids": {"lourd": 3}}, "n'est pas dans la fiche"),
        (2025, {"age": {"26_39": -1}}, "de 0 à 2000"),
        (2025, {"age": {"26_39": 3}, "niveau": {"bac": 4}}, "par tranche d'âge » : 3 ; .*formation » : 4"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_written(claire, annee, comptes, words) -> None:
    with pytest.raises(ValidationError, match=words):
        record_fiche(annee=annee, comptes=comptes, by=claire)
    assert not LigneFiche.objects.exists()


def test_who_writes_and_who_reads(structure, claire, samira, paul, nadia) -> None:
    record_fiche(annee=2025, comptes={"age": {"26_39": 3}}, by=claire)
    for by in (samira, paul):
        with pytest.raises(Refus):
            record_fiche(annee=2025, comptes={"age": {"26_39": 4}}, by=by)
    assert [visible_fiches(by).count() for by in (claire, samira, paul, nadia)] == [1, 0, 0, 0]
    with pytest.raises((Refus, Http404)):
        publish_fiches(RUBRIQUES["age"], ANNEE, by=claire)


def test_two_structures_are_not_read(ecrire, alice) -> None:
    ecrire({"age": {"26_39": 30}}, {"age": {"26_39": 30}})
    assert publish_fiches(RUBRIQUES["age"], ANNEE, by=alice).cellules == {}
    assert not Publication.objects.exists()


def test_one_that_is_nearly_all_is_not_read(ecrire, alice) -> None:
    ecrire({"age": {"26_39": 90}}, {"age": {"26_39": 5}}, {"age": {"26_39": 5}})
    assert publish_fiches(RUBRIQUES["age"], ANNEE, by=alice).cellules == {}


def test_three_are_read_and_what_rests_on_fewer_is_hidden(ecrire, alice) -> None:
    ecrire(
        {"age": {"26_39": 20, "40_54": 12, "moins_26": 2}},
        {"age": {"26_39": 15, "40_54": 14, "moins_26": 1}},
        {"age": {"26_39": 18, "55_plus": 16, "moins_26": 1}},
    )
    table = publish_fiches(RUBRIQUES["age"], ANNEE, by=alice)
    assert abs(table.cellules["26_39"].valeur - 53) <= 5
    assert abs(table.cellules["*"].valeur - 99) <= 5
    assert table.cellules["40_54"].raison == RaisonSecret.STRUCTURES  # two structures
    assert table.cellules["55_plus"].raison == RaisonSecret.STRUCTURES  # one
    assert table.cellules["moins_26"].raison == RaisonSecret.PERSONNES  # four people
    assert publish_fiches(RUBRIQUES["age"], ANNEE, by=alice) == table
    (written,) = Publication.objects.all()
    assert written.structure is None
    assert audit.find_anomalies([written]) == []
    assert is_current(written)
    assert attack_reseau(2025).exactes == 0


def test_a_correction_elsewhere_moves_no_figure(ecrire, alice) -> None:
    sheet = {"age": {"26_39": 20}, "niveau": {"bac": 20}}
    ecrire(sheet, sheet, sheet)
    before = publish_fiches(RUBRIQUES["age"], ANNEE, by=alice)
    ecrire({"age": {"26_39": 20}, "niveau": {"bac": 12, "superieur": 8}})
    assert publish_fiches(RUBRIQUES["age"], ANNEE, by=alice).cellules == before.cellules
    assert Publication.objects.count() == 2  # another state of the sheets: another line, the same figures


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 200), max_size=6))
def test_shared_means_three_at_least_and_none_over_85_percent(numbers: list[int]) -> None:
    shared = is_shared(dict(enumerate(numbers)))  # type: ignore[arg-type]
    assert shared == (len(numbers) >= 3 and 100 * max(numbers) <= 85 * sum(numbers))


def test_the_same_people_have_one_total_under_every_heading(ecrire, alice) -> None:
    sheet = {"age": {"26_39": 20, "40_54": 12}, "niveau": {"bac": 18, "superieur": 14}, "formation": {"courte": 32}}
    ecrire(sheet, sheet, sheet)
    tables = [publish_fiches(RUBRIQUES[code], ANNEE, by=alice) for code in ("age", "niveau", "formation")]
    assert len({table.cellules["*"].valeur for table in tables}) == 1
    assert audit.find_anomalies(Publication.objects.all()) == []


def test_headings_that_other_structures_filled_are_not_one_total(ecrire, alice) -> None:
    sheet = {"age": {"26_39": 20, "40_54": 12}, "niveau": {"bac": 20, "superieur": 12}}
    ecrire(sheet, sheet, sheet)
    fourth = join("Coordination de la quatrième", Role.COORDINATION, Structure.objects.create(nom="Structure de plus"))
    record_fiche(annee=2025, comptes={"niveau": {"bac": 20, "superieur": 11}}, by=fourth)
    tables = [publish_fiches(RUBRIQUES[code], ANNEE, by=alice) for code in ("age", "niveau")]
    assert [table.structures for table in tables] == [3, 4]
    assert audit.find_anomalies(Publication.objects.all()) == []
    assert attack_reseau(2025).exactes == 0


def test_the_total_less_what_is_shown_is_not_one_team(ecrire, alice) -> None:
    usual = {"temps": {"plein": 20}, "contrat": {"cdi": 14, "cdd": 6}}
    ecrire({"temps": {"plein": 20, "partiel": 12}, "contrat": {"cdi": 20, "cdd": 12}}, usual, usual)
    table = publish_fiches(RUBRIQUES["temps"], ANNEE, by=alice)
    assert table.cellules["partiel"].raison == RaisonSecret.STRUCTURES
    assert table.cellules["plein"].raison == RaisonSecret.DIFFERENCE  # else « partiel » is the total less this
    assert abs(table.cellules["*"].valeur - 72) <= 5
    assert not publish_fiches(RUBRIQUES["contrat"], ANNEE, by=alice).cellules["cdi"].est_secrete
    assert attack_reseau(2025).exactes == 0


VALEURS = list(RUBRIQUES["age"].valeurs)
FICHES = st.lists(
    st.fixed_dictionaries({}, optional={value: st.integers(0, 40) for value in VALEURS}), min_size=3, max_size=5
)


@settings(max_examples=200, deadline=None)
@given(FICHES)
def test_what_is_hidden_together_is_never_the_people_of_fewer_than_three(sheets: list[dict[str, int]]) -> None:
    parts = {v: {i: sheet[v] for i, sheet in enumerate(sheets) if sheet.get(v)} for v in VALEURS}
    parts["*"] = {i: sum(sheet.values()) for i, sheet in enumerate(sheets) if sum(sheet.values())}
    if not is_shared(parts["*"]):
        return
    shown = {v: sum(parts[v].values()) for v in VALEURS if is_shared(parts[v]) and sum(parts[v].values()) >= 11}
    linked = find_linked(parts, shown)
    assert linked <= set(shown)
    rest: dict[int, int] = {}
    for value in set(VALEURS) - (set(shown) - linked):
        for structure, number in parts[value].items():
            rest[structure] = rest.get(structure, 0) + number
    assert not rest or is_shared(rest)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(FICHES)
def test_no_cell_out_is_of_fewer_than_three_structures_or_eleven(alice, sheets: list[dict[str, int]]) -> None:
    """Whatever the sheets; and the same sheets give the same figures."""
    with transaction.atomic():
        for rank, sheet in enumerate(sheets):
            by = join(f"C{rank}", Role.COORDINATION, Structure.objects.create(nom=f"Structure {rank}"))
            if sheet:
                record_fiche(annee=2025, comptes={"age": sheet}, by=by)
        table = publish_fiches(RUBRIQUES["age"], ANNEE, by=alice)
        for key, cell in table.cellules.items():
            told = [sum(sheet.values()) if key == "*" else sheet.get(key, 0) for sheet in sheets]
            assert cell.est_secrete or (
                sum(map(bool, told)) >= 3
                and 100 * max(told) <= 85 * sum(told)
                and cell.valeur >= 11
                and abs(cell.valeur - sum(told)) <= 5
            )
        assert publish_fiches(RUBRIQUES["age"], ANNEE, by=alice) == table
        transaction.set_rollback(True)


def test_posts_go_in_the_structures_own_report_and_its_people_never(structure, claire) -> None:
    write_year(structure, 2025, ["QN06224M"], acts_per_month=130)
    record_fiche(annee=2025, comptes={"contrat": {"cdi": 4, "cdd": 2}, "age": {"26_39": 6}}, by=claire)
    assert list_posts(structure, [ANNEE]) == [
        "Postes de médiation, par contrat, au 31 décembre 2025 : CDI 4, CDD 2, Autre contrat 0"
    ]
    report = preview(open_rapport(modele=find_modele("adulte_relais"), periode="2025", by=claire), by=claire)
    said = str(report.as_data())
    assert "CDI 4, CDD 2" in said
    assert "26 à 39 ans" not in said


def test_the_four_blocks_of_the_national_report_hold_figures_and_go_out(
    ecrire, structure, autre_structure, alice
) -> None:
    write_year(structure, 2025, ["QN06224M", "QN06228M", "QN06229M"], acts_per_month=130)
    write_year(autre_structure, 2025, ["QN06228M", "QN06229M"], acts_per_month=90, seed=3)
    sheet = {"contrat": {"cdi": 20, "cdd": 12}, "age": {"26_39": 20, "40_54": 15}}
    ecrire(sheet, sheet, sheet)
    version = freeze(open_rapport(modele=find_modele("national"), periode="2025", by=alice), alice)
    shown = {
        section["code"]: [part["titre"] for part in section["parties"] if part["genre"] == "tableau"]
        for section in version.contenu["sections"]
    }
    assert shown["emploi"] == ["Postes de médiation, par contrat, année 2025"]
    assert shown["sociologie"] == ["Médiatrices et médiateurs, par tranche d'âge, année 2025"]
    assert "aucune structure ne l'a remplie" in str(version.contenu)
    nadia = join("Nadia du réseau", Role.ANIMATION, None)
    ecrire({"contrat": {"cdi": 21, "cdd": 12}})
    with pytest.raises(ValidationError, match="Figez une nouvelle version"):
        release_version(version, by=nadia)
    again = freeze(version.rapport, alice)
    assert release_version(again, by=nadia).diffusee_le is not None


def test_the_page_keeps_what_was_typed_and_says_both_totals(structure, claire) -> None:
    client = sign_in(claire)
    last = date.today().year - 1
    answer = client.post(f"{PAGE}?annee={last}", {"contrat-cdi": "4", "contrat-cdd": "1", "temps-plein": "6"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="6"' in page
    assert "par contrat » : 5" in page.replace("\xa0", " ")
    kept = client.post(f"{PAGE}?annee={last}", {"contrat-cdi": "4", "contrat-cdd": "2", "temps-plein": "6"})
    assert kept.status_code == 302
    assert kept["Location"].endswith(f"?annee={last}")
    assert counts_of(latest_fiche(structure, last)) == {
        "contrat": {"cdi": 4, "cdd": 2, "autre_contrat": 0},
        "temps": {"plein": 6, "partiel": 0},
    }
    assert 'value="4"' in client.get(f"{PAGE}?annee={last}").content.decode()
    assert client.get(f"{PAGE}?annee=1850").context["annee"] == last
