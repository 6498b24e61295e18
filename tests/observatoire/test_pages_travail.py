"""« Notre travail » on screen and as a file, and the page where some of it is declared."""

import csv
import io

import pytest

from entredeux.observatoire.models import QuantiteDeclaree
from tests.observatoire.fabrique import EQUIPE, follow
from tests.observatoire.test_pages_observatoire import logged
from tests.observatoire.test_travail import SELLIER, SEULE, write_work


def write_year(structure, equipe) -> None:
    for number in range(1, 13):
        write_work(structure, f"2025-{number:02d}", actes=40, defauts=1, equipe=equipe)
    follow(structure, SELLIER)


def rows_of(page) -> list[dict[str, str]]:
    lines = page.content.decode("utf-8-sig").splitlines()
    body = "\n".join(line for line in lines if not line.startswith(("#", '"#')))
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


def test_a_lone_mediator_reads_a_full_page_while_every_protected_cell_is_hidden(structure, paul) -> None:
    """The promise made to a one-post association, on screen."""
    write_year(structure, SEULE)
    client = logged(paul)
    protected = client.get("/observatoire/explorer/?periode=2025").content.decode()
    assert "Aucun chiffre ne peut être montré" in protected
    page = client.get("/observatoire/travail/?periode=2025").content.decode()
    assert '<th scope="row">Interventions, total de l&#x27;année</th>' in page
    assert '<td class="n">480</td><td>interventions</td>' in page
    assert '<option value="2025-01"' not in page
    assert '<option value="2025-T1"' in page
    assert "Pas encore déclaré pour cette période" in page


def test_the_file_says_what_the_page_says(structure, paul) -> None:
    write_year(structure, EQUIPE)
    rows = rows_of(logged(paul).get("/observatoire/travail.csv?periode=2025-T1"))
    found = {row["quantite"]: (row["valeur"], row["n"], row["secret"]) for row in rows}
    assert found["heures_presence"] == ("7,5", "6", "")
    assert found["passages_faits"] == ("9", "9", "")
    assert found["ateliers_tenus"] == ("", "", "non déclaré")
    assert "interventions_annee" not in found
    by_month = rows_of(logged(paul).get("/observatoire/travail.csv?periode=2025-T1&detail=mois"))
    passages = [(row["code"], row["valeur"]) for row in by_month if row["quantite"] == "passages_faits"]
    assert passages == [("2025-01", "3"), ("2025-02", "3"), ("2025-03", "3"), ("", "9")]


def test_months_of_a_lone_mediator_read_s_with_the_reason(structure, paul) -> None:
    write_year(structure, SEULE)
    page = logged(paul).get("/observatoire/travail/?periode=2025-T1&detail=mois").content.decode()
    assert page.count('class="cache"') == 3 * 10
    assert "dirait les heures" in page
    rows = rows_of(logged(paul).get("/observatoire/travail.csv?periode=2025-T1&detail=mois"))
    assert {row["secret"] for row in rows if row["code"]} == {"s."}


def test_defects_by_quarter(structure, paul) -> None:
    write_year(structure, SEULE)
    rows = rows_of(logged(paul).get("/observatoire/travail.csv?periode=2025&detail=qpv"))
    assert [(row["quantite"], row["code"], row["valeur"]) for row in rows] == [
        ("dysfonctionnements_signales", SELLIER, "12"),
        ("dysfonctionnements_signales", "", "0"),
        ("dysfonctionnements_signales", "", "12"),
        ("dysfonctionnements_repares", SELLIER, "0"),
        ("dysfonctionnements_repares", "", "0"),
        ("dysfonctionnements_repares", "", "0"),
    ]


@pytest.mark.parametrize("asked", ["periode=2025-01", "periode=1850", "detail=adresse", "periode=%00"])
def test_a_wrong_filter_is_said_beside_what_is_possible(structure, paul, asked) -> None:
    write_year(structure, SEULE)
    page = logged(paul).get(f"/observatoire/travail/?{asked}")
    assert page.status_code == 422
    assert "choisissez" in page.content.decode()
    assert logged(paul).get(f"/observatoire/travail.csv?{asked}").status_code == 302


def test_nothing_yet_says_what_to_do(structure, claire, paul) -> None:
    page = logged(claire).get("/observatoire/travail/").content.decode()
    assert "Déclarer une quantité" in page
    assert "Déclarer une quantité" not in logged(paul).get("/observatoire/travail/").content.decode()
    assert logged(paul).get("/observatoire/travail.csv").status_code == 302


def test_the_coordination_declares_then_corrects(structure, claire, paul, samira) -> None:
    client = logged(claire)
    asked = {"nature": "cout_complet", "periode": "2025", "nombre": "98000"}
    assert client.post("/observatoire/travail/declarer/", asked).status_code == 302
    client.post("/observatoire/travail/declarer/", asked | {"nombre": "98500"})
    assert list(QuantiteDeclaree.objects.order_by("rang").values_list("nombre", flat=True)) == [98000, 98500]
    page = client.get("/observatoire/travail/declarer/").content.decode()
    assert "avant correction" in page
    assert "98\u202f500" in page
    assert "98\u202f500" in logged(paul).get("/observatoire/travail/?periode=2025").content.decode()
    for acteur in (paul, samira):
        assert logged(acteur).get("/observatoire/travail/declarer/").status_code == 404


def test_a_refused_declaration_keeps_what_was_typed(structure, claire) -> None:
    client = logged(claire)
    client.post("/observatoire/travail/declarer/", {"nature": "ateliers_tenus", "periode": "2025", "nombre": "3"})
    page = client.post(
        "/observatoire/travail/declarer/", {"nature": "ateliers_tenus", "periode": "2025-T1", "nombre": "77"}
    )
    assert page.status_code == 422
    assert "corrigez l" in page.content.decode()
    assert 'value="77"' in page.content.decode()
