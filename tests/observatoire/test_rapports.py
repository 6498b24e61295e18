"""Reports: the same figures wherever they are read, words reread by two, versions that never change."""

import io
import json
from datetime import date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from python_calamine import CalamineWorkbook

from entredeux.cadre.models import EntreeJournal, Structure
from entredeux.observatoire import entrepot, mesures
from entredeux.observatoire.access_rapports import can_release_version, visible_rapports, visible_versions
from entredeux.observatoire.audit.union import Constat
from entredeux.observatoire.entrepot import Extrait
from entredeux.observatoire.enums import EtatVersion, RaisonSecret
from entredeux.observatoire.indicateurs.calcul import find_indicateur, publish_indicateur
from entredeux.observatoire.models import NoteQuartier, VersionRapport
from entredeux.observatoire.periodes import parse_periode
from entredeux.observatoire.publication import publish_national
from entredeux.observatoire.quantites import Quantite
from entredeux.observatoire.rapports import contenu as c
from entredeux.observatoire.rapports import modele as m
from entredeux.observatoire.rapports import versions
from entredeux.observatoire.rapports.document import Mention, write_document, write_ods
from entredeux.observatoire.rapports.modele import Portee, find_modele, modeles
from entredeux.observatoire.rapports.redaction import (
    comment_section,
    compose_live,
    open_rapport,
    periods_of_modele,
    preview,
    reread_note,
    write_note,
)
from entredeux.observatoire.rapports.versions import ask_version, content_of, draw_version, hash_file, release_version
from entredeux.partenaires.models import StructurePartenaire
from entredeux.socle.erreurs import Refus
from entredeux.socle.pdf import render_document_pdf
from entredeux.terrain.models import Dysfonctionnement, EtapeDysfonctionnement
from entredeux.territoires.enums import DOMICILE
from entredeux.territoires.models import Commune, Departement, Lieu
from entredeux.themes.lecture import FichierInvalide, read_model
from tests.observatoire.fabrique import fact, follow, write_year
from tests.socle.documents import text_of_pdf

QPV = ["QN06224M", "QN06228M", "QN06229M"]
CONTRAT = "contrat_de_ville"


@pytest.fixture
def annee(structure):
    write_year(structure, 2025, QPV, acts_per_month=130)
    return structure


def period(code, modele, by):
    return next(each for each in periods_of_modele(find_modele(modele), by) if each.code == code)


def live(code, by, modele=CONTRAT):
    return compose_live(find_modele(modele), period(code, modele, by), by=by)


@pytest.fixture
def rapport(annee, claire):
    return open_rapport(modele=find_modele(CONTRAT), periode="2025", by=claire)


def freeze(rapport, by) -> VersionRapport:
    """Asked, then composed by the worker."""
    asked = ask_version(rapport, by=by)
    versions.seal_version.func(str(asked.pk))
    asked.refresh_from_db()
    return asked


# --- figures


def test_figures_of_a_report_are_those_of_the_indicator(annee, paul) -> None:
    report = live("2025", paul)
    (table,) = [t for t in report.tableaux if t.indicateur == "actes_de_mediation" and t.colonnes_par == ""]
    indicator = publish_indicateur(
        find_indicateur("actes_de_mediation"), structure=annee, periode="2025", axes=["qpv"], by=paul
    )
    cells = dict(table.cells())
    assert [row.cle[0] for row in table.lignes if not row.est_total] == [*QPV, ""]
    for code in QPV:
        assert cells["actes_de_mediation", "2025", f"qpv={code}"].valeur == indicator.cell(qpv=code).valeur
    assert cells["actes_de_mediation", "2025"].valeur == indicator.cell().valeur


