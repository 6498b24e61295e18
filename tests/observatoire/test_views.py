"""The page « Activité par quartier »: the same protected figures for every role, and for a funder nothing else."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.enums import Role
from entredeux.observatoire.models import Publication
from entredeux.observatoire.periodes import closed_months
from entredeux.territoires.models import Departement, Qpv
from tests.conftest import join
from tests.observatoire.fabrique import follow, random_acts, write_facts, write_year

GRANDE_RESIDENCE, SELLIER = "QN06203M", "QN06205M"
PAGE = reverse("observatoire:activite")


@pytest.fixture
def quartiers(db) -> None:
    pas_de_calais = Departement.objects.create(code="62", nom="Pas-de-Calais")
    for code, nom in ((GRANDE_RESIDENCE, "Grande Résidence"), (SELLIER, "Résidence Sellier")):
        Qpv.objects.create(
            code=code,
            generation=2024,
            nom=nom,
            noms_communes="Lens",
            departement=pas_de_calais,
            valide_du=date(2024, 1, 1),
        )


@pytest.fixture
def annee(structure, quartiers) -> None:
    write_year(structure, 2025, [GRANDE_RESIDENCE, SELLIER], acts_per_month=120)


def sign_in(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


def read(client: Client, **query: object) -> str:
    response = client.get(PAGE, query)
    assert response.status_code == 200
    return response.content.decode()


def cells(page: str) -> list[str]:
    """Text of the table's cells, hidden ones as « s. »."""
    table = page[page.index("<tbody>") : page.index("</table>")]
    texts = re.findall(r"<td[^>]*>(.*?)</td>", table, re.DOTALL)
    return ["s." if 'class="cache"' in text else text.strip() for text in texts]


def test_funder_sees_the_protected_year(annee, paul) -> None:
    page = read(sign_in(paul), periode="2025", detail="registre")
    assert page.count("<h1>") == 1
    assert "Grande Résidence, Lens" in page
    assert '<span class="travail">libellé de travail</span>' in page
    assert "Un total est compté à part" in page
    values = [text for text in cells(page) if text not in {"s.", ""}]
    assert values
    assert all(int(text.replace("\u202f", "")) >= 11 for text in values)


def test_every_role_reads_the_same_figures(annee, paul, claire, samira, helene) -> None:
    tables = {tuple(cells(read(sign_in(who), periode="2025-T2"))) for who in (paul, claire, samira, helene)}
    assert len(tables) == 1


def test_other_structure_sees_none_of_it(annee, nadia) -> None:
    page = read(sign_in(nadia))
    assert "Aucun mois n'est encore arrêté" in page.replace("&#x27;", "'")
    assert "Grande Résidence" not in page


def test_network_and_strangers_stay_out(annee) -> None:
    animatrice = join("Ines", Role.ANIMATION, None)
    assert sign_in(animatrice).get(PAGE).status_code == 404
    assert Client().get(PAGE).status_code == 302


def test_small_cell_reads_s_on_page_chart_and_file(structure, quartiers, paul) -> None:
    follow(structure, GRANDE_RESIDENCE, SELLIER)
    write_facts(structure, "2025-03", [*random_acts(150, [GRANDE_RESIDENCE]), *random_acts(3, [SELLIER])])
    client = sign_in(paul)
    page = read(client, periode="2025-03", detail="aucun")
    assert cells(page)[1] == "s."
    assert re.search(r"Résidence Sellier, Lens : secret", page)
    lines = client.get(reverse("observatoire:activite_csv"), {"periode": "2025-03", "detail": "aucun"}).content.decode()
    assert f'2025-03;{SELLIER};"Résidence Sellier, Lens";aucun;;Actes;;s.'.replace('"', "") in lines


