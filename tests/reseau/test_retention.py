"""After its clock, nothing says who came: neither rows, nor keys, nor the database's own file. Counts stay."""

import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.models import Cle, EntreeJournal
from entredeux.cadre.textes import EFFACE, open_without_journal, seal_texte
from entredeux.reseau.actions import cancel_inscription, register_inscription
from entredeux.reseau.enums import StatutInscription
from entredeux.reseau.installation import ensure_reseau
from entredeux.reseau.models import (
    Amendement,
    BesoinAccessibilite,
    Contribution,
    EnvoiInscription,
    Evenement,
    Feuille,
    Inscription,
    Rapporteur,
)
from entredeux.reseau.retention import BESOINS, IDENTITES, SANS_SUITE, forget_inscriptions
from entredeux.reseau.saisie_inscription import index_courriel
from entredeux.socle.taches import start_due_periodiques
from tests.reseau.journee import atelier, demande, open_evenement

PUBLIC = Acteur.public()
UN_JOUR = datetime.timedelta(days=1)


def register(evenement: Evenement, qui: str) -> Inscription:
    return register_inscription(
        evenement=evenement,
        demande=demande(qui, organisme="Traboule Introuvable", besoin="Un siège", contribution="Le hall"),
        by=PUBLIC,
    )


@pytest.fixture
def evenement(db) -> Evenement:
    return open_evenement(places=2, ateliers={"Hall": 5})


def last_day(evenement: Evenement) -> datetime.date:
    return evenement.dernier_jour


def is_named(inscription: Inscription) -> bool:
    inscription.refresh_from_db()
    kept = [inscription.nom, inscription.courriel, inscription.courriel_index, inscription.organisme]
    assert all(kept) or not any(kept)
    assert bool(inscription.anonymisee_le) is not all(kept)
    assert Cle.objects.filter(pk=inscription.unite).exists() is all(kept)
    return all(kept)


def test_need_goes_the_night_after_the_event_and_the_rest_stays(evenement):
    ines = register(evenement, "Ines")
    unite = ines.besoin.unite

    assert forget_inscriptions(last_day(evenement))["besoins"] == 0
    assert open_without_journal(ines.besoin, "texte") == "Un siège"

    assert forget_inscriptions(last_day(evenement) + BESOINS)["besoins"] == 1
    assert not BesoinAccessibilite.objects.exists()
    assert not Cle.objects.filter(pk=unite).exists()
    assert is_named(ines)


def test_need_waits_for_the_last_of_several_days(evenement):
    register(evenement, "Ines")
    Evenement.objects.filter(pk=evenement.pk).update(date_fin=evenement.date_debut + 2 * UN_JOUR)
    assert forget_inscriptions(evenement.date_debut + 2 * UN_JOUR)["besoins"] == 0
    assert forget_inscriptions(evenement.date_debut + 3 * UN_JOUR)["besoins"] == 1


def test_identity_goes_six_months_after_and_counts_stay(evenement):
    ines = register(evenement, "Ines")
    contribution = ines.contributions.get()
    Inscription.objects.filter(pk=ines.pk).update(est_presente=True)

    forget_inscriptions(last_day(evenement) + IDENTITES)
    assert is_named(ines)
    assert open_without_journal(contribution, "texte") == "Le hall"

    forget_inscriptions(last_day(evenement) + IDENTITES + UN_JOUR)
    assert not is_named(ines)
    assert (ines.statut, ines.est_presente) == ("confirmee", True)
    contribution.refresh_from_db()
    assert (bytes(contribution.texte), contribution.inscription) == (b"", None)
    assert not Cle.objects.filter(pk=contribution.unite).exists()
    assert not EnvoiInscription.objects.exists()
    assert EntreeJournal.objects.get(evenement="reseau.inscription.effacee").nombre == 1


def test_cancelled_registration_goes_after_seven_days(evenement):
    ines, omar = register(evenement, "Ines"), register(evenement, "Omar")
    cancelled = timezone.localdate(cancel_inscription(inscription=ines, by=PUBLIC).annulee_le)

    forget_inscriptions(cancelled + SANS_SUITE - UN_JOUR)
    assert is_named(ines)
    forget_inscriptions(cancelled + SANS_SUITE)
    assert (is_named(ines), is_named(omar)) == (False, True)
    assert Contribution.objects.exclude(texte=b"").get().inscription == omar
    assert BesoinAccessibilite.objects.get().inscription == omar