def test_no_cell_has_two_values_in_any_report_over_any_period(annee, paul) -> None:
    """One figure, one definition: every model, every period of the year, all tables together."""
    seen: dict[tuple[str, ...], c.Case] = {}
    times = 0
    for model in [each for each in modeles().values() if each.portee == Portee.STRUCTURE]:
        for each in periods_of_modele(model, paul):
            for table in compose_live(model, each, by=paul).tableaux:
                for name, case in table.cells():
                    times += name in seen
                    assert seen.setdefault(name, case).valeur == case.valeur, name
    assert len(seen) > 200
    assert times > 20


def test_contract_is_told_year_by_year_and_never_added_up(structure, paul) -> None:
    write_year(structure, 2024, QPV, acts_per_month=120, seed=2)
    write_year(structure, 2025, QPV, acts_per_month=130)
    report = live("2024-2026", paul)
    table = next(t for t in report.tableaux if t.indicateur == "actes_de_mediation" and t.colonnes_par == "periode")
    assert [column.code for column in table.colonnes] == ["2024", "2025"]
    alone = next(t for t in live("2024", paul).tableaux if t.indicateur == "actes_de_mediation")
    assert [row.cases[0] for row in table.lignes] == [row.cases[0] for row in alone.lignes]


def test_small_association_reads_its_own_work_and_its_report_is_not_empty(structure, claire) -> None:
    """One post: every protected table is hidden, and what it did is told exactly."""
    for number in range(1, 13):
        month = f"2025-{number:02d}"
        presences = [
            fact(structure, month, genre="presence", motif="tournee", minutes=120, cas=False, cle=number)
            for _ in range(8)
        ]
        acts = [fact(structure, month, qpv=QPV[0], registre="conflits", cle=9_000 + 40 * number + n) for n in range(30)]
        entrepot.write_month(Extrait(structure.pk, month, [*presences, *acts], (30,)))
    follow(structure, QPV[0])
    report = live("2025", claire, "annuel")
    by_name = {row.cle[0]: row.cases[0].lisible for table in report.tableaux for row in table.lignes}
    assert by_name["heures_presence"] == "192"
    assert by_name["tournees_tenues"] == "96"
    assert by_name["interventions_annee"] == "360"
    assert any("Ateliers tenus : " in each for each in report.manques)
    acts = next(table for table in report.tableaux if table.indicateur == "actes_de_mediation")
    assert {case.lisible for row in acts.lignes for case in row.cases} == {"s."}


@pytest.mark.parametrize("code", ["contrat_de_ville", "annuel", "adulte_relais", "afnor"])
def test_every_model_is_composed_and_drawn(annee, paul, code) -> None:
    report = live("2025", paul, code)
    assert len(report.tableaux) >= 3
    document = write_document(report, Mention())
    assert "Figures seules" in text_of_pdf(render_document_pdf(document))
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(write_ods(report, Mention()))).sheet_names
    assert len(sheets) == len(set(sheets)) == 1 + len(report.tableaux)


def test_models_name_indicators_and_quantities_that_exist(annee) -> None:
    parts = [part for model in modeles().values() for section in model.sections for part in section.parties]
    named = {part.indicateur for part in parts if isinstance(part, m.Tableau)}
    named |= {code for part in parts if isinstance(part, m.Totaux) for code in part.indicateurs}
    assert all(find_indicateur(code).est_calcule for code in named)
    assert {code for part in parts if isinstance(part, m.Travail) for code in part.quantites} <= set(Quantite.values)


def test_model_with_a_fault_is_refused_with_its_line(tmp_path) -> None:
    file = tmp_path / "faux.yaml"
    file.write_text("code: faux\nversion: 1\ntitre: Faux\npour: Personne\nperiodes: [siecle]\nsections: []\n")
    with pytest.raises(FichierInvalide, match=r"faux\.yaml:5"):
        read_model(file, m.Modele)


# --- the landlord's


@pytest.fixture
def bailleur(structure) -> StructurePartenaire:
    return StructurePartenaire.objects.create(structure=structure, nom="Bailleur fictif", genre="bailleur")


