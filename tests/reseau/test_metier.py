"""The page on the trade: sourced sentence by sentence, there from the start, and then the network's own."""

import re

import pytest
from django.core.management import call_command
from pydantic import ValidationError

from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions import write_metier
from entredeux.reseau.installation import ensure_reseau
from entredeux.reseau.metier import Metier, load_metier
from entredeux.reseau.models import PageLibre
from entredeux.socle.erreurs import Refus


def test_page_is_there_in_any_installation(client, db):
    page = client.get("/le-metier/").content.decode()
    assert page.count("<h1>") == 1
    for words in ("XP X60-600", "RNCP36241", "adulte-relais", "libre consentement"):
        assert words in page


def test_every_paragraph_is_followed_by_its_source(db):
    kinds = [bloc.block_type for bloc in PageLibre.objects.get(slug="le-metier").corps]
    assert kinds.count("paragraphe") == 13
    after = [following for kind, following in zip(kinds, [*kinds[1:], ""], strict=True) if kind == "paragraphe"]
    assert after == ["source"] * 13


def test_sources_are_shown_with_their_address(client, db):
    page = client.get("/le-metier/").content.decode()
    given = {source.url for partie in load_metier().parties for p in partie.paragraphes for source in p.sources}
    assert set(re.findall(r'<a href="([^"]+)" rel="external">', page)) == given


def test_paragraph_without_a_source_is_refused():
    partie = {"titre": "Se former", "paragraphes": [{"texte": "Un titre existe.", "sources": []}]}
    with pytest.raises(ValidationError, match="sources"):
        Metier.model_validate({"titre": "Le métier", "chapeau": "", "parties": [partie]})


def test_page_of_an_editor_is_never_rewritten(db, alice, capsys):
    page = PageLibre.objects.get(slug="le-metier")
    page.title = "Notre métier"
    page.save_revision().publish()
    assert write_metier(by=alice) is None
    ensure_reseau()
    assert PageLibre.objects.get(slug="le-metier").title == "Notre métier"
    call_command("import_metier")
    assert capsys.readouterr().out == "La page existe déjà : rien n'a été changé.\n"


def test_deleted_page_comes_back_when_asked_only(db, alice):
    PageLibre.objects.get(slug="le-metier").delete()
    ensure_reseau()
    assert not PageLibre.objects.filter(slug="le-metier").exists()
    assert write_metier(by=alice).live
    assert EntreeJournal.objects.filter(evenement="reseau.metier.ecrit").count() == 1


def test_editor_of_a_region_does_not_write_it(rose):
    with pytest.raises(Refus):
        write_metier(by=rose)
