"""The explorer: the same protected figures for every role, and for a funder nothing else."""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from entredeux.cadre.enums import Role
from entredeux.observatoire.indicateurs.lecture import current_catalogue
from entredeux.observatoire.models import Convention, MoisArrete, Publication
from entredeux.observatoire.parutions import record_convention
from entredeux.observatoire.periodes import closed_months
from entredeux.territoires.models import Departement, Qpv
from tests.conftest import join
from tests.observatoire.fabrique import follow, random_acts, write_facts, write_year

GRANDE_RESIDENCE, SELLIER = "QN06203M", "QN06205M"
PAGE = reverse("observatoire:explorer")
CSV = reverse("observatoire:explorer_csv")


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
    table = page[page.index("<tbody") : page.index("</table>")]
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
    page = read(client, periode="2025-03", axe="qpv")
    assert cells(page)[1] == "s."
    assert re.search(r"Résidence Sellier, Lens : secret", page)
    lines = client.get(CSV, {"periode": "2025-03", "axe": "qpv"}).content.decode()
    assert f"2025-03;actes_de_mediation;1;{SELLIER};Résidence Sellier, Lens;;actes;;s." in lines


def test_file_says_what_the_page_says(annee, paul) -> None:
    client = sign_in(paul)
    query = {"periode": "2025", "detail": "domaine", "territoire": [SELLIER]}
    page = cells(read(client, **query))
    response = client.get(CSV, query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "actes-de-mediation-2025.csv" in response["Content-Disposition"]
    rows = [line.split(";") for line in response.content.decode("utf-8-sig").splitlines() if not line.startswith("#")]
    assert [row[-4] or row[-1] for row in rows[1:]] == [text.replace("\u202f", "") for text in page]
    assert response.content.decode().startswith("\ufeff# Structure : Passerelle Lens-Liévin (structure fictive")


def test_chosen_quarters_have_no_total(annee, paul) -> None:
    page = read(sign_in(paul), periode="2025", axe="qpv", territoire=[SELLIER])
    assert "<tfoot>" not in page
    assert len(cells(page)) == 1
    assert "aucun total" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"periode": "2025-13"}, "La période « 2025-13 » n'existe pas"),
        ({"periode": "2024-02"}, "ne sont pas encore arrêtés dans Entre-deux"),
        ({"periode": "2099"}, "seront visibles à partir du"),
        ({"periode": "contrat-2023"}, "Les contrats de ville courent de 2024 à 2030"),
        ({"detail": "adresse"}, "Le détail « adresse » n'existe pas"),
        ({"detail": ["registre", "domaine", "mois"]}, "Un tableau croise au plus 2 détails"),
        ({"axe": "rue"}, "Ce découpage n'existe pas"),
        ({"indicateur": "bonheur"}, "L'indicateur « bonheur » n'existe pas"),
        ({"indicateur": "avis_partenaires", "periode": "2025"}, "ne le disent pas encore"),
        ({"indicateur": "personnes_rencontrees", "periode": "2025-03", "detail": []}, "ne se lit pas par mois"),
        ({"territoire": ["QN99999X"]}, "Le territoire « QN99999X » n'est pas une ligne"),
        ({"axe": "commune", "territoire": [SELLIER]}, "n'est pas une ligne de ce découpage"),
        ({"periode": "2025", "comparer": ["2025-T1"]}, "Comparez des périodes de même longueur"),
        ({"periode": "2025-01", "comparer": [f"2025-{m:02d}" for m in range(2, 6)]}, "Comparez au plus 4 périodes"),
        ({"periode": "2025", "comparer": ["2024"]}, "année 2024 ne sont pas encore arrêtés"),
        ({"periode": "<script>"}, "La période « &lt;script&gt; » n'existe pas"),
    ],
)
def test_wrong_filter_is_said_in_french_and_the_form_comes_back(annee, paul, query, words) -> None:
    client = sign_in(paul)
    page = read(client, **query).replace("&#x27;", "'").replace("\u00a0", " ")
    assert words in page
    assert 'id="filtres"' in page
    assert "<table>" not in page
    assert client.get(CSV, query).status_code == 400


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
    page = read(sign_in(paul), periode="2025-03", axe="qpv")
    assert page.count('<path class="zone palier-') == 2
    assert page.count('<path class="zone palier-0" fill="url(#hachures-c0)"') == 1
    assert f"territoire={SELLIER}" in page
    assert "style=" not in page