def see_defect(structure, nom: str, jour: date, destinataire, **steps: date) -> Dysfonctionnement:
    lieu, _ = Lieu.objects.get_or_create(structure=structure, nom=nom, defaults={"type_lieu": "hall"})
    defect = Dysfonctionnement.objects.create(
        structure=structure, lieu=lieu, date_service=jour, categorie="ascenseur", destinataire=destinataire
    )
    for etat, day in steps.items():
        at = timezone.make_aware(datetime.combine(day, time(9)))
        EtapeDysfonctionnement.objects.create(dysfonctionnement=defect, etat=etat, le=at)
    return defect


def test_landlord_reads_its_own_defects_by_address_with_their_delays(annee, claire, bailleur) -> None:
    autre = StructurePartenaire.objects.create(structure=annee, nom="Ville fictive", genre="ville")
    see_defect(annee, "Hall A", date(2025, 1, 10), bailleur, repare=date(2025, 1, 20))
    see_defect(annee, "Hall A", date(2025, 2, 1), bailleur, repare=date(2025, 2, 5))
    see_defect(annee, "Hall A", date(2025, 3, 1), bailleur, repare=date(2025, 4, 2))  # after the quarter: still open
    see_defect(annee, "Hall B", date(2025, 3, 21), bailleur, refuse=date(2025, 3, 25))
    see_defect(annee, "Square", date(2025, 3, 1), autre)
    rapport = open_rapport(modele=find_modele("bailleur"), periode="2025-T1", destinataire=bailleur, by=claire)
    table = next(t for t in preview(rapport, by=claire).tableaux if t.axes == ("adresse",))
    rows = {row.nom: [case.lisible for case in row.cases] for row in table.lignes}
    assert rows == {"Hall A": ["3", "2", "1", "7", "30"], "Hall B": ["1", "0", "0", "–", "–"]}


def test_landlord_report_tells_no_person_no_day_and_no_home(annee, samira, claire, bailleur) -> None:
    see_defect(annee, "Chez une habitante", date(2025, 1, 10), bailleur)
    Lieu.objects.filter(nom="Chez une habitante").update(type_lieu=DOMICILE)
    rapport = open_rapport(modele=find_modele("bailleur"), periode="2025-T1", destinataire=bailleur, by=claire)
    said = json.dumps(preview(rapport, by=claire).as_data(), ensure_ascii=False)
    assert "Domiciles, sans adresse" in said
    for hidden in ("habitante", "Samira", "2025-01-10"):
        assert hidden not in said


def test_landlord_report_is_handed_over_and_no_funder_opens_it(annee, claire, helene, paul, bailleur) -> None:
    with pytest.raises(ValidationError, match="Choisissez le bailleur"):
        open_rapport(modele=find_modele("bailleur"), periode="2025-T1", by=claire)
    rapport = open_rapport(modele=find_modele("bailleur"), periode="2025-T1", destinataire=bailleur, by=claire)
    version = freeze(rapport, claire)
    release_version(version, by=helene)
    assert not visible_versions(paul).exists()
    assert visible_versions(helene).exists()


# --- words


def test_author_comments_a_section_and_a_slower_one_keeps_their_words(rapport, claire, helene) -> None:
    comment_section(rapport, section="suite", texte="Ouvrir le local.", lue=0, by=claire)
    with pytest.raises(ValidationError, match="entre-temps"):
        comment_section(rapport, section="suite", texte="Autre chose.", lue=0, by=helene)
    comment_section(rapport, section="suite", texte="Ouvrir le local le soir.", lue=1, by=helene)
    said = {section.code: section.commentaire for section in preview(rapport, by=claire).sections}
    assert said["suite"] == "Ouvrir le local le soir."
    with pytest.raises(ValidationError, match="ne se commente pas"):
        comment_section(rapport, section="inconnue", texte="x", lue=0, by=claire)


