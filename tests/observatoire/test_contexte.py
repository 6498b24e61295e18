"""Context beside activity: each level apart, an empty cell said and never 0, and nothing that could be added up."""

import ast
import csv
import dataclasses
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from entredeux.cadre.acteur import Acteur
from entredeux.observatoire.contexte import Bloc, Ligne, choices_of, contexte_of, csv_rows
from entredeux.observatoire.contexte.courbe import draw_rates
from entredeux.observatoire.contexte.mots import say
from entredeux.observatoire.rapports.statistique import NON_CHARGE, tell_context
from entredeux.territoires.actions import create_lieu, import_contexte
from entredeux.territoires.enums import NiveauContexte
from entredeux.territoires.models import Commune, ContexteCommune, ContexteQpv, Qpv
from entredeux.territoires.queries import has_contexte
from tests.architecture.sources import name_of, python_files
from tests.observatoire.fabrique import write_year
from tests.territoires.conftest import territoires
from tests.territoires.test_contexte import small_folder

__all__ = ["territoires"]
EXPLORER = reverse("observatoire:explorer")
PAGE, FICHIER = reverse("observatoire:contexte"), reverse("observatoire:contexte_csv")
GRANDE_RESIDENCE, CITE_2, MONCEY, SELLIER = "QN06225M", "QN06226M", "QN06939I", "QN06227M"


@pytest.fixture
def contexte(territoires, tmp_path) -> None:
    """Lens and its quarters, as published."""
    import_contexte(by=Acteur.systeme(), folder=small_folder(tmp_path))


