"""Pages of halls, releases and agreements: who reaches them, what they say, and what they keep."""

import re
from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from entredeux.cadre.models import EntreeJournal
from entredeux.observatoire.cles import find_cle
from entredeux.observatoire.models import ActionHall, CleApi, Convention, Parution
from entredeux.observatoire.parutions import proposable_indicateurs, propose_parution, release_parution
from tests.observatoire.fabrique import write_year
from tests.observatoire.test_evaluation import declare, halls, walk

__all__ = ["halls"]
QPV = ["QN06201M", "QN06202M", ""]
INTERNES = (
    "/observatoire/halls/",
    "/observatoire/halls/declarer/",
    "/observatoire/parutions/preparer/",
    "/observatoire/conventions/",
)


def logged(acteur) -> Client:
    client = Client()
    client.force_login(acteur.compte)
    return client


@pytest.mark.parametrize("page", INTERNES)
def test_internal_pages_are_404_for_the_field_and_for_funders(page, claire, samira, paul, nadia) -> None:
    assert logged(claire).get(page).status_code == 200
    for acteur in (samira, paul, nadia):
        assert logged(acteur).get(page).status_code == 404


def test_a_coordinator_declares_an_action_and_reads_what_is_missing(structure, claire, paul, halls) -> None:
    client = logged(claire)
    asked = {"nom": "Soirées", "debut": "2026-03-02"}
    asked |= {f"place_{hall.pk}": "action" for hall in halls[:4]} | {
        f"place_{hall.pk}": "comparaison" for hall in halls[4:8]
    }
    answer = client.post("/observatoire/halls/declarer/", asked)
    action = ActionHall.objects.get()
    assert answer.headers["Location"] == f"/observatoire/halls/{action.pk}/"
    walk(structure, halls, date(2026, 3, 4), {0})
    page = client.get(answer.headers["Location"]).content.decode()
    assert "On ne peut pas conclure. Il manque" in page
    assert "12 semaines avec passage avant le début" in page
    assert '<svg class="nuage"' in page
    assert EntreeJournal.objects.filter(evenement="observatoire.action.lue").count() == 1
    assert logged(paul).get(answer.headers["Location"]).status_code == 404
    client.post(f"{answer.headers['Location']}retirer/")
    assert not ActionHall.objects.exists()


def test_a_bad_declaration_keeps_what_was_typed(structure, claire, halls) -> None:
    page = logged(claire).post("/observatoire/halls/declarer/", {"nom": "Soirées", f"place_{halls[0].pk}": "action"})
    assert page.status_code == 422
    assert "Donnez le jour où l&#x27;action a commencé." in page.content.decode()
    assert 'value="Soirées"' in page.content.decode()


def test_halls_of_another_structure_are_not_reached(structure, claire, nadia, autre_structure, halls) -> None:
    action = declare(halls, claire)
    from entredeux.cadre.enums import Role
    from tests.conftest import join

    marion = join("Marion", Role.COORDINATION, autre_structure)
    assert logged(marion).get(f"/observatoire/halls/{action.pk}/").status_code == 404
    assert logged(marion).post(f"/observatoire/halls/{action.pk}/retirer/").status_code == 404
    assert ActionHall.objects.count() == 1


def test_two_people_release_and_anyone_reads(structure, claire, helene) -> None:
    write_year(structure, 2025, QPV, acts_per_month=120)
    first, second = logged(claire), logged(helene)
    first.post("/observatoire/parutions/preparer/", {"periode": "2025", "indicateurs": ["actes_de_mediation"]})
    parution = Parution.objects.get()
    public = Client()
    reread = second.get(f"/observatoire/parutions/{parution.pk}/relire/").content.decode()
    assert "Relue : faire paraître" in reread
    assert reread.count("<table") == 4
    assert "Relue : faire paraître" not in first.get(f"/observatoire/parutions/{parution.pk}/relire/").content.decode()
    assert public.get(f"/observatoire/parutions/{parution.pk}/").status_code == 404
    refused = first.post(f"/observatoire/parutions/{parution.pk}/paraitre/", follow=True)
    assert "se relit à deux" in refused.content.decode()
    second.post(f"/observatoire/parutions/{parution.pk}/paraitre/")
    page = public.get(f"/observatoire/parutions/{parution.pk}/")
    assert page.status_code == 200
    assert page.content.decode().count("<table") == 4
    assert "il peut différer de la somme de ses parties" in page.content.decode()
    assert str(parution.pk) in public.get("/observatoire/parutions/").content.decode()


def test_a_wrong_period_is_said(structure, claire) -> None:
    asked = {"periode": "2025-13", "indicateurs": ["actes_de_mediation"]}
    page = logged(claire).post("/observatoire/parutions/preparer/", asked)
    assert page.status_code == 422
    assert "n&#x27;existe pas" in page.content.decode()


@pytest.mark.parametrize(
    ("codes", "said"),
    [([], "Choisissez au moins un indicateur."), (["inconnu"], "inconnu")],
)
def test_a_wrong_choice_of_indicators_keeps_the_form(structure, claire, codes, said) -> None:
    write_year(structure, 2025, QPV, acts_per_month=60)
    page = logged(claire).post("/observatoire/parutions/preparer/", {"periode": "2025-T1", "indicateurs": codes})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert '<option value="2025-T1" selected' in page.content.decode()