def test_note_is_reread_by_another_person_and_again_when_it_changes(rapport, claire, helene) -> None:
    note = write_note(qpv=QPV[0], periode="2025", texte="Les travaux ont fermé la place.", lue=0, by=claire)
    with pytest.raises(ValidationError, match="à relire par une seconde personne"):
        ask_version(rapport, by=claire)
    with pytest.raises(Refus, match="se relit à deux"):
        reread_note(note, lue=1, by=claire)
    with pytest.raises(ValidationError, match="a changé"):
        reread_note(note, lue=9, by=helene)
    assert reread_note(note, lue=1, by=helene).relue_le is not None
    changed = write_note(qpv=QPV[0], periode="2025", texte="La place a rouvert.", lue=2, by=claire)
    assert changed.relue_le is None
    assert [n.texte for n in preview(rapport, by=claire).sections[2].parties if n.genre == "note"] == [
        "La place a rouvert."
    ]


def test_database_refuses_a_note_reread_by_its_author(annee, claire) -> None:
    note = write_note(qpv=QPV[0], periode="2025", texte="Une note.", lue=0, by=claire)
    with pytest.raises(IntegrityError), transaction.atomic():
        NoteQuartier.objects.filter(pk=note.pk).update(relue_le=timezone.now(), relue_par=claire.compte)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"qpv": "QN07511M"}, "pas une ligne"),
        ({"periode": "2025-13"}, "n'existe pas"),
        ({"texte": "  "}, "Écrivez la note"),
    ],
)
def test_note_on_nothing_is_refused(annee, claire, said, why) -> None:
    with pytest.raises(ValidationError, match=why):
        write_note(**({"qpv": QPV[0], "periode": "2025", "texte": "Une note.", "lue": 0, "by": claire} | said))


# --- versions


