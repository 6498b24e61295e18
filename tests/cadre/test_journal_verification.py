"""Whoever edits, removes, moves or inserts a line of the journal is seen."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from entredeux.cadre import retention, signature, tetes
from entredeux.cadre.acteur import Acteur
from entredeux.cadre.echeances import forget_readings
from entredeux.cadre.journal import chain_hash, hash_content, record_read, record_write
from entredeux.cadre.models import ClotureMensuelle, EntreeJournal, Structure, TeteJournal
from entredeux.cadre.verification import verify_chains
from entredeux.socle.triggers import install_triggers, lift_triggers_for_tests


@pytest.fixture
def tamper(db: None):
    """Someone with the database administrator's hand: triggers lifted for the time of the act."""

    def do(act: Callable[[], object]) -> None:
        lift_triggers_for_tests()
        act()
        install_triggers()

    return do


@pytest.fixture
def chaine(samira: Acteur, claire: Acteur) -> Structure:
    """Ten lines: writes by Samira, readings by Claire."""
    for number in range(5):
        record_write(samira, "terrain.intervention.enregistree", samira.structure, nombre=number + 1)
        record_read(claire, "terrain.intervention.note.lue", samira.structure, champs=["note"])
    return samira.structure


def anomalies(heads: list[tetes.Tete] = ()) -> list[tuple[int, str]]:
    return [
        (found.numero, found.sorte)
        for report in verify_chains(signature.public_key(), heads)
        for found in report.anomalies
    ]


def line(numero: int, structure: Structure | None = None) -> EntreeJournal:
    lines = EntreeJournal.objects.filter(numero=numero)
    return (lines.filter(structure=structure.pk) if structure else lines).get()


def test_whole_chain_has_no_anomaly(chaine: Structure) -> None:
    assert anomalies() == []
    [report] = verify_chains(signature.public_key())
    assert (report.nom, report.lignes, report.videes) == (chaine.nom, 10, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"evenement": "autre.chose.faite"},
        {"acteur": "0" * 64},
        {"objet": ""},
        {"nombre": 99},
        {"champs": ["telephone"]},
        {"instant": datetime(2020, 1, 1, tzinfo=UTC)},
        {"role": "financeur"},
        {"genre": "ecriture"},
    ],
)
def test_edited_line_is_seen(chaine: Structure, tamper: Callable, change: dict) -> None:
    tamper(lambda: EntreeJournal.objects.filter(numero=4).update(**change))
    assert anomalies() == [(4, "modifiee")]


def test_edited_line_with_its_own_hashes_redone_is_seen(chaine: Structure, tamper: Callable) -> None:
    def rewrite() -> None:
        entry = line(4)
        entry.evenement = "autre.chose.faite"
        entry.contenu = hash_content(entry)
        entry.empreinte = chain_hash(line(3).empreinte, 4, entry.contenu)
        entry.save()

    tamper(rewrite)
    assert anomalies() == [(5, "deplacee")]


@pytest.mark.parametrize(("numero", "seen"), [(1, [(1, "supprimee")]), (6, [(6, "supprimee")])])
def test_removed_line_is_seen(chaine: Structure, tamper: Callable, numero: int, seen: list) -> None:
    tamper(lambda: EntreeJournal.objects.filter(numero=numero).delete())
    assert anomalies() == seen


def test_removed_run_of_lines_is_told_once(chaine: Structure, tamper: Callable) -> None:
    tamper(lambda: EntreeJournal.objects.filter(numero__in=[4, 5, 6]).delete())
    [report] = verify_chains(signature.public_key())
    assert [str(found) for found in report.anomalies] == ["n° 4 : ligne supprimée (et les suivantes jusqu'au n° 6)"]


def test_swapped_lines_are_seen(chaine: Structure, tamper: Callable) -> None:
    def swap() -> None:
        EntreeJournal.objects.filter(numero=5).update(numero=1000)
        EntreeJournal.objects.filter(numero=6).update(numero=5)
        EntreeJournal.objects.filter(numero=1000).update(numero=6)

    tamper(swap)
    assert anomalies() == [(5, "deplacee"), (6, "deplacee"), (7, "deplacee")]


def test_inserted_line_is_seen(chaine: Structure, tamper: Callable) -> None:
    def insert() -> None:
        for numero in range(10, 5, -1):
            EntreeJournal.objects.filter(numero=numero).update(numero=numero + 1)
        forged = line(5)
        forged.pk, forged.numero = None, 6
        forged.empreinte = chain_hash(line(5).empreinte, 6, forged.contenu)
        forged.save(force_insert=True)
        TeteJournal.objects.update(numero=11)

    tamper(insert)
    assert {sorte for _, sorte in anomalies()} == {"deplacee"}
    assert anomalies()[0] == (7, "deplacee")


def test_line_added_after_the_head_is_seen(chaine: Structure, tamper: Callable) -> None:
    forged = line(10)
    forged.pk, forged.numero = None, 11
    forged.empreinte = chain_hash(line(10).empreinte, 11, forged.contenu)
    tamper(lambda: forged.save(force_insert=True))
    assert anomalies() == [(11, "tete")]


