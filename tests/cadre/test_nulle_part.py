"""After its clock, a word is nowhere: tables, files, index, journal, and an older backup once restored.

One sentence is planted in each sealed model that a team or the network fills by hand (the others are in `AILLEURS`,
with the test that follows them); every clock is run as of a far day; then everything is opened that still opens, and
every table and file is searched.
"""

import contextlib
import shutil
import uuid
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from entredeux.cadre.acteur import Acteur
from entredeux.cadre.actions.bris_de_glace import break_glass
from entredeux.cadre.actions.consentements import record_consentement
from entredeux.cadre.actions.droits import erase_for, receive_droits, refuse_droits
from entredeux.cadre.chiffrement import CleAbsente, TexteAltere, TexteChiffreField, forget_cached_secrets, unseal
from entredeux.cadre.enums import Portee
from entredeux.cadre.horloges import run_horloges
from entredeux.cadre.sauvegarde import make_backup
from entredeux.cadre.textes import _context
from entredeux.orientations import actions as orientations
from entredeux.participation.actions import record_parole
from entredeux.reseau.actions import register_inscription
from entredeux.reseau.saisie_inscription import DemandeInscription
from entredeux.situations.actions import (
    NouvellePartie,
    add_partie,
    open_situation,
    record_engagement,
    record_propos,
    write_note_privee,
)
from entredeux.socle.triggers import lift_triggers_for_tests
from entredeux.terrain import actions as terrain
from entredeux.terrain.models import Dysfonctionnement, Intervention
from entredeux.terrain.saisie import SaisieIntervention
from entredeux.territoires.models import Lieu
from tests.orientations.fabrique import make_question, make_sent
from tests.reseau.journee import open_evenement

pytestmark = pytest.mark.django_db(transaction=True)
MARQUE = "zibeline"  # in every planted sentence, and nowhere else
AILLEURS = {
    "carnet.Enveloppe": "le scellé part dès que la saisie est enregistrée : tests/carnet/test_sync.py",
    "partenaires.NoteAnnuaire": "tests/partenaires/test_notes.py",
    "situations.Alerte": "tests/situations/test_alertes.py",
    "participation.PropositionDemarche": "tests/participation/test_retention.py",
    "participation.GroupeParoles": "tests/participation/test_retention.py",
    "terrain.CorrespondanceImport": "gardée tant qu'elle sert, sans ligne du fichier",
    "terrain.ImportJournal": "tests/terrain/test_imports_pages.py",
    "terrain.MorceauImport": "tests/terrain/test_imports_pages.py",
    "terrain.LotRejete": "tests/terrain/test_imports_pages.py",
    "reseau.Abonnement": "tests/reseau/test_abonnements.py",
    "reseau.Rapporteur": "tests/reseau/test_retention.py",
    "reseau.Amendement": "tests/reseau/test_retention.py",
    "reseau.Rencontre": "sans horloge : un échange de métier",
    "reseau.QuestionPairs": "sans horloge : un échange de métier",
    "reseau.ReponsePairs": "sans horloge : un échange de métier",
    "reseau.ImportConnexions": "tests/reseau/test_retention_jour.py",
    "reseau.UsageRessource": "tests/reseau/test_usages.py",
}
LOIN = timedelta(days=6 * 366)


def sentence(number: int) -> str:
    return f"Phrase plantée {number}, {MARQUE} {number}."


@pytest.fixture
def dossier(tmp_path: Path, settings) -> Path:
    settings.DOSSIER, settings.MEDIA_ROOT = tmp_path / "var", tmp_path / "var" / "fichiers"
    settings.MEDIA_ROOT.mkdir(parents=True)
    return tmp_path / "sauvegardes"


@pytest.fixture
def plante(structure, samira, karim, claire, helene, dossier) -> int:
    """Through the actions. Returns how many sentences were planted."""
    said = iter(sentence(number) for number in range(1, 100))
    hall = Lieu.objects.create(structure=structure, nom="Hall B", type_lieu="hall")
    saisie = SaisieIntervention(
        date_service=timezone.localdate(),
        registre="conflits",
        domaine="habitat",
        motif="regroupement",
        mediateurs=(samira.compte.pk,),
        note=next(said),
    )
    act = terrain.record_intervention(saisie, by=samira)
    terrain.correct_intervention(act, {"note": next(said)}, version=1, by=samira)
    situation = open_situation(
        theme="voisinage",
        parties=[NouvellePartie(role="habitant", appellation=next(said), contact=next(said))],
        resume=next(said),
        by=samira,
    )
    partie = situation.parties.get()
    record_propos(partie=partie, texte=next(said), by=samira)
    record_engagement(partie=partie, quoi=next(said), by=samira)
    write_note_privee(situation=situation, texte=next(said), by=samira)
    record_consentement(by=samira, sujet=partie.pk, unite=partie.unite, portees=[Portee.SUIVI], forme="oral")
    linked = terrain.record_intervention(replace(saisie, id=uuid.uuid4(), note=next(said)), by=samira)
    terrain.link_intervention(intervention=linked, situation=situation, by=samira)
    orientations.receive_demande(
        structure=structure, origine="habitant", besoin="voisinage", texte=next(said), contact=next(said), by=samira
    )
    asked = make_question(samira, claire, next(said))
    orientations.answer_envoi(envoi=asked, etat="repondue", texte=next(said))
    make_sent(samira, claire)
    broken = terrain.record_dysfonctionnement(lieu=hall, categorie="ascenseur", precision=next(said), by=samira)
    Dysfonctionnement.objects.filter(pk=broken.pk).update(etat="repare")
    terrain.record_incident(nature="menace", recit=next(said), by=samira)
    terrain.leave_consigne(texte=next(said), by=samira)
    record_parole(texte=next(said), repere=next(said), domaine="espace_public", forme="oral", lieu=hall, by=samira)
    arrivee = DemandeInscription(nom=next(said), courriel="nour@exemple.fr", contribution=next(said), besoin=next(said))
    register_inscription(evenement=open_evenement(), demande=arrivee, by=Acteur.public())
    break_glass(sorte="note", fiche=act.pk, motif="danger", raison=next(said), by=karim)
    refused, _ = receive_droits(genre="acces", origine="personne", by=claire)
    refuse_droits(demande=refused, refus="introuvable", explication=next(said), by=claire)
    return int(next(said).split()[2].rstrip(",")) - 1