def sign_in(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def lines(bloc: Bloc) -> dict[str, Ligne]:
    return {ligne.code: ligne for ligne in bloc.lignes}


def titles(blocs: tuple[Bloc, ...]) -> list[str]:
    return [bloc.titre for bloc in blocs]


def test_a_commune_in_its_exact_words(contexte) -> None:
    commune, zone = contexte_of(["62498"])
    assert titles((commune, zone)) == ["Commune : Lens (62)", "Sa zone d'emploi : Lens"]
    assert {code: (ligne.valeur, ligne.unite, ligne.millesime) for code, ligne in lines(commune).items()} == {
        "commune_residences_principales": ("15\u202f531", "logements", "2021"),
        "commune_revenu_median": ("17\u202f250", "euros par an", "2021"),
        "commune_part_minima_sociaux": ("7,5", "%", "2021"),
        "commune_taux_logements_sociaux": ("59", "% des résidences principales", "2024"),
        "commune_taux_vacance": ("11,15", "% des logements", "2021"),
        "commune_ips_ecoles": ("76,1", "indice", "2024-2025"),
    }
    assert lines(commune)["commune_revenu_median"].phrase == (
        "La moitié des habitants de la commune vit avec moins de 17\u202f250 euros par an et par unité de consommation."
    )
    assert zone.courbe is not None
    assert len(zone.courbe.valeurs) == 20


def test_a_quarter_then_its_communes_then_their_zone_each_apart(contexte) -> None:
    blocs = contexte_of([GRANDE_RESIDENCE])
    assert [bloc.niveau for bloc in blocs] == [
        NiveauContexte.QPV,
        NiveauContexte.COMMUNE,
        NiveauContexte.ZONE_EMPLOI,
    ]
    assert titles(blocs)[1] == "L'une de ses communes : Lens (62)"  # two others are not in this small base
    for bloc in blocs:
        assert {ligne.code.startswith(f"{bloc.niveau}_") for ligne in bloc.lignes} == {True}
    assert len({bloc.avertissement for bloc in blocs}) == 3
    assert "Un taux de commune ne dit rien d'un quartier" in blocs[1].avertissement
    assert {ligne.millesime for ligne in blocs[0].lignes} == {"non précisé par la source"}


def test_an_empty_cell_is_said_and_never_zero(contexte) -> None:
    quartier, commune, _ = contexte_of([CITE_2])
    assert commune.titre == "Sa commune : Lens (62)"
    jeunesse = lines(quartier)["qpv_indice_jeunesse"]
    assert (jeunesse.valeur, jeunesse.lisible, jeunesse.phrase) == ("", "secret ou non publié", "")
    moncey = lines(contexte_of([MONCEY])[0])
    assert {code for code, ligne in moncey.items() if not ligne.est_publiee} == {
        "qpv_menages",
        "qpv_taux_logements_sociaux",
    }
    assert "0" not in {ligne.lisible for ligne in moncey.values()}


def test_more_than_a_hundred_is_shown_with_the_reason(contexte) -> None:
    ligne = lines(contexte_of([SELLIER])[0])["qpv_taux_logements_sociaux"]
    assert ligne.valeur == "112,82"
    assert "deux sources sont divisées l'une par l'autre" in ligne.remarque
    assert lines(contexte_of([GRANDE_RESIDENCE])[0])["qpv_taux_logements_sociaux"].remarque == ""


def test_a_zero_of_the_source_is_not_read_as_no_social_housing(contexte) -> None:
    values = ContexteCommune.objects.get(pk="62498").valeurs | {"commune_taux_logements_sociaux": 0}
    ContexteCommune.objects.filter(pk="62498").update(valeurs=values)
    ligne = lines(contexte_of(["62498"])[0])["commune_taux_logements_sociaux"]
    assert ligne.valeur == "0"
    assert "ne dit pas qu'il n'y a aucun logement social" in ligne.remarque


def test_a_quarter_without_row_and_a_commune_without_series_say_so(contexte) -> None:
    """As the 88 quarters of French Polynesia, and Guyane."""
    faaa = Commune.objects.create(code="98715", nom="Faaa", nature="commune", departement_id="987")
    Qpv.objects.create(
        code="QN98701N",
        generation=2024,
        nom="Motu ovini",
        communes=["98715"],
        noms_communes="Faaa",
        departement_id="987",
        valide_du="2025-01-01",
    )
    quartier, commune, zone = contexte_of(["QN98701N"])
    assert (quartier.lignes, quartier.vide) == (
        (),
        "Aucun indicateur n'est publié pour ce quartier. Ce n'est pas un zéro.",
    )
    assert commune.vide.startswith("Aucun indicateur n'est publié pour cette commune")
    assert (zone.courbe, zone.lignes) == (None, ())
    assert zone.vide.startswith("Aucune série de chômage n'est publiée pour la zone d'emploi de Faaa (987)")
    ContexteCommune.objects.create(commune=faaa, zone_emploi="0301", valeurs={"commune_taux_vacance": 11.56})
    assert contexte_of(["98715"])[1].vide.startswith("Aucune série de chômage")


def test_an_arrondissement_has_the_employment_zone_of_its_city(contexte) -> None:
    commune, zone = contexte_of(["69381"])
    assert commune.code == "69381"
    assert zone.titre == "Sa zone d'emploi : Lyon"
    assert zone.vide == ""


def test_several_zones_come_level_by_level_each_once_in_few_queries(contexte, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(7):
        blocs = contexte_of([GRANDE_RESIDENCE, CITE_2, SELLIER, "62498", "inconnu", CITE_2])
    assert [(bloc.niveau.value, bloc.code) for bloc in blocs] == [
        ("qpv", GRANDE_RESIDENCE),
        ("qpv", CITE_2),
        ("qpv", SELLIER),
        ("commune", "62498"),
        ("zone_emploi", "3215"),
    ]
    assert contexte_of(["inconnu"]) == contexte_of([]) == ()


def test_before_the_import_there_is_nothing_to_show(territoires, claire) -> None:
    assert not has_contexte()
    assert contexte_of(["62498"]) == ()
    page = sign_in(claire).get(PAGE, {"zone": "62498"}).content.decode()
    assert "ne sont pas encore chargés" in page


@pytest.mark.parametrize(
    ("value", "decimals", "words"),
    [
        (17250, 0, "17\u202f250"),
        (567.6, 0, "568"),
        (0.299999999999995, 1, "0,3"),
        (11.15, 2, "11,15"),
        (7.25, 1, "7,3"),
        (59.0, 1, "59"),
        (1200.0, 0, "1\u202f200"),
        (0.0, 1, "0"),
    ],
)
def test_numbers_are_said_as_one_writes_them(value, decimals, words) -> None:
    assert say(value, decimals) == words


def test_a_missing_quarter_breaks_the_line_and_is_said() -> None:
    courbe = draw_rates({"2024-T1": 10.0, "2024-T2": 5.0, "2024-T4": 2.5})
    assert courbe is not None
    assert courbe.trace == "M34.0 10.0 L140.0 78.0 M352.0 112.0"
    assert courbe.valeurs[2] == ("3e trimestre 2024", "secret ou non publié")
    assert courbe.description == (
        "De 10 % au 1er trimestre 2024 à 2,5 % au 4e trimestre 2024 ; au plus bas 2,5 % (4e trimestre 2024), "
        "au plus haut 10 % (1er trimestre 2024)."
    )
    assert draw_rates({}) is None


def test_the_page_shows_the_quarter_of_the_structure_by_default(contexte, claire, paul, samira) -> None:
    create_lieu(by=claire, nom="Hall B", type_lieu="hall", zones={"qpv_2024": CITE_2})
    assert choices_of(claire.structure.pk).quartiers == {CITE_2: "Cité 2, Lens"}
    assert choices_of(claire.structure.pk).communes == {"62498": "Lens (62)"}
    pages = [sign_in(who).get(PAGE) for who in (claire, samira, paul)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    for page in (answer.content.decode().replace("\u00a0", " ").replace("&#x27;", "'") for answer in pages):
        assert "Quartier prioritaire : Cité 2, Lens" in page
        assert "secret ou non publié" in page
        assert page.count('class="contexte-bloc') == 3
        assert "<table" not in page
    assert sign_in(paul).get("/territoires/lieux/").status_code == 404


def test_it_stands_beside_the_activity_of_one_quarter_and_changes_no_figure(contexte, structure, paul) -> None:
    write_year(structure, 2025, [CITE_2, SELLIER], acts_per_month=120)
    client = sign_in(paul)
    asked = {"indicateur": "actes_de_mediation", "periode": "2025", "axe": "qpv"}
    one = client.get(EXPLORER, asked | {"territoire": [CITE_2]}).content.decode()
    assert one.count('class="contexte-bloc') == 3
    assert one.index("</table>") < one.index('class="contexte"')
    ContexteQpv.objects.all().delete()
    ContexteCommune.objects.all().delete()
    without = client.get(EXPLORER, asked | {"territoire": [CITE_2]}).content.decode()
    figures = [page[page.index("<table") : page.index("</table>")] for page in (one, without)]
    assert figures[0] == figures[1]
    assert "contexte-bloc" not in client.get(EXPLORER, asked).content.decode()


def test_any_commune_found_by_search_may_be_read(contexte, claire) -> None:
    page = sign_in(claire).get(PAGE, {"zone": "59350", "zone_pour": "lille"}).content.decode()
    assert '<option value="59350" selected>Lille (59)</option>' in page


def test_a_wrong_code_is_said_and_a_stranger_stays_out(contexte, claire) -> None:
    for adresse in (PAGE, FICHIER):
        answer = sign_in(claire).get(adresse, {"zone": "QP062001"})
        assert answer.status_code == 422
        assert "n&#x27;est ni une commune ni un quartier prioritaire de 2024" in answer.content.decode()
    assert sign_in(claire).get(PAGE, {"zone": "<b>\0"}).status_code == 422
    assert sign_in(claire).get(FICHIER).status_code == 422
    assert Client().get(PAGE).status_code == 302


def test_the_file_says_the_level_of_each_line_and_leaves_secrets_empty(contexte, claire) -> None:
    answer = sign_in(claire).get(FICHIER, {"zone": CITE_2})
    assert answer["Content-Disposition"] == 'attachment; filename="contexte-QN06226M.csv"'
    text = answer.content.decode().removeprefix("\ufeff")
    assert "jamais zéro" in text
    rows = list(
        csv.DictReader(
            StringIO("\n".join(line for line in text.splitlines() if not line.startswith(("#", '"#')))), delimiter=";"
        )
    )
    assert {(row["niveau"], row["code"]) for row in rows} == {
        ("qpv", CITE_2),
        ("commune", "62498"),
        ("zone_emploi", "3215"),
    }
    found = {(row["indicateur"], row["millesime"]): (row["valeur"], row["etat"]) for row in rows}
    assert found["qpv_indice_jeunesse", "non précisé par la source"] == ("", "secret ou non publié")
    assert found["commune_revenu_median", "2021"] == ("17250", "")
    assert found["zone_emploi_chomage", "2021-T1"] == ("11,1", "")
    assert {row["licence"] for row in rows} == {"Licence Ouverte 2.0 (Etalab)"}
    empty = list(csv_rows([Bloc(NiveauContexte.QPV, "QN98701N", "Motu ovini", "", (), None, "Rien n'est publié.")]))
    assert empty[-1][-1] == "Rien n'est publié."


def test_a_report_lists_it_after_the_figures_level_by_level_and_in_no_table(contexte) -> None:
    parts = tell_context([CITE_2, SELLIER])
    assert [part.genre for part in parts] == [
        *("texte", "liste", "liste", "texte"),
        *("texte", "liste", "texte"),
        *("texte", "liste", "texte"),
    ]
    assert parts[1].points[1] == "Indice de jeunesse : secret ou non publié."
    assert parts[2].points[1] == "Indice de jeunesse : 0,9."
    assert parts[6].texte.startswith(
        "Sources : Insee, recensement de la population (millésime : 2021) pour « Résidences"
    )
    assert parts[6].texte.endswith("Licence Ouverte 2.0 (Etalab).")
    assert [part.titre for part in parts if part.genre == "liste"] == [
        "Quartier prioritaire : Cité 2, Lens",
        "Quartier prioritaire : Sellier Cité 4, Lens",
        "Commune : Lens (62)",
        "Zone d'emploi : Lens",
    ]
    assert parts[8].points[0] == "Taux de chômage localisé, 4e trimestre 2025 : 10,8 %."
    assert "millésime : 2025-T4" in parts[9].texte
    assert not any(part.est_a_remplir for part in parts if part.genre == "liste")


def test_a_report_without_context_says_so(territoires) -> None:
    assert [part.texte for part in tell_context([CITE_2])] == [NON_CHARGE]


def test_what_leaves_context_is_words_so_nothing_can_be_computed_with_it() -> None:
    """No page, report or file can add or divide what it never receives as a number."""
    assert {field.type for field in dataclasses.fields(Ligne)} <= {str, "str"}
    numbers = {field.name for field in dataclasses.fields(Bloc) if field.type in (int, float, "int", "float")}
    assert numbers == set()


def test_only_pages_and_reports_read_context_and_never_what_counts_or_protects() -> None:
    """A page, a form, one module of reports may show its words; what composes figures imports it nowhere."""
    readers = set()
    for path in python_files():
        name = name_of(path).removeprefix("entredeux/")
        text = path.read_text(encoding="utf-8")
        if "observatoire.contexte" in text and not name.startswith("observatoire/contexte/"):
            readers.add(name)
    assert "observatoire/views/contexte.py" in readers
    places = ("observatoire/views/", "observatoire/forms", "observatoire/presenters", "observatoire/rapports/statist")
    assert sorted(name for name in readers if not name.startswith(places)) == []


def test_only_the_import_and_context_open_the_tables_of_context() -> None:
    tables = {"ContexteCommune", "ContexteQpv", "ZoneEmploi"}
    openers = set()
    for path in python_files():
        names = {
            node.id for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Name)
        }
        if names & tables:
            openers.add(name_of(path))
    assert openers == {
        "entredeux/observatoire/contexte/blocs.py",
        "entredeux/territoires/actions/contexte.py",
        "entredeux/territoires/queries.py",  # whether it was loaded, and nothing else
    }