def test_team_too_small_says_why(structure, quartiers, paul) -> None:
    follow(structure, SELLIER)
    write_facts(structure, "2025-03", random_acts(300, [SELLIER]), equipe=(200, 100))
    page = read(sign_in(paul), periode="2025-03")
    assert "Aucun chiffre ne peut être montré pour mars 2025" in page
    assert "moins de 3 médiatrices et médiateurs" in page


def test_title_of_the_chart_never_ranks_what_noise_may_have_ranked(structure, quartiers, paul) -> None:
    follow(structure, GRANDE_RESIDENCE, SELLIER)
    even = [*random_acts(100, [GRANDE_RESIDENCE], followed=0), *random_acts(100, [SELLIER], seed=2, followed=0)]
    write_facts(structure, "2025-03", even)
    assert "sans écart net" in read(sign_in(paul), periode="2025-03", axe="qpv")
    write_facts(structure, "2025-04", [*random_acts(200, [SELLIER], followed=0), *even[:30]])
    assert "« Résidence Sellier, Lens » vient en tête" in read(sign_in(paul), periode="2025-04", axe="qpv").replace(
        "\u00a0", " "
    )


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


@pytest.mark.parametrize(
    ("former", "now"),
    [
        ("/observatoire/activite/", PAGE),
        (
            f"/observatoire/activite/?periode=2025&detail=domaine&quartier={SELLIER}",
            f"{PAGE}?indicateur=actes_de_mediation&axe=qpv&periode=2025&detail=domaine&territoire={SELLIER}",
        ),
        (
            "/observatoire/activite/?periode=2025&detail=aucun",
            f"{PAGE}?indicateur=actes_de_mediation&axe=qpv&periode=2025",
        ),
        (
            "/observatoire/activite.csv?periode=2025",
            f"{CSV}?indicateur=actes_de_mediation&axe=qpv&periode=2025&detail=mois",
        ),
    ],
)
def test_former_addresses_lead_here_with_their_filters(annee, paul, former, now) -> None:
    client = sign_in(paul)
    response = client.get(former)
    assert (response.status_code, response["Location"]) == (302, now)
    assert client.get(now).status_code == 200


def test_two_years_side_by_side_and_the_contract_that_names_them(annee, structure, paul) -> None:
    write_year(structure, 2024, [GRANDE_RESIDENCE, SELLIER], acts_per_month=120, seed=2)
    client = sign_in(paul)
    page = read(client, periode="2025", axe="qpv", comparer="2024")
    assert page.count('<svg class="barres"') == page.count('<svg class="carte-quartiers"') == 2
    assert "Écart (aléa)" in page
    assert "(± 10)" in page
    link = re.search(r'href="([^"]+)">Comparer les années du contrat de ville', page)[1].replace("&amp;", "&")
    contract = client.get(PAGE + link).content.decode()
    assert "1re année du contrat (2024)" in contract
    assert re.search(
        r'<option value="contrat-2027" disabled>4e année du contrat \(2027\), révision à mi-parcours', contract
    )
    assert "ne franchit jamais l&#x27;année civile" in contract or "ne franchit jamais l'année civile" in contract
    assert cells(contract) == cells(page)


def test_share_says_of_how_many(annee, paul) -> None:
    page = read(sign_in(paul), indicateur="part_mises_en_relation", periode="2025", axe="qpv")
    assert re.search(r'<td class="n">\d+ <span class="discret n-de-la-case">sur ', page)
    assert "Une part est calculée sur deux valeurs protégées" in page


def test_communes_are_another_cut(annee, structure, paul) -> None:
    page = read(sign_in(paul), periode="2025", axe="commune")
    assert "Hors de ces communes, ou lieu non situé" in page
    assert "carte-quartiers" not in page


def test_without_cut_a_detail_makes_the_rows(annee, paul) -> None:
    page = read(sign_in(paul), periode="2025", axe="aucun", detail="registre")
    assert "Territoires" not in page
    assert len(cells(page)) == 9


