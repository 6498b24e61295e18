"""What the public reads was read by two and attacked first; a partner reads lower under an agreement alone."""

import importlib
import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.observatoire import parutions, secret
from entredeux.observatoire.access import audience_of, can_release, released_parutions
from entredeux.observatoire.audit import bornes
from entredeux.observatoire.audit.union import Constat, attack_union
from entredeux.observatoire.enums import Audience, RaisonSecret
from entredeux.observatoire.indicateurs.calcul import find_indicateur, publish_indicateur
from entredeux.observatoire.models import Convention, DefinitionIndicateur, Parution, Publication, TableParue
from entredeux.observatoire.parutions import propose_parution, record_convention, release_parution, tables_by_code
from entredeux.observatoire.publication import publish_table, reread_table
from entredeux.socle.erreurs import Refus
from tests.observatoire.fabrique import cut, write_year

QPV = ["QN06201M", "QN06202M", "QN06203M", "QN06204M", ""]


@pytest.fixture
def annee(structure):
    write_year(structure, 2025, QPV, acts_per_month=130)
    return structure


def agree(by, *comptes, debut: date | None = None, fin: date | None = None) -> Convention:
    today = timezone.localdate()
    return record_convention(
        organisme="Ville fictive",
        reference="convention d'essai",
        debut=debut or today - timedelta(days=1),
        fin=fin or today,
        comptes=comptes,
        by=by,
    )


# --- two people, and the audit


def test_one_proposes_another_releases(annee, claire, helene) -> None:
    proposed = propose_parution(periode="2025", by=claire)
    assert released_parutions().count() == 0
    assert proposed.publications.count() == 4
    assert propose_parution(periode="2025", by=helene) == proposed
    assert not can_release(claire, proposed)
    with pytest.raises(Refus, match="se relit à deux"):
        release_parution(proposed, by=claire)
    out = release_parution(proposed, by=helene)
    assert list(released_parutions()) == [out]
    assert (out.audit["exactes"], out.audit["cibles"]) == (0, 60)
    events = EntreeJournal.objects.filter(evenement__startswith="observatoire.parution").values_list(
        "evenement", flat=True
    )
    assert sorted(events) == ["observatoire.parution.parue", "observatoire.parution.proposee"]


def test_chosen_indicators_come_out_under_their_version(annee, claire) -> None:
    proposed = propose_parution(periode="2025", indicateurs=["presence_de_proximite", "actes_de_mediation"], by=claire)
    assert proposed.indicateurs == {"actes_de_mediation": 1, "presence_de_proximite": 1}
    axes = ["qpv", "qpv,domaine", "qpv,mois", "qpv,registre"]
    assert [(code, [table.axes for table in tables]) for code, tables in tables_by_code(proposed).items()] == [
        ("actes_de_mediation", axes),
        ("presence_de_proximite", axes),
    ]
    assert DefinitionIndicateur.objects.filter(code="presence_de_proximite", version=1).exists()
    month = propose_parution(periode="2025-03", by=claire)
    assert [table.axes for table in month.tables.all()] == ["qpv", "qpv,domaine", "qpv,registre"]


def test_a_released_cell_is_the_one_of_the_indicator(annee, claire) -> None:
    proposed = propose_parution(periode="2025", indicateurs=["part_mises_en_relation"], by=claire)
    table = publish_indicateur(
        find_indicateur("part_mises_en_relation"), structure=annee, periode="2025", axes=["qpv", "domaine"], by=claire
    )
    kept = proposed.tables.get(axes="qpv,domaine")
    shown = {key: (each.valeur, each.raison, each.n) for key, each in table.figures.items()}
    assert {tuple(key): tuple(said) for *key, a, b, c in kept.cellules for said in [(a, b, c)]} == shown
    assert proposed.publications.count() == 2 * proposed.tables.count()


