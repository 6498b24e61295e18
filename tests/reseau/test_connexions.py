"""A webinar's joinings: previewed, applied once, to the right people; a broken file changes nothing."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from entredeux.cadre.models import Cle
from entredeux.reseau.actions.connexions import apply_connexions, give_up_connexions, receive_connexions
from entredeux.reseau.models import Connexion, ImportConnexions, Inscription
from entredeux.reseau.queries.connexions import preview
from entredeux.reseau.saisie_inscription import index_courriel
from entredeux.socle.erreurs import Refus
from tests.reseau.fabrique_jour import make_webinaire, register

ENTETE = "Nom;Courriel;Arrivée;Départ\n"


@pytest.fixture
def webinaire(db):
    return make_webinaire()


@pytest.fixture
def marie(webinaire):
    return register(webinaire, "Marie Dupont", "marie@exemple.fr")


@pytest.fixture
def jean(webinaire):
    return register(webinaire, "Jean Roux", "jean@exemple.fr")


def receive(webinaire, by, *lignes, nom="export.csv") -> ImportConnexions:
    text = ENTETE + "".join(f"{ligne}\n" for ligne in lignes)
    return receive_connexions(evenement=webinaire, contenu=text.encode("cp1252"), nom=nom, by=by)


def apply(record, by, *, avec_noms=False) -> ImportConnexions:
    return apply_connexions(record=record, avec_noms=avec_noms, by=by)


def minutes(*people) -> list:
    return [
        (row.est_presente, row.minutes_presence) for row in (Inscription.objects.get(pk=each.pk) for each in people)
    ]


def test_time_attended_is_the_union_of_joinings_within_the_events_hours(webinaire, marie, jean, alice):
    record = receive(
        webinaire,
        alice,
        "M. Dupont;MARIE@exemple.fr;09:40;10:30",
        "M. Dupont;marie@exemple.fr;10:20;10:45",
        "M. Dupont (téléphone);marie@exemple.fr;11:00;18:00",
        "Personne;inconnue@exemple.fr;10:00;11:00",
        "Personne;INCONNUE@exemple.fr;11:00;11:30",
    )
    assert minutes(marie, jean) == [(False, None), (False, None)]
    record = apply(record, alice)
    # 10:00-10:45, then 11:00-11:30
    assert minutes(marie, jean) == [(True, 75), (False, None)]
    assert (record.reconnues, record.inconnues, record.lues) == (1, 1, 5)


def test_the_preview_says_what_would_be_added_and_writes_nothing(webinaire, marie, alice):
    record = receive(webinaire, alice, "X;marie@exemple.fr;10:00;10:30", "X;marie@exemple.fr;hier;10:30")
    apercu = preview(record)
    assert (apercu.nouvelles, apercu.deja_la, apercu.rapprochement.inconnues) == (1, 0, 0)
    assert [each.ligne for each in apercu.rapprochement.lecture.refusees] == [3]
    assert Connexion.objects.count() == 0


def test_a_file_imported_twice_changes_nothing(webinaire, marie, alice):
    lignes = ("X;marie@exemple.fr;10:00;10:30", "X;marie@exemple.fr;10:40;11:00")
    apply(receive(webinaire, alice, *lignes), alice)
    before = (minutes(marie), list(Connexion.objects.values_list("pk", flat=True)))

    again = receive(webinaire, alice, *lignes)
    apercu = preview(again)
    assert (apercu.est_deja_applique, apercu.nouvelles, apercu.deja_la) == (True, 0, 2)
    assert apply(again, alice).ajoutees == 0
    assert (minutes(marie), list(Connexion.objects.values_list("pk", flat=True))) == before


def test_a_second_room_adds_only_what_the_first_had_not_seen(webinaire, marie, alice):
    apply(receive(webinaire, alice, "X;marie@exemple.fr;10:00;10:30"), alice)
    apply(receive(webinaire, alice, "X;marie@exemple.fr;10:15;10:45"), alice)
    assert minutes(marie) == [(True, 45)]


def test_someone_who_only_came_before_the_start_did_not_attend(webinaire, marie, alice):
    apply(receive(webinaire, alice, "X;marie@exemple.fr;09:30;09:55"), alice)
    assert minutes(marie) == [(False, None)]


def test_names_count_only_when_asked_and_when_one_person_bears_them(webinaire, marie, jean, alice):
    for adresse in ("a@exemple.fr", "b@exemple.fr"):
        register(webinaire, "Claude Martin", adresse)
    lignes = ("DUPONT Marie;;10:00;10:30", "Claude Martin;;10:00;10:30", "Jamais Vue;;10:00;10:30")
    apercu = preview(receive(webinaire, alice, *lignes))
    found = apercu.rapprochement
    assert (apercu.nouvelles, apercu.avec_noms, found.homonymes, found.inconnues) == (0, 1, 1, 1)

    assert apply(receive(webinaire, alice, *lignes), alice).inconnues == 2
    assert minutes(marie) == [(False, None)]
    apply(receive(webinaire, alice, *lignes, "x;rien@exemple.fr;10:00;10:10"), alice, avec_noms=True)
    assert minutes(marie, jean) == [(True, 30), (False, None)]


def test_lengths_alone_count_from_the_start(webinaire, marie, alice):
    text = "Name;Email;Total Duration (Minutes)\nM;marie@exemple.fr;50\nM;marie@exemple.fr;20\n"
    for _ in range(2):
        record = receive_connexions(evenement=webinaire, contenu=text.encode(), nom="e.csv", by=alice)
        apply(record, alice)
        assert minutes(marie) == [(True, 70)]


def test_a_broken_file_changes_nothing(webinaire, marie, alice):
    with pytest.raises(ValidationError, match="La première, ligne 2 : heure d'arrivée illisible"):
        receive(webinaire, alice, "X;marie@exemple.fr;hier;demain")
    with pytest.raises(ValidationError, match="est un document PDF"):
        receive_connexions(evenement=webinaire, contenu=b"%PDF-1.7", nom="e.csv", by=alice)
    assert (ImportConnexions.objects.count(), Connexion.objects.count()) == (0, 0)


def test_refused_rows_are_kept_with_line_and_reason_after_the_file_is_gone(webinaire, marie, alice):
    record = apply(
        receive(webinaire, alice, "X;marie@exemple.fr;10:00;10:30", "Secret;secret@exemple.fr;25:61;11:00"), alice
    )
    record.refresh_from_db()
    assert record.rejets == [{"ligne": 3, "raison": "heure d'arrivée illisible"}]
    assert bytes(record.contenu) == b""
    assert not Cle.objects.filter(pk=record.unite).exists()


def test_the_file_is_sealed_while_it_waits(webinaire, alice):
    record = receive(webinaire, alice, "Secret;secret@exemple.fr;10:00;11:00")
    record.refresh_from_db()
    assert len(bytes(record.contenu)) > 40
    assert b"secret" not in bytes(record.contenu).lower()


def test_a_file_given_up_is_destroyed_and_cannot_be_applied(webinaire, marie, alice):
    record = receive(webinaire, alice, "X;marie@exemple.fr;10:00;10:30")
    give_up_connexions(record=record, by=alice)
    assert not Cle.objects.filter(pk=record.unite).exists()
    with pytest.raises(ValidationError, match="abandonné"):
        apply(record, alice)
    assert minutes(marie) == [(False, None)]


def test_applying_twice_changes_nothing(webinaire, marie, alice):
    record = receive(webinaire, alice, "X;marie@exemple.fr;10:00;10:30")
    first = apply(record, alice)
    assert apply(record, alice).version == first.version
    assert Connexion.objects.count() == 1


def test_only_who_prepares_the_event_imports(webinaire, rose, yann, alice):
    assert receive(webinaire, rose, "X;marie@exemple.fr;10:00;10:30").lues == 1
    record = receive(webinaire, alice, "X;marie@exemple.fr;10:00;10:31")
    for act in (
        lambda: receive(webinaire, yann, "X;marie@exemple.fr;10:00;10:30"),
        lambda: apply(record, yann),
        lambda: give_up_connexions(record=record, by=yann),
    ):
        with pytest.raises(Refus):
            act()


def test_same_number_of_queries_for_three_people_and_for_thirty(webinaire, alice, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        index_courriel("x")  # a secret is cached once committed
    for rank in range(30):
        register(webinaire, f"Personne {rank}", f"p{rank}@exemple.fr")
    lignes = [f"X;p{rank}@exemple.fr;10:00;10:3{rank % 10}" for rank in range(30)]
    counts = []
    for count in (3, 30):
        record = receive(webinaire, alice, *lignes[:count])
        with CaptureQueriesContext(connection) as queries:
            apply(record, alice)
        counts.append(len(queries))
    assert counts[0] == counts[1]