def stable_address(page: str) -> str:
    return re.search(r'href="(/observatoire/tableaux/[^"]+)"', page)[1].replace("&amp;", "&")


@pytest.mark.parametrize("indicateur", ["actes_de_mediation", "part_mises_en_relation"])
def test_stable_address_keeps_the_same_figures_after_a_revision(annee, structure, paul, claire, indicateur) -> None:
    client = sign_in(paul)
    query = {"indicateur": indicateur, "periode": "2025", "axe": "qpv"}
    before = read(client, **query)
    address = stable_address(before)
    kept = client.get(address).content.decode()
    assert cells(kept) == cells(before)
    assert "Une version plus récente existe" not in kept
    MoisArrete.objects.filter(structure=structure, mois="2025-03").update(version=2)
    write_facts(structure, "2025-04", random_acts(400, [SELLIER], seed=9))
    MoisArrete.objects.filter(structure=structure, mois="2025-04").update(version=2)
    after = read(client, **query)
    assert cells(after) != cells(before)
    kept = client.get(address).content.decode()
    assert cells(kept) == cells(before)
    assert "Une version plus récente existe" in kept
    later = re.search(r'href="([^"]+)">Lire la version plus récente', kept)[1].replace("&amp;", "&")
    assert cells(client.get(later).content.decode()) == cells(after)
    assert client.get(address.replace("/?", ".csv?")).content.decode().count("\n") > 10


def test_stable_address_is_for_the_readers_of_the_structure(annee, paul, nadia, autre_structure) -> None:
    address = stable_address(read(sign_in(paul), periode="2025", axe="qpv"))
    marc = join("Marc", Role.FINANCEUR, autre_structure)
    assert sign_in(nadia).get(address).status_code == 404
    assert sign_in(marc).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    client = sign_in(paul)
    assert client.get(address.replace("actes_de_mediation.1", "part_mises_en_relation.1")).status_code == 404
    assert client.get(address.replace("actes_de_mediation.1", "actes_conflits.1")).status_code == 404
    assert client.get(address.replace("actes_de_mediation.1", "actes_de_mediation.9")).status_code == 404
    assert client.get(f"{address}&sur=rien").status_code == 404


def test_table_of_an_agreement_is_closed_once_it_has_run_out(annee, structure, paul, claire) -> None:
    today = timezone.localdate()
    convention = record_convention(
        organisme="Ville", reference="2026-1", debut=today, fin=today, comptes=[paul.compte], by=claire
    )
    client = sign_in(paul)
    address = stable_address(read(client, periode="2025", axe="qpv"))
    assert client.get(address).status_code == 200
    Convention.objects.filter(pk=convention.pk).update(debut=date(2026, 1, 1), fin=date(2026, 1, 2))
    assert client.get(address).status_code == 404


def test_chosen_quarter_without_a_figure_says_so(structure, quartiers, paul) -> None:
    follow(structure, GRANDE_RESIDENCE, SELLIER)
    write_facts(structure, "2025-03", random_acts(150, [GRANDE_RESIDENCE]))
    page = read(sign_in(paul), periode="2025-03", axe="qpv", territoire=[GRANDE_RESIDENCE, SELLIER])
    assert "Aucun chiffre ne peut être montré pour" in page.replace("\u00a0", " ")
    assert "Pas d'acte, ou trop peu" in page.replace("&#x27;", "'")


def test_our_own_work_is_exact_and_keeps_its_address(structure, quartiers, paul, claire) -> None:
    write_year(structure, 2025, [SELLIER], acts_per_month=40)
    client = sign_in(paul)
    code = next(
        i.code for i in current_catalogue(timezone.localdate()).indicateurs if i.est_exact and not i.denominateur
    )
    page = read(client, indicateur=code, periode="2025", axe="aucun")
    assert "Des comptes exacts" in page
    assert "Comptes exacts : ils portent sur notre propre travail" in page.replace("\u00a0", " ")
    assert "aléa de ±" not in page
    kept = client.get(stable_address(page)).content.decode()
    assert cells(kept) == cells(page)