def test_another_choice_is_another_release_and_another_definition_too(annee, claire, monkeypatch) -> None:
    first = propose_parution(periode="2025", by=claire)
    wider = propose_parution(periode="2025", indicateurs=["actes_de_mediation", "mises_en_relation"], by=claire)
    assert first != wider
    acts = next(each for each in parutions.proposable_indicateurs() if each.code == "actes_de_mediation")
    changed = acts.model_copy(update={"version": 2})
    monkeypatch.setattr(parutions, "proposable_indicateurs", lambda: [changed])
    assert propose_parution(periode="2025", by=claire) not in (first, wider)


@pytest.mark.parametrize(
    ("codes", "said"),
    [(["inconnu"], "« inconnu » n'est pas calculé ici"), ([], "Choisissez un indicateur")],
)
def test_an_indicator_that_is_not_computed_is_said(annee, claire, codes, said) -> None:
    with pytest.raises(ValidationError, match=said):
        propose_parution(periode="2025", indicateurs=codes, by=claire)
    assert not Parution.objects.exists()


def test_a_month_waits_forty_five_days(annee, claire) -> None:
    today = timezone.localdate()
    with pytest.raises(ValidationError, match="ne sont pas encore arrêtés"):
        propose_parution(periode=f"{today:%Y-%m}", by=claire)
    with pytest.raises(ValidationError, match="ne se lit pas par mois"):
        propose_parution(periode="2025-03", indicateurs=["personnes_rencontrees"], by=claire)
    with pytest.raises(ValidationError, match="« Personnes formées par l'équipe » : Pas encore déclaré"):
        propose_parution(periode="2025", indicateurs=["actes_de_mediation", "personnes_formees"], by=claire)
    assert not Parution.objects.exists()


def test_what_is_proposed_never_changes(annee, claire) -> None:
    propose_parution(periode="2025", by=claire)
    with pytest.raises(IntegrityError, match="ajout seul"), transaction.atomic():
        TableParue.objects.update(empreinte="0" * 64)
    with pytest.raises(IntegrityError, match="ajout seul"), transaction.atomic():
        TableParue.objects.all().delete()


def test_a_release_of_before_keeps_its_tables(annee, claire) -> None:
    """What the migration makes of a release that only pointed to the register."""
    tables = [publish_table(cut(annee, "2025", axes), by=claire) for axes in (["qpv"], ["qpv", "domaine"])]
    old = Parution.objects.create(structure=annee, periode="2025", etat="0" * 64, cree_par=claire.compte)
    old.publications.set(Publication.objects.filter(pk__in=[table.identifiant for table in tables]))
    migration = importlib.import_module("entredeux.observatoire.migrations.0010_parutions_par_indicateur_et_cles")
    migration.keep_tables(apps, None)
    old.refresh_from_db()
    assert old.indicateurs == {"actes_de_mediation": 1}
    new = propose_parution(periode="2025", by=claire)
    for axes in ("qpv", "qpv,domaine"):
        assert old.tables.get(axes=axes).cellules == new.tables.get(axes=axes).cellules


def test_the_database_refuses_a_lone_release(annee, claire) -> None:
    proposed = propose_parution(periode="2025", by=claire)
    with pytest.raises(IntegrityError), transaction.atomic():
        Parution.objects.filter(pk=proposed.pk).update(parue_le=timezone.now(), parue_par=claire.compte)


def test_a_failing_audit_blocks_the_release(annee, claire, helene, monkeypatch) -> None:
    proposed = propose_parution(periode="2025", by=claire)
    monkeypatch.setattr(parutions, "attack_union", lambda register: Constat(cibles=60, exactes=1, etroites=1))
    with pytest.raises(ValidationError, match="1 se retrouvent exactement"):
        release_parution(proposed, by=helene)
    assert released_parutions().count() == 0


def test_without_noise_the_union_is_broken_and_nothing_goes_out(annee, claire, helene, monkeypatch) -> None:
    """The gate sees a broken protection by itself: the floor stays, the noise is gone, and the attacker knows it."""
    monkeypatch.setattr(secret, "noise_of", lambda n, draw: n * 0)
    monkeypatch.setattr(bornes, "ECART_MAX", 0)
    proposed = propose_parution(periode="2025-T1", by=claire)
    for month in ("2025-01", "2025-02", "2025-03"):
        propose_parution(periode=month, by=claire)
    with pytest.raises(ValidationError, match="L'audit refuse"):
        release_parution(proposed, by=helene)


