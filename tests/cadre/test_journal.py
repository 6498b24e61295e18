"""The journal is written with the act, never changed after, one chain per structure."""

import threading

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from entredeux.cadre import signature
from entredeux.cadre.acteur import CHAINE_INSTANCE, Acteur
from entredeux.cadre.journal import hash_of_compte, hash_of_objet, record_read, record_write
from entredeux.cadre.models import Cle, CleEffacee, ClotureMensuelle, EntreeJournal, Structure, TeteJournal
from entredeux.cadre.verification import verify_chains


def write(by: Acteur, number: int = 1) -> None:
    for _ in range(number):
        record_write(by, "terrain.intervention.enregistree", by.structure)


def test_line_says_who_what_and_which_fields_never_values(samira: Acteur) -> None:
    entry = record_read(samira, "terrain.intervention.note.lue", samira.structure, champs=["note", "adresse"])
    entry.refresh_from_db()
    assert (entry.numero, entry.genre, entry.role) == (1, "lecture", "mediation")
    assert entry.champs == ["adresse", "note"]
    assert entry.acteur == hash_of_compte(samira.compte.pk)
    assert entry.objet == hash_of_objet(samira.structure)
    assert str(samira.compte.pk) not in str(entry.__dict__)


def test_bulk_act_is_one_line_with_count_and_digest(samira: Acteur) -> None:
    entry = record_write(samira, "terrain.interventions.importees", nombre=10_000, condense="ab" * 32)
    assert (entry.numero, entry.nombre, entry.condense) == (1, 10_000, "ab" * 32)


def test_failed_act_leaves_no_line(samira: Acteur) -> None:
    write(samira)

    def act() -> None:
        with transaction.atomic():
            write(samira)
            raise ValueError

    with pytest.raises(ValueError):
        act()
    assert EntreeJournal.objects.count() == 1
    assert TeteJournal.objects.get(pk=samira.structure.pk).numero == 1
    write(samira)
    assert all(report.est_intacte for report in verify_chains(signature.public_key()))


def test_two_structures_have_independent_chains(samira: Acteur, nadia: Acteur) -> None:
    write(samira, 3)
    write(nadia, 2)
    write(samira)
    numbers = EntreeJournal.objects.order_by("numero").values_list("numero", flat=True)
    assert list(numbers.filter(structure=samira.structure.pk)) == [1, 2, 3, 4]
    assert list(numbers.filter(structure=nadia.structure.pk)) == [1, 2]


def test_act_without_structure_goes_to_the_instance_chain(db: None) -> None:
    assert record_write(Acteur.systeme(), "cadre.structure.creee").structure == CHAINE_INSTANCE


@pytest.mark.parametrize(
    "act",
    [
        lambda: EntreeJournal.objects.update(nombre=2),
        lambda: EntreeJournal.objects.update(evenement="", objet="", acteur="", role="", sel="", champs=[], nombre=0),
        lambda: EntreeJournal.objects.all().delete(),
        lambda: EntreeJournal.objects.all()._raw_delete("default"),
        lambda: TeteJournal.objects.update(numero=0),
        lambda: TeteJournal.objects.all().delete(),
        lambda: ClotureMensuelle.objects.update(numero=0),
        lambda: ClotureMensuelle.objects.all().delete(),
        lambda: CleEffacee.objects.all().delete(),
    ],
)
def test_database_refuses_to_change_or_remove(samira: Acteur, act) -> None:
    write(samira)
    ClotureMensuelle.objects.create(structure=samira.structure.pk, mois="2026-10", numero=1, empreinte="", signature="")
    CleEffacee.objects.create(pk=samira.structure.pk)
    with pytest.raises(DatabaseError, match=r"seul|la fois"), transaction.atomic():
        act()
    assert EntreeJournal.objects.get().nombre == 1


@pytest.mark.parametrize("table", ["cadre_entreejournal", "cadre_tetejournal", "cadre_cloturemensuelle"])
def test_database_refuses_truncate(db: None, table: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("TRUNCATE n'existe pas sur SQLite")
    with (
        pytest.raises(DatabaseError, match="seul"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f'TRUNCATE "{table}"')


def test_erased_key_cannot_be_created_again(samira: Acteur) -> None:
    CleEffacee.objects.create(pk=samira.structure.pk)
    with pytest.raises(IntegrityError if connection.vendor == "sqlite" else DatabaseError), transaction.atomic():
        Cle.objects.create(pk=samira.structure.pk, genre="unite", enveloppe=b"x")


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_make_one_unbroken_chain(samira: Acteur, nadia: Acteur) -> None:
    errors: list[Exception] = []

    def work(by: Acteur) -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    write(by)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(by,)) for by in (samira, samira, samira, nadia)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert TeteJournal.objects.get(pk=samira.structure.pk).numero == 30
    assert TeteJournal.objects.get(pk=nadia.structure.pk).numero == 10
    assert [report.nombre_anomalies for report in verify_chains(signature.public_key())] == [0, 0]


def test_database_keeps_its_guards_after_a_flush(samira: Acteur) -> None:
    write(samira)
    with pytest.raises(DatabaseError), transaction.atomic():
        EntreeJournal.objects.all().delete()
    assert Structure.objects.count() == 1
