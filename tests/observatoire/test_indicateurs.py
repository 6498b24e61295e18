"""The catalogue of indicators: every one valid, each fault said with its place, each definition kept."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from entredeux.observatoire.indicateurs import read_catalogue
from entredeux.observatoire.indicateurs.lecture import (
    DOSSIER,
    Catalogue,
    confront,
    current_catalogue,
    former_versions,
    keep_definitions,
)
from entredeux.observatoire.models import DefinitionIndicateur
from entredeux.themes.queries import packs

JOUR = date(2026, 11, 30)
DES_REGISTRES, DES_THEMES = 47, 24
BON = """indicateurs:
  - code: essai_bon
    version: 1
    titre: "Un indicateur d'essai"
    question: "Combien d'actes d'essai ont été faits ?"
    registre: cohesion
    niveau: realisation
    unite: actes
    numerateur: {mesure: actes, parmi: {registre: [conflits]}}
    denominateur: null
    dimensions: [qpv, annee]
    pourquoi: "Pour essayer la lecture des fichiers."
    limites: "Ne vaut que pour cet essai-ci."
    source: "indicateur établi pour cet essai"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.yaml").write_text(BON, encoding="utf-8")
    return tmp_path


def spoil(folder: Path, before: str, after: str) -> list[str]:
    """The faults of a second file, the first one staying in force."""
    text = BON.replace("essai_bon", "essai_gate").replace(before, after)
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    catalogue = read_catalogue(folder, JOUR)
    assert [each.code for each in catalogue.indicateurs] == ["essai_bon"]
    return [str(fault).removeprefix(f"{folder}/") for fault in catalogue.fautes]


def test_forty_indicators_at_least_and_no_fault(db) -> None:
    catalogue = read_catalogue(on=JOUR)
    assert catalogue.fautes == ()
    assert len(catalogue.indicateurs) == len({each.code for each in catalogue.indicateurs})
    assert len(catalogue.indicateurs) == DES_REGISTRES + DES_THEMES
    assert {str(each.registre) for each in catalogue.indicateurs} == {path.stem for path in DOSSIER.glob("*.yaml")}
    assert {str(each.niveau) for each in catalogue.indicateurs} == {"realisation", "resultat", "impact"}


def test_each_says_why_what_it_cannot_say_and_where_it_comes_from(db) -> None:
    for each in read_catalogue(on=JOUR).indicateurs:
        assert each.question.endswith("?")
        assert each.pourquoi
        assert each.limites
        assert each.source
        assert "lieu_id" not in each.dimensions_lisibles


def test_nothing_is_cut_below_the_quarter(db) -> None:
    cuts = {str(dimension) for each in read_catalogue(on=JOUR).indicateurs for dimension in each.dimensions}
    assert cuts <= {
        "qpv",
        "commune",
        "mois",
        "trimestre",
        "annee",
        "registre",
        "domaine",
        "lieu",
        "age",
        "saisine",
        "motif",
    }


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("registre: [conflits]", "registre: [inconnu]", "b.yaml:9: code inconnu pour « registre » : inconnu"),
        ("registre: [conflits]", "adresse: [rue]", "b.yaml:9: « adresse » ne se filtre pas"),
        ("niveau: realisation", "niveau: miracle", "b.yaml:7: "),
        ('ont été faits ?"', 'ont été faits."', "b.yaml:5: la question finit par un point d'interrogation"),
        ("    unite: actes\n", "", "b.yaml:2: "),
        ("dimensions: [qpv, annee]", "dimensions: [adresse]", "b.yaml:11: "),
        ("indicateurs:", "autre:", "b.yaml:1: le fichier doit tenir une liste « indicateurs »"),
        ("indicateurs:", "indicateurs: [", "b.yaml:"),
    ],
)
def test_a_fault_is_said_with_file_line_and_reason(db, folder, before, after, fault) -> None:
    faults = spoil(folder, before, after)
    assert any(each.startswith(fault) for each in faults), faults


def test_what_is_counted_reads_in_words(db) -> None:
    said = {each.code: each.numerateur.lisible for each in read_catalogue(on=JOUR).indicateurs}
    assert said["passages_occupes"] == (
        "passages faits dans un lieu (passage : prévu ; occupation : 1 personne, 2 à 4 personnes, 5 à 9 personnes, "
        "10 personnes et plus)"
    )
    assert said["engagements_tenus_un_mois"] == (
        "engagements revus à un ou trois mois (échéance : un mois ; résultat : tenu)"
    )
    assert said["relais_avec_accord"].endswith("(profession : Prévention spécialisée)")


# --- what theme packs contribute

PACK = """indicateurs:
  - {code: essai_bon, libelle: "Un renvoi", source: "essai"}
  - code: essai_theme
    libelle: "Actes d'essai du thème"
    source: "indicateur établi pour cet essai"
    definition:
      version: 1
      question: "Combien d'actes d'essai le thème compte-t-il ?"
      registre: cohesion
      niveau: realisation
      unite: actes
      numerateur: {mesure: clotures, parmi: {theme: [voisinage], issue: [accord]}}
      denominateur: null
      dimensions: [annee]
      pourquoi: "Pour essayer la lecture des thèmes."
      limites: "Ne vaut que pour cet essai-ci."
"""


def read_with_pack(folder: Path, text: str) -> Catalogue:
    (folder / "theme").mkdir()
    pack = folder / "theme" / "essai.yaml"
    pack.write_text(text, encoding="utf-8")
    return read_catalogue(folder, JOUR, [pack])