def test_file_says_what_the_page_says(annee, paul) -> None:
    client = sign_in(paul)
    query = {"periode": "2025", "detail": "domaine", "quartier": [SELLIER]}
    page = cells(read(client, **query))
    response = client.get(reverse("observatoire:activite_csv"), query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "activite-par-quartier-2025.csv" in response["Content-Disposition"]
    rows = [line.split(";") for line in response.content.decode().splitlines() if not line.startswith(("\ufeff", "#"))]
    assert [row[6] or row[7] for row in rows[1:]] == [text.replace("\u202f", "") for text in page]
    assert response.content.decode().startswith("\ufeff# Chiffres protégés")


def test_chosen_quarters_have_no_total(annee, paul) -> None:
    page = read(sign_in(paul), periode="2025", detail="aucun", quartier=[SELLIER])
    assert "<tfoot>" not in page
    assert len(cells(page)) == 1
    assert "aucun total" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"periode": "2025-13"}, "La période « 2025-13 » n'existe pas"),
        ({"periode": "2024-02"}, "ne sont pas encore arrêtés dans Entre-deux"),
        ({"periode": "2099"}, "seront visibles à partir du"),
        ({"detail": "adresse"}, "Ce détail n'existe pas"),
        ({"quartier": ["QN99999X"]}, "Le quartier « QN99999X » n'est pas une ligne"),
        ({"periode": "<script>"}, "La période « &lt;script&gt; » n'existe pas"),
    ],
)
def test_wrong_filter_is_said_in_french_and_the_form_comes_back(annee, paul, query, words) -> None:
    client = sign_in(paul)
    page = read(client, **query).replace("&#x27;", "'")
    assert words in page
    assert 'id="filtres"' in page
    assert "<table>" not in page
    assert client.get(reverse("observatoire:activite_csv"), query).status_code == 400


def test_default_is_the_latest_quarter_by_month(annee, paul) -> None:
    page = read(sign_in(paul))
    assert "4e trimestre 2025" in page
    assert "octobre 2025" in page


def test_months_to_come_are_announced(annee, paul) -> None:
    page = read(sign_in(paul))
    next_month = closed_months("2025-01", timezone.localdate())[-1]
    assert "sera visible à partir du" in page
    assert f'value="{next_month}"' not in page


def test_map_links_each_quarter_and_hatches_the_hidden(structure, quartiers, paul) -> None:
    follow(structure, GRANDE_RESIDENCE, SELLIER)
    write_facts(structure, "2025-03", [*random_acts(150, [GRANDE_RESIDENCE]), *random_acts(3, [SELLIER])])
    page = read(sign_in(paul), periode="2025-03", detail="aucun")
    assert page.count('<path class="zone palier-') == 2
    assert page.count('<path class="zone palier-0" fill="url(#hachures-c)"') == 1
    assert f"quartier={SELLIER}" in page
    assert "style=" not in page


def test_team_too_small_says_why(structure, quartiers, paul) -> None:
    follow(structure, SELLIER)
    write_facts(structure, "2025-03", random_acts(300, [SELLIER]), equipe=(200, 100))
    page = read(sign_in(paul), periode="2025-03")
    assert "Aucun chiffre ne peut être montré pour cette période" in page
    assert "moins de 3 médiatrices et médiateurs" in page


def test_title_of_the_chart_never_ranks_what_noise_may_have_ranked(structure, quartiers, paul) -> None:
    follow(structure, GRANDE_RESIDENCE, SELLIER)
    even = [*random_acts(100, [GRANDE_RESIDENCE], followed=0), *random_acts(100, [SELLIER], seed=2, followed=0)]
    write_facts(structure, "2025-03", even)
    assert "sans écart net" in read(sign_in(paul), periode="2025-03", detail="aucun")
    write_facts(structure, "2025-04", [*random_acts(200, [SELLIER], followed=0), *even[:30]])
    assert "« Résidence Sellier, Lens » vient en tête" in read(
        sign_in(paul), periode="2025-04", detail="aucun"
    ).replace("\u00a0", " ")


def test_method_is_open_to_everyone(db) -> None:
    response = Client().get(reverse("observatoire:methode"))
    assert response.status_code == 200
    page = response.content.decode().replace("\u00a0", " ")
    assert "si elle atteint 11 actes" in page
    assert "plus de 85 %" in page


def test_page_reads_the_register_at_the_same_number_of_queries(
    structure, quartiers, paul, django_assert_max_num_queries
) -> None:
    write_year(structure, 2025, [GRANDE_RESIDENCE], acts_per_month=40)
    client = sign_in(paul)
    read(client, periode="2025")
    with django_assert_max_num_queries(14) as one:
        read(client, periode="2025")
    follow(structure, SELLIER, "QN06201M", "QN06202M")
    read(client, periode="2025")
    with django_assert_max_num_queries(14) as four:
        read(client, periode="2025")
    assert len(one) == len(four)
    assert Publication.objects.count() == 2
