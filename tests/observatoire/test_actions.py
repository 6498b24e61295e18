"""Taking the closed months of real records, once, and revising them once a year."""

import uuid
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import EntreeJournal, Structure
from entredeux.observatoire import entrepot, taches
from entredeux.observatoire.actions import refresh_figures, revise_year
from entredeux.observatoire.entrepot.colonnes import NOMS
from entredeux.observatoire.extraits import extract_month
from entredeux.observatoire.models import MoisArrete, Partition, Publication
from entredeux.observatoire.publication import publish_table
from entredeux.socle.erreurs import Refus
from entredeux.terrain.enums import Origine
from entredeux.terrain.models import Intervention
from tests.observatoire.fabrique import cut

SELLIER, CITE_4 = "QN06201M", "QN06202M"


def record_acts(
    structure: Structure,
    day: date,
    count: int,
    qpv: str = SELLIER,
    *,
    unite: uuid.UUID | None = None,
    origine: str = Origine.IMPORT,
) -> list[Intervention]:
    """Rows as they are stored, of a log without authors: what is under test starts from the table."""
    return Intervention.objects.bulk_create(
        Intervention(
            structure=structure,
            date_service=day,
            qpv=qpv,
            registre="conflits",
            domaine="habitat",
            motif="nuisance_sonore",
            unite=unite or uuid.uuid4(),
            origine=origine,
            empreinte_contenu=uuid.uuid4().hex,
        )
        for _ in range(count)
    )


def make(acts: list[Intervention], *acteurs: Acteur) -> None:
    for act in acts:
        act.mediateurs.set([acteur.compte for acteur in acteurs])


def systeme(structure: Structure) -> Acteur:
    return Acteur.systeme(structure)


def test_closed_months_are_taken_and_open_ones_are_not(structure) -> None:
    record_acts(structure, date(2025, 1, 10), 30)
    record_acts(structure, date(2025, 3, 10), 30)
    done = refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 14))
    assert [month.mois for month in done] == ["2025-01", "2025-02"]
    done = refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 15))
    assert [month.mois for month in done] == ["2025-03"]


def test_taking_again_changes_nothing(structure) -> None:
    record_acts(structure, date(2025, 1, 10), 30)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 1))
    before = (list(Partition.objects.values()), Publication.objects.count(), EntreeJournal.objects.count())
    assert refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 1)) == []
    assert (list(Partition.objects.values()), Publication.objects.count(), EntreeJournal.objects.count()) == before


def test_figures_are_those_of_the_acts(structure, paul) -> None:
    record_acts(structure, date(2025, 1, 10), 200)
    record_acts(structure, date(2025, 1, 31), 3, CITE_4)  # at most 8 with the noise: always hidden
    record_acts(structure, date(2025, 2, 1), 50)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 1))
    table = publish_table(cut(structure, "2025-01"), by=paul)
    assert abs(table.cell(qpv=SELLIER).valeur - 200) <= 5
    assert abs(table.cell().valeur - 203) <= 5
    assert SELLIER in table.valeurs["qpv"]
    assert CITE_4 not in table.valeurs["qpv"]


def test_acts_of_one_unit_share_a_key_within_a_year_only(structure) -> None:
    case = uuid.uuid4()
    record_acts(structure, date(2025, 1, 10), 12, unite=case)
    record_acts(structure, date(2025, 2, 10), 1, unite=case)
    record_acts(structure, date(2026, 1, 10), 1, unite=case)
    january, february, next_year = (
        {row[NOMS.index("cle")] for row in extract_month(structure.pk, month, date(2026, 3, 20)).lignes}
        for month in ("2025-01", "2025-02", "2026-01")
    )
    assert len(january) == 1
    assert january == february
    assert january != next_year


def test_late_act_waits_for_the_yearly_revision(structure, paul) -> None:
    record_acts(structure, date(2025, 1, 10), 100)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 1))
    before = publish_table(cut(structure, "2025-01"), by=paul)
    record_acts(structure, date(2025, 1, 12), 60)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 2))
    assert publish_table(cut(structure, "2025-01"), by=paul) == before
    revise_year(structure, 2025, by=systeme(structure))
    after = publish_table(cut(structure, "2025-01"), by=paul)
    assert abs(after.cell().valeur - 160) <= 5
    assert MoisArrete.objects.get(mois="2025-01").version == 2


def test_second_revision_in_a_year_is_refused(structure) -> None:
    record_acts(structure, date(2025, 1, 10), 100)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 1))
    revise_year(structure, 2025, by=systeme(structure))
    with pytest.raises(ValidationError) as refusal:
        revise_year(structure, 2025, by=systeme(structure))
    assert "a déjà été révisée" in refusal.value.messages[0]