def test_what_was_chosen_is_open_and_counted_when_it_comes_back(structure, claire) -> None:
    """Sixty indicators by register: those that hold a choice are open, the others are folded."""
    write_year(structure, 2025, QPV, acts_per_month=60)
    first = logged(claire).get("/observatoire/parutions/preparer/").content.decode()
    assert opened(first) == ["Cohésion sociale"]
    chosen = {code: registre for registre in ("cohesion", "tranquillite") for code in codes_of(registre)[:2]}
    asked = {"periode": "2025-13", "indicateurs": [*chosen, "inconnu"]}
    page = logged(claire).post("/observatoire/parutions/preparer/", asked).content.decode()
    assert set(re.findall(r'value="(\w+)" checked', page)) == set(chosen)
    assert opened(page) == ["Cohésion sociale", "Tranquillité publique"]
    assert f"2 sur {len(codes_of('tranquillite'))}<" in page
    assert len(re.findall(r'name="indicateurs"', page)) == len(proposable_indicateurs())


def opened(page: str) -> list[str]:
    return re.findall(r'<details class="rayon" open>\s*<summary><span>([^<]+)<', page)


def codes_of(registre: str) -> list[str]:
    return [each.code for each in proposable_indicateurs() if each.registre == registre]


def test_the_direction_opens_a_key_sees_it_once_and_withdraws_it(structure, helene, claire, paul) -> None:
    client = logged(helene)
    for acteur in (claire, paul):
        assert logged(acteur).get("/observatoire/cles/").status_code == 404
    asked = {"nom": "Tableau de la ville", "portees": ["catalogue", "figures"], "expire_le": timezone.localdate()}
    shown = client.post("/observatoire/cles/", asked).content.decode()
    (jeton,) = re.findall(r'<code class="jeton">(ed_[\w-]{43})</code>', shown)
    again = client.get("/observatoire/cles/").content.decode()
    assert jeton not in again
    assert "Tableau de la ville" in again
    assert find_cle(jeton) is not None
    client.post(f"/observatoire/cles/{CleApi.objects.get().pk}/retirer/")
    assert find_cle(jeton) is None
    assert "retirée" in client.get("/observatoire/cles/").content.decode()


def test_a_refused_key_says_why_and_keeps_what_was_typed(structure, helene) -> None:
    asked = {"nom": "Ville", "portees": ["figures:convention"], "expire_le": timezone.localdate()}
    page = logged(helene).post("/observatoire/cles/", asked)
    assert page.status_code == 422
    assert "Le seuil de 5 demande une convention" in page.content.decode()
    assert 'value="Ville"' in page.content.decode()


def test_the_page_of_the_api_says_every_address_and_every_refusal(db) -> None:
    page = Client().get("/observatoire/api/").content.decode()
    catalogue = ("indicateurs", "indicateurs/{code}/versions", "parutions", "parutions/{parution_id}/tables")
    for path in (*catalogue, "chiffres"):
        assert f"GET /observatoire/api/v1/{path}</code>" in page
    for name in ("cle", "portee", "introuvable", "methode", "demande", "debit"):
        assert f'id="{name}"' in page
    assert "<script" not in page.split("<main")[1].split("</main>")[0]


def test_an_agreement_changes_the_page_of_its_reader(structure, claire, paul) -> None:
    write_year(structure, 2025, QPV, acts_per_month=120)
    adresse = "/observatoire/explorer/?periode=2025&axe=qpv&detail=domaine"
    assert "11 actes et 11 situations distinctes" in logged(paul).get(adresse).content.decode()
    today = timezone.localdate().isoformat()
    asked = {"organisme": "Ville", "reference": "2026-1", "debut": today, "fin": today, "comptes": [paul.compte.pk]}
    assert logged(claire).post("/observatoire/conventions/", asked).status_code == 302
    assert Convention.objects.get().comptes.get() == paul.compte
    page = logged(paul).get(adresse).content.decode()
    assert "5 actes et 5 situations distinctes" in page
    assert "moins de 5 actes" in page


def test_released_parutions_do_not_cost_more_when_many(structure, claire, helene, django_assert_num_queries) -> None:
    write_year(structure, 2025, QPV, acts_per_month=60)
    for period in ("2025", "2025-T1", "2025-T2"):
        release_parution(propose_parution(periode=period, by=claire), by=helene)
    with django_assert_num_queries(1):
        Client().get("/observatoire/parutions/")


def test_exact_counts_are_for_the_coordination_on_screen_and_journaled(structure, claire, samira, paul, nadia) -> None:
    write_year(structure, 2025, QPV, acts_per_month=120)
    page = logged(claire).get("/observatoire/activite/exacte/?periode=2025&detail=registre")
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    assert "1\u202f440" in page.content.decode()
    entry = EntreeJournal.objects.get(evenement="observatoire.exact.lu")
    assert entry.champs == ["2025"]
    for acteur in (samira, paul, nadia):
        assert logged(acteur).get("/observatoire/activite/exacte/").status_code == 404
    assert logged(claire).get("/observatoire/activite/exacte/?periode=2025-13").status_code == 422