def test_only_the_structure_prepares(annee, samira, paul, nadia, claire) -> None:
    for acteur in (samira, paul, nadia):
        with pytest.raises(Refus):
            propose_parution(periode="2025", by=acteur)
    assert not can_release(paul, propose_parution(periode="2025", by=claire))


def test_the_union_holds_whatever_is_asked(annee, claire, paul) -> None:
    """Every cut a funder could ask for over a year, at both floors, attacked together."""
    agree(claire, paul.compte)
    for period in ("2025", "2025-T1", "2025-T2", "2025-01", "2025-02", "2025-03"):
        for axes in (["qpv"], ["qpv", "registre"], ["qpv", "domaine"], ["registre", "domaine"]):
            for audience in Audience:
                publish_table(cut(annee, period, axes), audience=audience, by=paul)
    found = attack_union(list(Publication.objects.all()))
    assert found == Constat(cibles=60, exactes=0, etroites=0)


def test_the_union_reads_a_revised_year_with_its_first_taking(annee, claire) -> None:
    publish_table(cut(annee, "2025", ["qpv", "registre"]), by=claire)
    write_year(annee, 2025, QPV, acts_per_month=133)
    publish_table(cut(annee, "2025", ["qpv", "registre"]), by=claire)
    versions = [set(json.loads(each.etat)["mois"].values()) for each in Publication.objects.order_by("instant")]
    assert versions == [{1}, {2}]
    assert attack_union(list(Publication.objects.all())).passe


def test_a_released_table_is_the_one_of_the_register(annee, claire) -> None:
    table = publish_table(cut(annee, "2025", ["qpv", "registre"]), by=claire)
    again = reread_table(Publication.objects.get(pk=table.identifiant))
    assert again.cellules == table.cellules
    assert again.valeurs == table.valeurs
    assert again.coupe == table.coupe


# --- the floor of 5


def test_an_agreement_that_runs_lowers_the_floor_for_its_accounts(annee, claire, paul, samira) -> None:
    asked = cut(annee, "2025-01", ["qpv", "domaine"])
    with pytest.raises(Refus, match="convention signée et en cours"):
        publish_table(asked, audience=Audience.PARTENAIRE, by=paul)
    agree(claire, paul.compte)
    assert (audience_of(paul), audience_of(samira)) == (Audience.PARTENAIRE, Audience.PUBLIC)
    low = publish_table(asked, audience=Audience.PARTENAIRE, by=paul)
    usual = publish_table(asked, by=paul)
    shown = {key: cell.valeur for key, cell in low.cellules.items() if not cell.est_secrete}
    assert min(shown.values()) >= 5
    assert any(value < 11 for value in shown.values())
    assert {key: cell.valeur for key, cell in usual.cellules.items() if not cell.est_secrete}.items() <= shown.items()
    reasons = {cell.raison for cell in low.cellules.values() if cell.est_secrete}
    assert reasons == {RaisonSecret.SEUIL_CONVENTION}


def test_an_agreement_outside_its_dates_binds_nobody(annee, claire, paul) -> None:
    today = timezone.localdate()
    agree(claire, paul.compte, debut=today - timedelta(days=9), fin=today - timedelta(days=1))
    agree(claire, paul.compte, debut=today + timedelta(days=1), fin=today + timedelta(days=9))
    assert audience_of(paul) == Audience.PUBLIC


def test_an_agreement_binds_readers_of_this_structure_alone(annee, claire, nadia, paul) -> None:
    with pytest.raises(ValidationError, match="qui lisent déjà"):
        agree(claire, nadia.compte)
    with pytest.raises(ValidationError, match="finit avant"):
        agree(claire, paul.compte, debut=date(2026, 2, 2), fin=date(2026, 2, 1))
    with pytest.raises(Refus):
        agree(paul, paul.compte)