@pytest.fixture
def file_d_attente(settings) -> None:
    """No worker yet: what is asked waits."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}


def test_version_is_frozen_in_the_background_and_its_progress_shows(
    rapport, claire, monkeypatch, file_d_attente
) -> None:
    asked = ask_version(rapport, by=claire)
    assert (asked.etat, asked.faites, asked.total) == (EtatVersion.ATTENTE, 0, 7)
    assert ask_version(rapport, by=claire) == asked
    steps = []
    real = versions.compose_whole

    def watched(rapport, *, by, on_avance):
        def step(done):
            on_avance(done)
            steps.append(VersionRapport.objects.get(pk=asked.pk).faites)

        return real(rapport, by=by, on_avance=step)

    monkeypatch.setattr(versions, "compose_whole", watched)
    versions.seal_version.func(str(asked.pk))
    assert steps == [1, 2, 3, 4, 5, 6, 7]
    asked.refresh_from_db()
    assert asked.etat == EtatVersion.FIGEE
    before = asked.empreinte
    versions.seal_version.func(str(asked.pk))
    asked.refresh_from_db()
    assert asked.empreinte == before


def test_frozen_version_draws_the_same_files_for_ever(rapport, claire) -> None:
    comment_section(rapport, section="suite", texte="Ouvrir le local.", lue=0, by=claire)
    version = freeze(rapport, claire)
    files = {extension: draw_version(version, extension) for extension in ("pdf", "odt", "ods")}
    from django.core.cache import cache

    cache.clear()
    comment_section(rapport, section="suite", texte="Autre texte.", lue=1, by=claire)
    assert {extension: draw_version(version, extension) for extension in files} == files
    assert (hash_file(files["pdf"]), hash_file(files["odt"])) == (version.empreinte_pdf, version.empreinte_odt)
    assert content_of(version).sections[-1].commentaire == "Ouvrir le local."


def test_composing_again_gives_the_same_figures_to_the_byte(rapport, claire) -> None:
    first, second = freeze(rapport, claire), freeze(rapport, claire)
    assert (first.numero, second.numero) == (1, 2)
    assert json.dumps(first.contenu) == json.dumps(second.contenu)
    assert first.empreinte == second.empreinte


def test_content_that_was_touched_is_not_shown(rapport, claire) -> None:
    version = freeze(rapport, claire)
    version.contenu["titre"] = "Autre titre"
    with pytest.raises(ValidationError, match="ne correspond plus"):
        content_of(version)


def test_work_that_fails_says_why_and_keeps_the_draft(rapport, claire, helene, file_d_attente) -> None:
    asked = ask_version(rapport, by=claire)
    write_note(qpv=QPV[0], periode="2025", texte="Écrite entre-temps.", lue=0, by=helene)
    versions.seal_version.func(str(asked.pk))
    asked.refresh_from_db()
    assert asked.etat == EtatVersion.ARRETEE
    assert "à relire" in asked.erreur


# --- who


def test_letting_out_is_asked_then_audited_by_a_worker(rapport, claire, helene, file_d_attente, monkeypatch) -> None:
    version = freeze(rapport, claire)
    with pytest.raises(Refus, match="se relit à deux"):
        versions.ask_release(version, by=claire)
    asked = versions.ask_release(version, by=helene)
    assert versions.ask_release(version, by=helene).audit_demande_le == asked.audit_demande_le
    assert (asked.est_en_audit, asked.diffusee_le, asked.audit_total) == (True, None, 60)
    with monkeypatch.context() as broken:
        broken.setattr(versions, "audit_version", lambda version: Constat(cibles=60, exactes=1, etroites=1))
        versions.audit_frozen.func(str(version.pk))
    version.refresh_from_db()
    assert (version.diffusee_le, version.est_en_audit) == (None, False)
    assert "L'audit refuse cette version" in version.audit_refus
    versions.ask_release(version, by=helene)
    for _ in range(2):
        versions.audit_frozen.func(str(version.pk))
    version.refresh_from_db()
    assert (version.diffusee_par, version.audit_refus, version.audit["exactes"]) == (helene.compte, "", 0)
    assert EntreeJournal.objects.filter(evenement="observatoire.rapport.diffuse").count() == 1


def test_one_freezes_another_lets_out_and_partners_read(rapport, claire, helene, paul, nadia) -> None:
    version = freeze(rapport, claire)
    assert not visible_versions(paul).exists()
    assert not can_release_version(claire, version)
    with pytest.raises(Refus, match="se relit à deux"):
        release_version(version, by=claire)
    with pytest.raises(Http404):
        release_version(version, by=paul)
    out = release_version(version, by=helene)
    assert (out.audit["exactes"], out.audit["cibles"] > 0) == (0, True)
    assert list(visible_versions(paul)) == [out]
    assert not visible_rapports(paul).exists()
    assert not visible_versions(nadia).exists()


def test_database_refuses_a_lone_release(rapport, claire) -> None:
    version = freeze(rapport, claire)
    with pytest.raises(IntegrityError), transaction.atomic():
        VersionRapport.objects.filter(pk=version.pk).update(diffusee_le=timezone.now(), diffusee_par=claire.compte)


def test_failing_audit_blocks_the_release(rapport, claire, helene, monkeypatch) -> None:
    version = freeze(rapport, claire)
    monkeypatch.setattr(versions, "attack_union", lambda register: versions.Constat(60, 1, 1))
    with pytest.raises(ValidationError, match="1 se retrouvent"):
        release_version(version, by=helene)
    assert not VersionRapport.objects.filter(diffusee_le__isnull=False).exists()


def test_nobody_else_opens_a_report(annee, samira, paul, nadia) -> None:
    for by in (samira, paul, nadia):
        with pytest.raises((Refus, Http404)):
            open_rapport(modele=find_modele(CONTRAT), periode="2025", by=by)


def test_period_that_is_not_out_is_refused(annee, claire) -> None:
    for code in ("2031", "2025-13", "2024"):
        with pytest.raises(ValidationError):
            open_rapport(modele=find_modele(CONTRAT), periode=code, by=claire)


# --- the network's


def test_communes_add_up_to_departements_before_protection(structure, autre_structure) -> None:
    """Acts and keys, of two structures, in two départements; one case has acts in both communes of one of them."""
    within = {"62498": "62", "62510": "62", "69381": "69"}
    case = 77
    for tenant, communes in ((structure, ["62498", "62510"]), (autre_structure, ["62498", "69381"])):
        rows = [
            fact(tenant, "2025-01", commune=commune, cle=case if n < 2 else 1_000 * n + len(commune), cas=n < 2)
            for commune in communes
            for n in range(20)
        ]
        entrepot.write_month(Extrait(tenant.pk, "2025-01", rows, (10, 10, 10)))
    everyone, months = [structure.pk, autre_structure.pk], ["2025-01"]
    fine = mesures.count_everywhere(everyone, months, ["commune"], [*within, ""])
    coarse = mesures.count_everywhere(everyone, months, ["commune"], ["62", "69", ""], within)
    for code in ("62", "69"):
        inside = [rank for rank, commune in enumerate(fine.cles) if within.get(commune) == code]
        at = coarse.cles.index(code)
        assert coarse.cellules.n[at] == fine.cellules.n[inside].sum()
        assert coarse.cellules.ks[at] == fine.cellules.ks[inside].sum() % 2**32
    assert coarse.cellules.n[-1] == fine.cellules.n[-1] == 80
    assert coarse.cellules.top[0] == 6  # of one case over two communes: more than in either
    assert list(fine.cellules.top[:2]) == [4, 2]


def test_quarter_of_one_structure_has_the_same_value_in_the_national_table(annee, paul, alice) -> None:
    Commune.objects.get_or_create(
        code="62498", defaults={"nom": "Lens", "nature": "commune", "departement": make_departement()}
    )
    national = publish_national(parse_periode("2025"), "qpv", by=alice)
    own = publish_indicateur(
        find_indicateur("actes_de_mediation"), structure=annee, periode="2025", axes=["qpv"], by=paul
    )
    assert {code: national.cellules[code].valeur for code in QPV} == {code: own.cell(qpv=code).valeur for code in QPV}


def make_departement() -> Departement:
    return Departement.objects.get_or_create(code="62", defaults={"nom": "Pas-de-Calais"})[0]


def test_row_of_a_single_small_team_is_hidden_and_three_of_them_are_shown(structure, autre_structure, alice) -> None:
    third = Structure.objects.create(nom="Troisième", nature="association", est_synthetique=True)
    for rank, (tenant, quarters) in enumerate(
        ((structure, [QPV[0], QPV[1]]), (autre_structure, [QPV[0]]), (third, [QPV[0]]))
    ):
        rows = [
            fact(tenant, "2025-01", qpv=code, cle=10_000 * rank + 100 * q + n)
            for q, code in enumerate(quarters)
            for n in range(40)
        ]
        entrepot.write_month(Extrait(tenant.pk, "2025-01", rows, (len(rows),)))
        follow(tenant, *quarters)
    table = publish_national(parse_periode("2025-01"), "qpv", by=alice)
    assert table.cellules[QPV[1]].raison == RaisonSecret.EQUIPE
    assert not table.cellules[QPV[0]].est_secrete


def test_national_report_is_the_networks_alone(annee, claire, paul, alice) -> None:
    rapport = open_rapport(modele=find_modele("national"), periode="2025", by=alice)
    report = preview(rapport, by=alice)
    assert [section.code for section in report.sections] == ["profil", "domaines", "emploi", "sociologie"]
    assert report.manques == ()
    version = freeze(rapport, alice)
    assert version.etat == EtatVersion.FIGEE
    assert not visible_versions(paul).exists()
    for by in (claire, paul):
        with pytest.raises((Refus, Http404)):
            open_rapport(modele=find_modele("national"), periode="2025", by=by)
        with pytest.raises((Refus, Http404)):
            publish_national(parse_periode("2025"), "qpv", by=by)