def test_a_pack_refers_to_the_catalogue_or_defines_its_own(db, folder) -> None:
    catalogue = read_with_pack(folder, PACK)
    assert catalogue.fautes == ()
    assert [each.code for each in catalogue.indicateurs] == ["essai_bon", "essai_theme"]
    assert catalogue.indicateurs[1].titre == "Actes d'essai du thème"
    assert catalogue.places["essai_theme"] == (str(folder / "theme/essai.yaml"), 6)


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("essai_bon", "essai_perdu", "essai.yaml:2: « essai_perdu » n'est pas un indicateur du catalogue"),
        ("theme: [voisinage]", "theme: [lune]", "essai.yaml:12: code inconnu pour « theme » : lune"),
        ("theme: [voisinage]", "age: [voisinage]", "essai.yaml:12: « age » ne se filtre pas pour « clotures »"),
        ("code: essai_theme", "code: essai_bon", "essai.yaml:"),
    ],
)
def test_a_pack_that_refers_to_nothing_is_a_fault(db, folder, before, after, fault) -> None:
    catalogue = read_with_pack(folder, PACK.replace(before, after, 1))
    assert catalogue.indicateurs[0].code == "essai_bon"
    assert str(catalogue.fautes[0]).rpartition("/")[2].startswith(fault)


def test_no_pack_refers_to_nothing(db) -> None:
    codes = {each.code for each in read_catalogue(on=JOUR).indicateurs}
    listed = {pack.code: [each.code for each in pack.indicateurs] for pack in packs().values()}
    assert sum(map(len, listed.values())) == DES_THEMES + 3  # three entries are of another file
    assert {code for each in listed.values() for code in each} <= codes


def test_what_facts_do_not_say_is_said_in_words(db) -> None:
    """The definitions that no count of facts gives, each with its reason: nobody adds one without saying so."""
    words = {each.code for each in read_catalogue(on=JOUR).indicateurs if not each.est_calcule}
    own_work = {"presence_par_etablissement"}
    surveys = {"satisfaction_habitants", "avis_partenaires", "climat_scolaire", "ressenti_avant_apres"}
    declared = {"plaintes_bailleur"}
    elsewhere = {"occupation_avant_apres", "occupations_pour_dix_tournees", "recurrence_lieu", "delai_reparation"}
    of_the_record = {"non_recours_leves", "autonomie_apres"}
    assert words == own_work | surveys | declared | elsewhere | of_the_record


def test_a_code_taken_twice_is_a_fault(db, folder) -> None:
    (folder / "b.yaml").write_text(BON, encoding="utf-8")
    assert [fault.raison for fault in read_catalogue(folder, JOUR).fautes] == ["le code « essai_bon » est déjà pris"]


def test_changing_a_definition_keeps_the_old_one(db, folder) -> None:
    assert keep_definitions(read_catalogue(folder, JOUR)) == 1
    changed = BON.replace("registre: [conflits]", "registre: [presence_active]").replace("version: 1", "version: 2")
    (folder / "a.yaml").write_text(changed, encoding="utf-8")
    catalogue = confront(read_catalogue(folder, JOUR))
    assert (catalogue.fautes, catalogue.indicateurs[0].version) == ((), 2)
    assert keep_definitions(catalogue) == 1
    (old,) = former_versions()["essai_bon"]
    assert old.contenu["numerateur"]["parmi"] == {"registre": ["conflits"]}


def test_a_silent_change_is_a_fault_and_the_kept_definition_stays(db, folder) -> None:
    keep_definitions(read_catalogue(folder, JOUR))
    (folder / "a.yaml").write_text(BON.replace("registre: [conflits]", "registre: [projets]"), encoding="utf-8")
    catalogue = confront(read_catalogue(folder, JOUR))
    assert catalogue.indicateurs[0].numerateur.parmi == {"registre": ["conflits"]}
    assert "a changé sans changer de version : écrivez version: 2" in catalogue.fautes[0].raison
    assert keep_definitions(catalogue) == 0


def test_command_keeps_definitions_once(db) -> None:
    out, number = StringIO(), DES_REGISTRES + DES_THEMES
    call_command("check_indicateurs", stdout=out)
    call_command("check_indicateurs", stdout=out)
    assert out.getvalue().splitlines() == [
        f"{number} indicateurs en vigueur, {number} définitions nouvelles gardées.",
        f"{number} indicateurs en vigueur, 0 définitions nouvelles gardées.",
    ]
    DefinitionIndicateur.objects.filter(code="presence_de_proximite").update(empreinte="autre")
    with pytest.raises(CommandError, match="1 fautes"):
        call_command("check_indicateurs", stdout=out, stderr=StringIO())


def test_the_page_shows_every_indicator_to_a_funder_without_faults(paul, claire, monkeypatch) -> None:
    current_catalogue.cache_clear()
    client = Client()
    client.force_login(paul.compte)
    page = client.get("/observatoire/indicateurs/").content.decode()
    assert page.count('<details class="indicateur">') == DES_REGISTRES + DES_THEMES
    assert "Ce que les thèmes apportent" in page
    only = client.get("/observatoire/indicateurs/?registre=reconnaissance&niveau=impact").content.decode()
    assert only.count('<details class="indicateur">') == 2
    fault = read_catalogue.__globals__["Faute"]("cohesion.yaml", 3, "une faute")
    broken = Catalogue(current_catalogue(JOUR).indicateurs, (fault,))
    monkeypatch.setattr("entredeux.observatoire.views.indicateurs.current_catalogue", lambda on: broken)
    assert "une faute" not in client.get("/observatoire/indicateurs/").content.decode()
    client.force_login(claire.compte)
    assert "cohesion.yaml:3: une faute" in client.get("/observatoire/indicateurs/").content.decode()
    current_catalogue.cache_clear()