def test_revision_keeps_the_months_whose_records_are_gone(structure) -> None:
    acts = record_acts(structure, date(2025, 1, 10), 100)
    record_acts(structure, date(2025, 2, 10), 100)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 1))
    Intervention.objects.filter(pk__in=[act.pk for act in acts]).delete()
    done = revise_year(structure, 2025, by=systeme(structure))
    assert [month.mois for month in done] == ["2025-02"]
    assert sum(entrepot.read_arrays(structure.pk, ["2025-01"], [])["poids"]) == 100


def test_team_of_two_is_found_in_the_acts(structure, samira, karim, claire, paul) -> None:
    make(record_acts(structure, date(2025, 1, 10), 40), samira, karim)
    make(record_acts(structure, date(2025, 2, 10), 20), samira, karim)
    make(record_acts(structure, date(2025, 2, 11), 20), claire)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 1))
    assert publish_table(cut(structure, "2025-01"), by=paul).est_vide
    assert not publish_table(cut(structure, "2025-02"), by=paul).est_vide


def test_team_forgotten_since_still_counts_after_a_revision(structure, samira, karim, paul) -> None:
    acts = record_acts(structure, date(2025, 1, 10), 40)
    make(acts, samira, karim)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 1))
    Intervention.mediateurs.through.objects.all().delete()
    revise_year(structure, 2025, by=systeme(structure))
    assert publish_table(cut(structure, "2025-01"), by=paul).est_vide


def test_recorded_acts_whose_authors_are_forgotten_are_hidden(structure, paul) -> None:
    record_acts(structure, date(2025, 1, 10), 40, origine=Origine.SAISIE)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 1))
    assert publish_table(cut(structure, "2025-01"), by=paul).est_vide


def test_mediator_does_not_take_the_months(structure, samira) -> None:
    with pytest.raises(Refus):
        refresh_figures(structure, by=samira)


def test_figures_of_another_structure_are_not_mixed(structure, autre_structure, paul, nadia) -> None:
    record_acts(structure, date(2025, 1, 10), 40)
    record_acts(autre_structure, date(2025, 1, 10), 400)
    for each in (structure, autre_structure):
        refresh_figures(each, by=systeme(each), today=date(2025, 5, 1))
    assert abs(publish_table(cut(structure, "2025-01"), by=paul).cell().valeur - 40) <= 5
    assert abs(publish_table(cut(autre_structure, "2025-01"), by=nadia).cell().valeur - 400) <= 5


def test_catalogue_is_published_in_advance(structure) -> None:
    record_acts(structure, date(2025, 1, 10), 40)
    refresh_figures(structure, by=systeme(structure), today=date(2025, 5, 20))
    published = {publication.coupe.split('"periode":"')[1][:7] for publication in Publication.objects.all()}
    assert published == {"2025-T1", "2025-01", "2025-02", "2025-03"}
    assert Publication.objects.count() == 4 + 3 * 3


def test_quarters_only_grow(structure) -> None:
    entrepot.add_quarters(structure.pk, [SELLIER, ""])
    entrepot.add_quarters(structure.pk, [SELLIER, CITE_4])
    assert entrepot.quarters_of(structure.pk) == [SELLIER, CITE_4]


def test_commands_say_what_they_did(structure) -> None:
    record_acts(structure, date(2025, 1, 10), 40)
    said = StringIO()
    call_command("observatoire_refresh", stdout=said)
    assert said.getvalue() == "Passerelle Lens-Liévin : 12 mois arrêtés (2025-01 à 2025-12)\n"
    call_command("observatoire_refresh", stdout=said)
    assert said.getvalue().endswith("Passerelle Lens-Liévin : rien de nouveau\n")
    with pytest.raises(CommandError, match="Aucune structure active"):
        call_command("observatoire_refresh", structure="Inconnue")
    with pytest.raises(CommandError, match="Aucun mois de 2019"):
        call_command("observatoire_refresh", reviser=2019)


def test_night_takes_the_months_of_every_structure(structure, autre_structure) -> None:
    record_acts(structure, date(2025, 1, 10), 40)
    record_acts(autre_structure, date(2025, 3, 10), 40)
    taches.refresh_all_figures()
    assert MoisArrete.objects.filter(structure=structure).count() == 12
    assert MoisArrete.objects.filter(structure=autre_structure).count() == 10


def test_register_is_replayed_by_a_command(structure) -> None:
    record_acts(structure, date(2025, 1, 10), 40)
    call_command("observatoire_refresh", stdout=StringIO())
    said = StringIO()
    call_command("check_publications", stdout=said)
    assert said.getvalue() == f"{Publication.objects.count()} publications, aucune anomalie.\n"