def test_head_that_disagrees_is_seen(chaine: Structure, tamper: Callable) -> None:
    tamper(lambda: TeteJournal.objects.update(empreinte="0" * 64))
    assert anomalies() == [(10, "tete")]


def test_missing_head_is_seen(chaine: Structure, tamper: Callable) -> None:
    tamper(lambda: TeteJournal.objects.all().delete())
    assert anomalies() == [(10, "tete")]


def test_cut_tail_without_its_head_is_seen(chaine: Structure, tamper: Callable) -> None:
    tamper(lambda: EntreeJournal.objects.filter(numero__gt=8).delete())
    assert anomalies() == [(9, "queue")]


def cut_tail_with_head() -> None:
    EntreeJournal.objects.filter(numero__gt=8).delete()
    TeteJournal.objects.update(numero=8, empreinte=line(8).empreinte)


def test_cut_tail_with_its_head_is_seen_only_against_an_exported_head(chaine: Structure, tamper: Callable) -> None:
    exported = tetes.parse_heads(tetes.build_heads(), signature.public_key())
    tamper(cut_tail_with_head)
    assert anomalies() == []
    assert anomalies(exported) == [(9, "queue")]


def rewrite_from(first: int) -> None:
    """Edits a line and redoes every hash after it, the head included: the chain is coherent again."""
    previous = line(first - 1).empreinte if first > 1 else ""
    for entry in EntreeJournal.objects.filter(numero__gte=first).order_by("numero"):
        entry.evenement = "rien.a.voir"
        entry.contenu = hash_content(entry)
        entry.empreinte = previous = chain_hash(previous, entry.numero, entry.contenu)
        entry.save()
    TeteJournal.objects.update(empreinte=previous)


def test_rewritten_chain_is_seen_only_against_an_exported_head(chaine: Structure, tamper: Callable) -> None:
    exported = tetes.parse_heads(tetes.build_heads(), signature.public_key())
    tamper(lambda: rewrite_from(2))
    assert anomalies() == []
    assert anomalies(exported) == [(10, "reecrite")]


def test_vanished_chain_is_seen_against_an_exported_head(chaine: Structure, tamper: Callable) -> None:
    exported = tetes.parse_heads(tetes.build_heads(), signature.public_key())

    def wipe() -> None:
        EntreeJournal.objects.all().delete()
        TeteJournal.objects.all().delete()

    tamper(wipe)
    assert anomalies() == []
    assert anomalies(exported) == [(1, "queue")]


def test_reading_emptied_before_its_time_is_seen(chaine: Structure, tamper: Callable) -> None:
    old = timezone.now() - timedelta(days=800)
    empty = {"evenement": "", "objet": "", "acteur": "", "role": "", "champs": [], "nombre": 0, "sel": ""}
    tamper(lambda: EntreeJournal.objects.filter(numero=4).update(**empty))
    assert anomalies() == [(4, "videe")]
    tamper(lambda: EntreeJournal.objects.filter(numero=4).update(instant=old))
    assert anomalies() == [(4, "videe")]


def test_emptied_write_is_seen(chaine: Structure, tamper: Callable) -> None:
    empty = {"evenement": "", "objet": "", "acteur": "", "role": "", "champs": [], "nombre": 0, "sel": ""}
    tamper(lambda: EntreeJournal.objects.filter(numero=3).update(**empty))
    assert anomalies() == [(3, "ecriture_videe")]


def test_half_emptied_line_is_seen(chaine: Structure, tamper: Callable) -> None:
    tamper(lambda: EntreeJournal.objects.filter(numero=4).update(sel="", acteur=""))
    assert anomalies() == [(4, "modifiee")]


def age_chain(days: int) -> None:
    """The same ten lines, written long ago: every hash redone, as an honest server would have made them."""
    previous = ""
    for entry in EntreeJournal.objects.order_by("numero"):
        entry.instant -= timedelta(days=days)
        entry.contenu = hash_content(entry)
        entry.empreinte = previous = chain_hash(previous, entry.numero, entry.contenu)
        entry.save()
    TeteJournal.objects.update(empreinte=previous)


def test_old_readings_are_emptied_and_the_chain_still_verifies(chaine: Structure, tamper: Callable) -> None:
    tamper(lambda: age_chain(420))
    assert retention.empty_old_reads() == 0, "rien ne part avant une clôture signée"
    assert retention.close_months() >= 12
    assert retention.empty_old_reads() == 5
    assert retention.empty_old_reads() == 0
    assert anomalies() == []
    [report] = verify_chains(signature.public_key())
    assert (report.lignes, report.videes) == (11, 5)
    emptied = line(2)
    assert (emptied.acteur, emptied.objet, emptied.evenement, emptied.champs) == ("", "", "", [])
    assert line(1).evenement == "terrain.intervention.enregistree"
    assert (line(11).evenement, line(11).nombre) == ("cadre.journal.lectures_effacees", 5)


def test_recent_readings_are_kept(chaine: Structure, tamper: Callable) -> None:
    tamper(lambda: age_chain(300))
    retention.close_months()
    assert retention.empty_old_reads() == 0


