"""A bibliography imported: all or nothing, once, and nothing seen before someone rereads it."""

from importlib.resources import files
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from entredeux.cadre.models import EntreeJournal
from entredeux.reseau.actions.bibliographie import import_notices
from entredeux.reseau.actions.ressources import reread_ressource
from entredeux.reseau.bibliographie import Notice, read_notices, write_notices
from entredeux.reseau.lecture import FichierIllisible
from entredeux.reseau.models import Ressource
from entredeux.reseau.queries.bibliographie import notice_of, sort_notices
from tests.reseau.fiches import region
from tests.reseau.test_bibliographie import BIBTEX_REEL, RIS_REEL


def enter(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def test_references_come_as_drafts_and_go_out_as_they_came(alice):
    notices = read_notices(BIBTEX_REEL)
    plan, made = import_notices(notices, by=alice)
    assert (len(plan.a_ajouter), len(made)) == (2, 2)
    assert set(Ressource.objects.values_list("statut", "live")) == {("brouillon", False)}
    rows = Ressource.objects.order_by("pk")
    assert [notice_of(page) for page in rows] == notices
    assert read_notices(write_notices([notice_of(page) for page in rows], "bib")) == notices
    assert EntreeJournal.objects.get(evenement="reseau.bibliographie.importee").nombre == 2


@pytest.mark.parametrize("texte", [BIBTEX_REEL, RIS_REEL], ids=["bibtex", "ris"])
def test_second_import_adds_nothing(alice, texte):
    import_notices(read_notices(texte), by=alice)
    plan, made = import_notices(read_notices(texte), by=alice)
    assert (made, plan.a_ajouter, len(plan.deja_la), Ressource.objects.count()) == ([], [], 2, 2)


def test_same_work_is_recognised_by_doi_isbn_or_key():
    known = [
        Notice(titre="Un", doi="10.1/A"),
        Notice(titre="Deux", isbn="2-7654-1005-4"),
        Notice(titre="Trois", cle="t"),
    ]
    given = [
        Notice(titre="Un, autrement", doi="https://doi.org/10.1/a"),
        Notice(titre="Deux, autrement", isbn="9782765410058"),
        Notice(titre="TROIS", cle="T"),
        Notice(titre="Un autre ouvrage", cle="t"),
        Notice(titre="Nouveau", cle="n"),
        Notice(titre="Nouveau", cle="n"),
        Notice(titre="Rapport d'activité", annee=2019),
        Notice(titre="Rapport d'activité", annee=2020),
        Notice(titre="Rapport d'activité", annee=2020),
    ]
    plan = sort_notices(given, known)
    assert [titre for _, titre in plan.deja_la] == ["Un", "Deux", "Trois", "Nouveau", "Rapport d'activité"]
    assert [(notice.titre, titre) for notice, titre in plan.meme_cle] == [("Un autre ouvrage", "Trois")]
    assert [(notice.titre, notice.annee) for notice in plan.a_ajouter] == [
        ("Nouveau", None),
        ("Rapport d'activité", 2019),
        ("Rapport d'activité", 2020),
    ]


def test_entry_that_does_not_fit_stops_all_of_them(alice):
    texte = "@misc{a, title={Bon}}\n@misc{b, title={Bon aussi},\n url={javascript:alert(1)}, pages={" + "9" * 41 + "}}"
    with pytest.raises(FichierIllisible) as caught:
        import_notices(read_notices(texte), by=alice)
    assert [str(fault) for fault in caught.value.fautes] == [
        "ligne 2 : l'adresse « javascript:alert(1) » n'est pas une adresse http ou https",
        "ligne 2 : « pages » est trop long (41 signes, 40 au plus)",
    ]
    assert not Ressource.objects.exists()


def test_long_title_and_abstract_are_cut_not_refused(alice):
    _, (page,) = import_notices([Notice(titre="x" * 300, resume="y" * 700)], by=alice)
    assert (len(page.title), page.title[-1], len(page.chapeau)) == (255, "…", 600)


def test_command_reads_the_file_and_says_what_it_did(db, tmp_path):
    path = tmp_path / "a.bib"
    path.write_text(BIBTEX_REEL, encoding="utf-8")
    told = StringIO()
    call_command("import_bibliographie", str(path), stdout=told)
    call_command("import_bibliographie", str(path), stdout=told)
    assert told.getvalue() == (
        "Importées en brouillon : 2. Déjà là : 0. À renommer : 0.\n"
        "Importées en brouillon : 0. Déjà là : 2. À renommer : 0.\n"
    )


def test_command_refuses_a_broken_file_with_its_lines(db, tmp_path):
    path = tmp_path / "a.ris"
    path.write_text("TY  - BOOK\nTI  - x\nPY 2010\nER  - \n", encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        call_command("import_bibliographie", str(path))
    assert "ligne 3 : « PY 2010 » n'est pas une ligne RIS" in str(caught.value)
    assert str(caught.value).endswith("Rien n'a été importé.")
    assert not Ressource.objects.exists()


def test_page_shows_what_an_import_would_do_then_does_it(alice):
    client = enter(alice)
    sent = SimpleUploadedFile("a.bib", BIBTEX_REEL.encode())
    shown = client.post("/ressources/importer/", {"fichier": sent, "verifier": "1"})
    assert shown.status_code == 200
    assert b"2 \xc3\xa0 ajouter, 0 d\xc3\xa9j\xc3\xa0 l\xc3\xa0" in shown.content
    assert not Ressource.objects.exists()
    kept = shown.context["form"]["texte"].value()
    done = client.post("/ressources/importer/", {"texte": kept, "confirmer": "1"})
    assert done.headers["Location"] == "/ressources/a-relire/"
    assert Ressource.objects.count() == 2


def test_broken_text_comes_back_with_its_faults_and_nothing_lost(alice):
    texte = "@misc{a, title={Bon}}\n@misc{b, year={2020}}"
    shown = enter(alice).post("/ressources/importer/", {"texte": texte, "confirmer": "1"})
    assert shown.status_code == 422
    assert "Ligne 2" in shown.content.decode()
    assert shown.context["form"]["texte"].value() == texte
    assert not Ressource.objects.exists()


def test_file_that_is_no_text_is_refused_with_its_line(alice):
    sent = SimpleUploadedFile("a.bib", "@misc{é".encode("latin-1"))
    shown = enter(alice).post("/ressources/importer/", {"fichier": sent})
    assert shown.status_code == 422
    assert shown.context["form"].errors["fichier"] == [
        "Ligne 1 : un caractère n'est pas en UTF-8 : enregistrez le fichier en UTF-8, puis recommencez."
    ]


def test_import_is_for_editors_in_their_region(rose, samira, yann, alice):
    assert [enter(each).get("/ressources/importer/").status_code for each in (rose, samira, yann)] == [200, 404, 404]
    shown = enter(rose).post("/ressources/importer/", {"texte": BIBTEX_REEL, "confirmer": "1", "region": ""})
    assert not Ressource.objects.exists()
    assert shown.status_code == 422


def test_reference_reread_is_offered_in_every_format(alice, rose):
    region()
    _, (livre, _) = import_notices(read_notices(BIBTEX_REEL), by=rose, region="32")
    reread_ressource(ressource=livre, by=alice)
    public = Client()
    answers = {ext: public.get(f"/ressources/{livre.slug}/notice.{ext}") for ext in ("bib", "ris", "rdf")}
    assert read_notices(answers["bib"].content.decode()) == read_notices(BIBTEX_REEL)[:1]
    assert read_notices(answers["ris"].content.decode()) == read_notices(BIBTEX_REEL)[:1]
    assert answers["rdf"]["Content-Type"] == "application/rdf+xml; charset=utf-8"
    assert public.get(f"/ressources/{livre.slug}/notice.pdf").status_code == 404
    every = public.get("/ressources/ressources.bib?genre=reference")
    assert read_notices(every.content.decode()) == read_notices(BIBTEX_REEL)[:1]
    assert public.get("/ressources/ressources.bib?genre=kit").content == b""


def test_key_words_that_are_themes_become_themes(alice):
    _, (page, other) = import_notices(
        [
            Notice(titre="Halls", complements={"keywords": "Bailleurs, occupation-hall ; autre chose"}),
            Notice(titre="École", complements={"ris-kw": "climat scolaire", "ris-kw-2": "Santé"}),
        ],
        by=alice,
    )
    assert (page.themes, other.themes) == (["bailleurs", "occupation-hall"], ["climat-scolaire", "sante"])


def test_first_references_ship_with_an_address_each_and_a_known_theme(alice):
    notices = read_notices(files("entredeux.reseau").joinpath("contenu", "bibliographie.bib").read_text("utf-8"))
    assert len(notices) == 14
    _, made = import_notices(notices, by=alice)
    assert [page.title for page in made if not (page.url and page.themes and page.auteurs)] == []