def sealed_models() -> dict[Any, list[str]]:
    columns = {
        model: [field.name for field in model._meta.concrete_fields if isinstance(field, TexteChiffreField)]
        for model in apps.get_models()
    }
    return {model: names for model, names in columns.items() if names}


def opened() -> set[tuple[str, str]]:
    """(model, text) of every sealed column of every row of the instance, opened with whatever key is there."""
    found = set()
    for model, columns in sealed_models().items():
        for row in model._default_manager.all() if hasattr(model, "unite") else ():
            for column in columns:
                with contextlib.suppress(CleAbsente, TexteAltere):
                    found.add((model._meta.label, unseal(getattr(row, column), **_context(row, column))))
    return {(label, text) for label, text in found if MARQUE in text}


def everything_that_opens() -> set[str]:
    return {text for _, text in opened()}


def tables() -> bytes:
    """Every table whole, as bytes: rows, the search index, the journal."""
    parts = []
    with connection.cursor() as cursor:
        for name in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT * FROM "{name}"')
            for row in cursor.fetchall():
                parts += [bytes(cell) if isinstance(cell, memoryview | bytes) else str(cell).encode() for cell in row]
    return b"\x00".join(parts)


def files(folder: Path) -> bytes:
    return b"\x00".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_words_are_nowhere_after_their_clock_an_older_backup_included(plante, dossier, settings):
    assert plante >= 15
    assert len(everything_that_opens()) == plante, "chaque phrase plantée s'ouvre avant l'échéance"
    older = make_backup(dossier, timezone.now() - timedelta(days=2))

    run_horloges(timezone.localdate() + LOIN)

    assert everything_that_opens() == set()
    assert MARQUE.encode() not in tables()
    assert MARQUE.encode() not in files(Path(settings.DOSSIER))

    make_backup(dossier)  # the night after: it carries the list of erased keys
    burn(settings)
    call_command("restore", str(older), stdout=StringIO())
    assert Intervention.objects.filter(note__isnull=False).exists(), "la sauvegarde d'avant est bien revenue"
    assert everything_that_opens() == set()
    assert MARQUE.encode() not in tables()
    assert MARQUE.encode() not in files(dossier)


def test_each_sealed_model_is_planted_or_followed_elsewhere(plante):
    planted = {label for label, _ in opened()}

    assert sorted({model._meta.label for model in sealed_models()} - planted - set(AILLEURS)) == []
    assert sorted(planted & set(AILLEURS)) == []


def test_day_before_the_clock_every_text_still_opens(plante):
    run_horloges(timezone.localdate() + timedelta(days=6))

    assert len(everything_that_opens()) == plante


def test_words_erased_on_request_are_nowhere_either(samira, claire, structure, dossier, settings):
    """Her words go and her neighbour's stay; then the whole goes, and an older backup keeps them shut."""
    situation = open_situation(theme="voisinage", parties=[NouvellePartie(role="habitant")], by=samira)
    hers, other = (
        situation.parties.get(),
        add_partie(situation=situation, partie=NouvellePartie(role="habitant"), by=samira),
    )
    record_propos(partie=hers, texte=sentence(1), by=samira)
    record_propos(partie=other, texte=sentence(2), by=samira)
    older = make_backup(dossier, timezone.now() - timedelta(days=2))
    first, _ = receive_droits(genre="effacement", origine="personne", sorte="partie", visee=hers.pk, by=claire)
    erase_for(demande=first, etendue="sa_part", by=claire)
    assert everything_that_opens() == {sentence(2)}

    second, _ = receive_droits(genre="effacement", origine="personne", sorte="partie", visee=other.pk, by=claire)
    erase_for(demande=second, etendue="ensemble", by=claire)
    assert everything_that_opens() == set()

    make_backup(dossier)
    burn(settings)
    call_command("restore", str(older), stdout=StringIO())
    assert everything_that_opens() == set()


def burn(settings) -> None:
    """The disk burnt: an empty, migrated database and no files."""
    lift_triggers_for_tests()
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(settings.MEDIA_ROOT)
    forget_cached_secrets()