def test_clock_asked_of_a_later_day_empties_nothing_early(chaine: Structure, tamper: Callable) -> None:
    """`retention run --dry-run --date` looks ahead: the database would refuse, and the command would stop there."""
    tamper(lambda: age_chain(340))
    retention.close_months()
    assert forget_readings(timezone.localdate() + timedelta(days=60)) == {"lectures": 0}


def test_monthly_close_that_disagrees_or_is_forged_is_seen(chaine: Structure, tamper: Callable) -> None:
    tamper(lambda: age_chain(70))
    retention.close_months()
    tamper(lambda: rewrite_from(2))
    assert {sorte for _, sorte in anomalies()} == {"cloture"}
    tamper(lambda: ClotureMensuelle.objects.update(empreinte=line(10).empreinte))
    assert {sorte for _, sorte in anomalies()} == {"signature"}


def test_months_are_closed_once(chaine: Structure, tamper: Callable) -> None:
    tamper(lambda: age_chain(70))
    closed = retention.close_months()
    assert closed == ClotureMensuelle.objects.count()
    assert retention.close_months() == 0


# --- the command


def run(*arguments: str) -> tuple[int, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("check_journal", *arguments, stdout=out, stderr=err)
    except SystemExit as stop:
        return stop.code, out.getvalue() + err.getvalue()
    return 0, out.getvalue()


def test_command_says_which_line_of_which_structure(chaine: Structure, nadia: Acteur, tamper: Callable) -> None:
    record_write(nadia, "terrain.intervention.enregistree", nadia.structure)
    assert run()[0] == 0
    tamper(lambda: EntreeJournal.objects.filter(structure=chaine.pk, numero=4).update(nombre=7))
    code, text = run()
    assert code == 1
    assert "Passerelle Lens-Liévin : 10 lignes ; 1 anomalie(s)." in text
    assert "  n° 4 : ligne modifiée" in text
    assert "Traboule Médiation : 1 lignes ; chaîne intacte." in text
    assert run("--structure", "Traboule Médiation")[0] == 0
    assert run("--structure", "Inconnue")[0] == 2


def test_command_compares_with_an_exported_head(chaine: Structure, tamper: Callable, tmp_path: Path) -> None:
    head = tmp_path / "tete.json"
    call_command("journal_tete", out=head, stdout=StringIO())
    assert run("--tete", str(head))[0] == 0
    tamper(cut_tail_with_head)
    code, text = run("--tete", str(head))
    assert code == 1
    assert "n° 9 : fin de la chaîne coupée (une tête exportée va jusqu'au n° 10)" in text


@pytest.mark.parametrize("content", ["", "pas du json", "[]", "{}", '{"format": 1}', '{"format": 2, "tetes": []}'])
def test_unreadable_head_file_is_refused(chaine: Structure, tmp_path: Path, content: str) -> None:
    head = tmp_path / "tete.json"
    head.write_text(content)
    assert run("--tete", str(head))[0] == 2
    assert run("--tete", str(tmp_path / "absent.json"))[0] == 2
    assert run("--tete", str(tmp_path))[0] == 2


@pytest.mark.parametrize("path", [("tetes", 0, "numero"), ("tetes", 0, "empreinte"), ("instant",), ("tetes",)])
def test_changed_head_file_is_refused(chaine: Structure, tmp_path: Path, path: tuple) -> None:
    document = tetes.build_heads()
    target = document
    for step in path[:-1]:
        target = target[step]
    target[path[-1]] = {"numero": 8, "empreinte": "0" * 64, "instant": "2020-01-01T00:00:00", "tetes": []}[path[-1]]
    head = tmp_path / "tete.json"
    head.write_text(json.dumps(document))
    code, text = run("--tete", str(head))
    assert code == 2
    assert "La signature ne correspond pas" in text


def test_forgery_signed_again_is_caught_by_the_key_kept_apart(
    chaine: Structure, tamper: Callable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_apart = tmp_path / "cle.txt"
    kept_apart.write_text(signature.public_key() + "\n")
    tamper(cut_tail_with_head)
    other_key = Ed25519PrivateKey.generate()
    monkeypatch.setattr(signature, "_private_key", lambda usage: other_key)
    head = tmp_path / "tete.json"
    tetes.write_heads(head)
    assert run("--tete", str(head))[0] == 0, "le serveur compromis se croit lui-même"
    code, text = run("--tete", str(head), "--cle-publique", str(kept_apart))
    assert code == 2
    assert "signé par une autre clé" in text


def test_public_key_is_printed(db: None) -> None:
    out = StringIO()
    call_command("journal_cle", stdout=out)
    assert out.getvalue().strip() == signature.public_key()


def test_long_chain_is_read_at_a_fixed_number_of_queries(chaine: Structure, django_assert_num_queries) -> None:
    key = signature.public_key()
    with django_assert_num_queries(7):
        verify_chains(key)
    for _ in range(20):
        record_write(Acteur.systeme(chaine), "cadre.essai.fait")
    with django_assert_num_queries(7):
        verify_chains(key)
    assert connection.vendor in {"sqlite", "postgresql"}
