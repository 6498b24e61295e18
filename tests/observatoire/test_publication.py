"""What leaves: one table for one cut, protected, written once in the register."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.observatoire import entrepot
from entredeux.observatoire import publication as door
from entredeux.observatoire.coupes import Coupe
from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.enums import Audience, GenrePeriode, RaisonSecret
from entredeux.observatoire.models import MoisArrete, Publication
from entredeux.observatoire.periodes import Periode, closed_months, parse_periode, periods_of
from entredeux.observatoire.publication import TOUT, available_periods, publish_table
from entredeux.socle.erreurs import Refus
from tests.observatoire.fabrique import EQUIPE, cut, fact, follow, random_acts, same_case, write_facts, write_year

SELLIER, CITE_4 = "QN06201M", "QN06202M"


# --- what may be asked


@pytest.mark.parametrize(
    ("periode", "axes", "words"),
    [
        ("2025-13", ["qpv"], "La période « 2025-13 » n'existe pas"),
        ("2025-01:2025-03", ["qpv"], "n'existe pas"),
        ("1850", ["qpv"], "n'existe pas"),
        ("", ["qpv"], "n'existe pas"),
        ("2026-05", ["qpv"], "visibles à partir du 15 juillet 2026"),
        ("2026", ["qpv"], "ne sont pas encore arrêtés"),
        ("2031-02", ["qpv"], "ne sont pas encore arrêtés"),
        ("2025", ["adresse"], "Le détail « adresse » n'existe pas"),
        ("2025", ["qpv", "commune"], "par quartier ou par commune, pas les deux"),
    ],
)
def test_impossible_cut_is_refused_in_french(structure, periode, axes, words) -> None:
    with pytest.raises(ValidationError) as refusal:
        cut(structure, periode, axes)
    assert words in refusal.value.messages[0]


def test_month_opens_45_days_after_its_end() -> None:
    march = parse_periode("2026-03")
    assert march.visible_le == date(2026, 5, 15)
    assert not march.est_close(date(2026, 5, 14))
    assert march.est_close(date(2026, 5, 15))
    assert closed_months("2025-12", date(2026, 5, 15)) == ["2025-12", "2026-01", "2026-02", "2026-03"]


def test_periods_are_months_quarters_and_years_only() -> None:
    assert [period.code for period in periods_of(["2025-11", "2025-12", "2026-01"])] == [
        "2026",
        "2025",
        "2026-T1",
        "2025-T4",
        "2026-01",
        "2025-12",
        "2025-11",
    ]
    assert parse_periode("2025-T4").mois == ("2025-10", "2025-11", "2025-12")
    assert parse_periode("2025-T1").libelle == "1er trimestre 2025"


def test_one_cut_has_one_canonical_form(structure) -> None:
    assert cut(structure, axes=["registre", "qpv"]) == cut(structure, axes=["qpv", "registre"])
    assert cut(structure, "2025-03", ["qpv", "mois"]) == cut(structure, "2025-03", ["qpv"])


# --- what comes out


def test_large_cell_is_noisy_and_small_one_is_hidden(structure, paul) -> None:
    follow(structure, SELLIER, CITE_4)
    write_facts(structure, "2025-03", [*random_acts(200, [SELLIER]), *random_acts(4, [CITE_4])])
    table = publish_table(cut(structure, "2025-03"), by=paul)
    assert abs(table.cell(qpv=SELLIER).valeur - 200) <= 5 * 40
    assert table.cell(qpv=CITE_4) == door.CelluleProtegee(None, RaisonSecret.SEUIL)
    assert table.cell(qpv="").valeur is None
    assert table.plancher == 11


def test_zero_and_few_look_alike(structure, paul) -> None:
    follow(structure, SELLIER, CITE_4)
    write_facts(structure, "2025-03", [*random_acts(200, [SELLIER]), *random_acts(1, [CITE_4])])
    write_facts(structure, "2025-04", random_acts(200, [SELLIER]))
    march = publish_table(cut(structure, "2025-03"), by=paul).cell(qpv=CITE_4)
    april = publish_table(cut(structure, "2025-04"), by=paul).cell(qpv=CITE_4)
    assert march == april


def test_many_acts_of_one_case_stay_hidden(structure, paul) -> None:
    follow(structure, SELLIER)
    case = same_case()
    write_facts(structure, "2025-03", [(SELLIER, "conflits", "habitat", case)] * 60)
    assert publish_table(cut(structure, "2025-03"), by=paul).cell(qpv=SELLIER).est_secrete


def test_two_mediators_are_not_watched(structure, paul) -> None:
    follow(structure, SELLIER)
    write_facts(structure, "2025-03", random_acts(300, [SELLIER]), equipe=(150, 150))
    table = publish_table(cut(structure, "2025-03"), by=paul)
    assert table.est_vide
    assert table.cell(qpv=SELLIER).raison == RaisonSecret.EQUIPE


def test_imported_acts_without_author_are_shown(structure, paul) -> None:
    follow(structure, SELLIER)
    write_facts(structure, "2025-03", random_acts(300, [SELLIER]), equipe=())
    assert not publish_table(cut(structure, "2025-03"), by=paul).est_vide


def test_a_month_of_situations_alone_is_judged_on_the_nearest_team(structure, paul) -> None:
    """No act was recorded in April; March tells that there are two mediators."""
    follow(structure, SELLIER)
    write_facts(structure, "2025-03", random_acts(300, [SELLIER]), equipe=(150, 150))
    rows = [fact(structure, "2025-04", genre="presence", motif="tournee", qpv=SELLIER, cle=n) for n in range(60)]
    entrepot.write_month(Extrait(structure.pk, "2025-04", rows, ()))
    (april,) = MoisArrete.objects.filter(mois="2025-04")
    assert not door._is_team_large_enough([april])
    write_facts(structure, "2025-05", random_acts(300, [SELLIER]), equipe=())
    (may,) = MoisArrete.objects.filter(mois="2025-05")
    assert door._is_team_large_enough([may])  # imported acts point to nobody


def test_act_outside_the_listed_quarters_counts_elsewhere(structure, paul) -> None:
    follow(structure, SELLIER)
    write_facts(structure, "2025-03", random_acts(300, ["QN01301N"]))
    table = publish_table(cut(structure, "2025-03"), by=paul)
    assert not table.cell(qpv="").est_secrete
    assert table.cell(qpv="") == table.cell()


def test_quarter_enters_the_rows_when_its_year_is_shown(structure, paul) -> None:
    write_facts(structure, "2025-03", [*random_acts(90, [SELLIER]), *random_acts(3, [CITE_4])])
    door.refresh_quarters(structure, ["2025-03"])
    assert publish_table(cut(structure, "2025-03"), by=paul).valeurs["qpv"] == (SELLIER, "")


# --- who, when


def test_other_structure_answers_404(structure, nadia) -> None:
    write_facts(structure, "2025-03", random_acts(50, [SELLIER]))
    with pytest.raises(Http404):
        publish_table(cut(structure, "2025-03"), by=nadia)


def test_floor_of_five_needs_an_agreement(structure, paul) -> None:
    write_facts(structure, "2025-03", random_acts(50, [SELLIER]))
    with pytest.raises(Refus):
        publish_table(cut(structure, "2025-03"), audience=Audience.PARTENAIRE, by=paul)


def test_open_month_is_refused_even_when_the_cut_was_made_by_hand(structure, paul) -> None:
    month = f"{timezone.localdate():%Y-%m}"
    write_facts(structure, month, random_acts(50, [SELLIER]))
    by_hand = Coupe(structure.pk, Periode(month, GenrePeriode.MOIS), ())
    with pytest.raises(ValidationError):
        publish_table(by_hand, by=paul)


def test_month_not_taken_yet_is_refused(structure, paul) -> None:
    write_facts(structure, "2025-03", random_acts(50, [SELLIER]))
    with pytest.raises(ValidationError) as refusal:
        publish_table(cut(structure, "2025-T2"), by=paul)
    assert "ne sont pas encore arrêtés dans Entre-deux" in refusal.value.messages[0]


def test_year_begun_in_march_is_complete_from_march_on(structure, paul) -> None:
    for number in range(3, 13):
        write_facts(structure, f"2025-{number:02d}", random_acts(40, [SELLIER], seed=number))
    codes = [period.code for period in available_periods(structure, date(2026, 6, 1))]
    assert codes[:5] == ["2025", "2025-T4", "2025-T3", "2025-T2", "2025-T1"]
    assert not publish_table(cut(structure, "2025"), by=paul).est_vide


def test_missing_month_closes_its_quarter_and_year(structure) -> None:
    for month in ("2025-01", "2025-02", "2025-04"):
        write_facts(structure, month, [])
    codes = [period.code for period in available_periods(structure, date(2026, 6, 1))]
    assert codes == ["2025-04", "2025-02", "2025-01"]


# --- the register


def test_published_twice_written_once(structure, paul, claire) -> None:
    write_year(structure, 2025, [SELLIER, CITE_4])
    first = publish_table(cut(structure), by=paul)
    again = publish_table(cut(structure), by=claire)
    assert first == again
    register = Publication.objects.get()
    assert register.lignes == len(first.cellules) == 4
    assert register.empreinte == first.empreinte
    assert EntreeJournal.objects.filter(evenement="observatoire.publication.inscrite").count() == 1


def test_revised_month_is_another_line_of_the_register(structure, paul) -> None:
    follow(structure, SELLIER)
    write_facts(structure, "2025-03", random_acts(100, [SELLIER]))
    before = publish_table(cut(structure, "2025-03"), by=paul)
    write_facts(structure, "2025-03", random_acts(140, [SELLIER]))
    after = publish_table(cut(structure, "2025-03"), by=paul)
    assert before.empreinte != after.empreinte
    assert Publication.objects.count() == 2


def test_register_refuses_change_and_removal(structure, paul) -> None:
    write_facts(structure, "2025-03", random_acts(100, [SELLIER]))
    publish_table(cut(structure, "2025-03"), by=paul)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.update(lignes=3)
    with pytest.raises(DatabaseError), transaction.atomic():
        Publication.objects.all().delete()
    assert Publication.objects.get().lignes == 2


def test_register_holds_no_exact_figure(structure, paul) -> None:
    """The exact counts exist, and no column of the register holds the hidden ones."""
    follow(structure, SELLIER)
    write_facts(structure, "2025-03", random_acts(7, [SELLIER]))
    publish_table(cut(structure, "2025-03"), by=paul)
    assert Publication.objects.get().cellules == [[SELLIER, None], ["", None], [TOUT, None]]


def test_table_is_read_from_the_register_at_the_same_number_of_queries(
    structure, paul, django_assert_num_queries
) -> None:
    write_year(structure, 2025, [SELLIER, CITE_4], acts_per_month=30)
    table = publish_table(cut(structure, axes=["qpv", "registre"]), by=paul)
    with django_assert_num_queries(3):
        assert publish_table(cut(structure, axes=["qpv", "registre"]), by=paul) == table
    assert timezone.now() - table.instant < timedelta(minutes=5)
    assert EQUIPE == (40, 35, 30)