def test_who_never_got_a_seat_goes_seven_days_after_the_event(evenement):
    ines, omar, lea = (register(evenement, qui) for qui in ("Ines", "Omar", "Lea"))
    assert Inscription.objects.get(pk=lea.pk).statut == StatutInscription.ATTENTE

    forget_inscriptions(last_day(evenement) + SANS_SUITE)
    assert is_named(lea)
    forget_inscriptions(last_day(evenement) + SANS_SUITE + UN_JOUR)
    assert [is_named(each) for each in (ines, omar, lea)] == [True, True, False]


def test_who_reported_and_what_was_amended_go_too(evenement):
    hall = atelier(evenement, "Hall")
    rapporteur, feuille = (
        Rapporteur(sequence=hall, courriel_index=index_courriel("x@exemple.fr")),
        Feuille(sequence=hall),
    )
    seal_texte(rapporteur, "nom", "Nour")
    rapporteur.save()
    feuille.save()
    amendement = Amendement(feuille=feuille, inscription=register(evenement, "Ines"))
    seal_texte(amendement, "texte", "Plutôt le soir.")
    amendement.save()

    forget_inscriptions(last_day(evenement) + IDENTITES)
    assert (open_without_journal(rapporteur, "nom"), open_without_journal(amendement, "texte")) == (
        "Nour",
        "Plutôt le soir.",
    )
    forget_inscriptions(last_day(evenement) + IDENTITES + UN_JOUR)
    assert (open_without_journal(rapporteur, "nom"), open_without_journal(amendement, "texte")) == (EFFACE, EFFACE)
    for row in (rapporteur, amendement):
        row.refresh_from_db()
    assert (bytes(rapporteur.nom), rapporteur.courriel_index) == (b"", "")
    assert (bytes(amendement.texte), amendement.inscription) == (b"", None)


def test_forgetting_twice_changes_nothing(evenement):
    cancel_inscription(inscription=register(evenement, "Ines"), by=PUBLIC)
    register(evenement, "Omar")
    after = last_day(evenement) + IDENTITES + UN_JOUR
    assert forget_inscriptions(after) == {"besoins": 2, "inscriptions": 2, "contributions": 0, "ateliers": 0}
    assert forget_inscriptions(after) == {"besoins": 0, "inscriptions": 0, "contributions": 0, "ateliers": 0}


def test_night_work_is_registered(db):
    started = start_due_periodiques(datetime.datetime(2026, 11, 26, 3, tzinfo=datetime.UTC))
    assert "entredeux.reseau.taches_inscriptions.forget_reseau_inscriptions" in started
    assert "entredeux.reseau.taches_inscriptions.send_rappels" in started


WORDS = ("Traboule Introuvable", "ines.introuvable", "fauteuil introuvable", "hall introuvable")


def words_found() -> set[str]:
    """In every column of every table, and on SQLite in the files themselves, freed pages included."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
            found |= {word for word in WORDS if word in text}
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            base = Path(settings.DATABASES["default"]["TEST"]["NAME"] or settings.DATABASES["default"]["NAME"])
            content = b"".join(path.read_bytes() for path in base.parent.glob(f"{base.name}*"))
            found |= {word for word in WORDS if word.encode() in content}
    return found


@pytest.mark.django_db(transaction=True)
def test_words_are_nowhere_after_their_clock():
    ensure_reseau()
    evenement = open_evenement()
    ines = register_inscription(
        evenement=evenement,
        demande=demande(
            "Ines",
            courriel="ines.introuvable@exemple.fr",
            organisme="Traboule Introuvable",
            besoin="Un fauteuil introuvable",
            contribution="Le hall introuvable",
        ),
        by=PUBLIC,
    )
    index = index_courriel("ines.introuvable@exemple.fr")
    assert words_found() == {"Traboule Introuvable"}  # the only one that is not sealed
    assert Inscription.objects.filter(courriel_index=index).get() == ines
    sealed = bytes(ines.nom)

    forget_inscriptions(last_day(evenement) + IDENTITES + UN_JOUR)

    assert words_found() == set()
    assert not Inscription.objects.filter(courriel_index=index).exists()
    assert open_without_journal(ines, "nom") == EFFACE
    assert sealed == bytes(ines.nom)
