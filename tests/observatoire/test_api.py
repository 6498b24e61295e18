"""Programs read protected figures by key, those of the pages, and nothing else; a refusal is a problem in French."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from entredeux.cadre.models import EntreeJournal
from entredeux.observatoire import api as module
from entredeux.observatoire.cles import find_cle, open_cle, revoke_cle
from entredeux.observatoire.donnees import CLES
from entredeux.observatoire.enums import PorteeCle
from entredeux.observatoire.models import CleApi, Publication
from entredeux.observatoire.parutions import (
    proposable_indicateurs,
    propose_parution,
    record_convention,
    release_parution,
    tables_by_code,
)
from entredeux.socle.erreurs import Refus
from tests.observatoire.fabrique import write_year

RACINE = "/observatoire/api/v1"
QPV = ["QN06201M", "QN06202M", "QN06203M", ""]
ACTES = "actes_de_mediation"
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
TOUTES = tuple(PorteeCle.values[:2])


@pytest.fixture
def annee(structure):
    write_year(structure, 2025, QPV, acts_per_month=130)
    return structure


def make_cle(by, *portees: str, jours: int = 30, **more: Any) -> str:
    expire = timezone.localdate() + timedelta(days=jours)
    return open_cle(nom="Essai", portees=portees or TOUTES, expire_le=expire, by=by, **more).jeton


def ask(jeton: str, path: str, **query: Any) -> Any:
    return Client().get(f"{RACINE}{path}", query, headers={"Authorization": f"Bearer {jeton}"} if jeton else {})


def problem_of(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert set(said) >= {"type", "title", "status", "detail", "instance"}
    assert said["status"] == answer.status_code
    return answer.status_code, said["type"].rpartition("#")[2]


# --- keys


def test_a_key_is_shown_once_and_only_its_digest_is_kept(structure, helene) -> None:
    opened = open_cle(nom="Ville", portees=TOUTES, expire_le=timezone.localdate(), by=helene)
    kept = " ".join(str(value) for value in CleApi.objects.values().get().values())
    assert opened.jeton not in kept
    assert opened.jeton.startswith(opened.cle.prefixe)
    assert len(opened.jeton) - len(opened.cle.prefixe) > 32
    assert find_cle(opened.jeton) == opened.cle
    assert find_cle(opened.jeton + "x") is None
    event = EntreeJournal.objects.get(evenement="observatoire.cle.ouverte")
    assert event.champs == ["catalogue", "figures"]


def test_only_the_direction_opens_and_withdraws(structure, claire, helene, samira, paul, nadia) -> None:
    for acteur in (claire, samira, paul, nadia):
        with pytest.raises(Refus):
            make_cle(acteur)
    jeton = make_cle(helene)
    revoke_cle(CleApi.objects.get(), by=helene)
    assert find_cle(jeton) is None
    assert problem_of(ask(jeton, "/indicateurs")) == (401, "cle")


def test_a_key_ends_by_itself(structure, helene) -> None:
    jeton = make_cle(helene, jours=0)
    assert ask(jeton, "/indicateurs").status_code == 200
    CleApi.objects.update(expire_le=timezone.localdate() - timedelta(days=1))
    assert problem_of(ask(jeton, "/indicateurs")) == (401, "cle")
    for jours in (-1, 367):
        with pytest.raises(ValidationError, match="d'ici à un an"):
            make_cle(helene, jours=jours)


def test_a_key_of_a_closed_structure_opens_nothing(structure, helene) -> None:
    jeton = make_cle(helene)
    structure.est_active = False
    structure.save()
    assert problem_of(ask(jeton, "/indicateurs")) == (401, "cle")


def test_a_key_says_what_it_reads(structure, helene) -> None:
    with pytest.raises(ValidationError, match="n'existe pas"):
        make_cle(helene, "fiches")
    with pytest.raises(ValidationError, match="demande une convention"):
        make_cle(helene, "figures:convention")


# --- scopes


def test_without_a_key_nothing_is_read_but_the_description(annee) -> None:
    for path in ("/indicateurs", f"/indicateurs/{ACTES}/versions", "/parutions", "/chiffres"):
        answer = ask("", path)
        assert problem_of(answer) == (401, "cle")
        assert answer["WWW-Authenticate"].startswith("Bearer")
    assert Client().get(f"{RACINE}/openapi.json").status_code == 200


def test_a_session_opens_nothing(annee, helene) -> None:
    client = Client()
    client.force_login(helene.compte)
    assert problem_of(client.get(f"{RACINE}/chiffres", {"indicateur": ACTES, "periode": "2025"})) == (401, "cle")


@pytest.mark.parametrize(
    ("portee", "path", "query"),
    [
        ("figures", "/indicateurs", {}),
        ("figures", "/parutions", {}),
        ("catalogue", "/chiffres", {"indicateur": ACTES, "periode": "2025"}),
    ],
)
def test_a_scope_opens_its_own_reading(annee, helene, portee, path, query) -> None:
    answer = ask(make_cle(helene, portee), path, **query)
    assert problem_of(answer) == (403, "portee")
    assert "n'a pas la portée" in answer.json()["detail"]


def test_the_floor_of_five_lasts_as_long_as_the_agreement(annee, claire, helene, paul) -> None:
    today = timezone.localdate()
    convention = record_convention(
        organisme="Ville", reference="2026-1", debut=today, fin=today, comptes=[paul.compte], by=claire
    )
    low = make_cle(helene, "figures:convention", convention=convention)
    usual = make_cle(helene, "figures")
    query = {"indicateur": ACTES, "periode": "2025-01", "axe": "qpv", "detail": "domaine"}
    at_five, at_eleven = ask(low, "/chiffres", **query).json(), ask(usual, "/chiffres", **query).json()
    assert (at_five["plancher"], at_eleven["plancher"]) == (5, 11)
    shown = [row["valeur"] for row in at_five["lignes"] if row["valeur"] is not None]
    assert min(shown) in range(5, 11)
    convention.fin = convention.debut = today - timedelta(days=1)
    convention.save()
    assert ask(low, "/chiffres", **query).json()["lignes"] == at_eleven["lignes"]


def test_a_key_reads_its_structure_alone(annee, helene, autre_structure) -> None:
    from entredeux.cadre.enums import Role
    from tests.conftest import join

    autre = make_cle(join("Odile", Role.DIRECTION, autre_structure))
    assert problem_of(ask(autre, "/chiffres", indicateur=ACTES, periode="2025")) == (422, "demande")
    assert Publication.objects.filter(structure=autre_structure).count() == 0


# --- what is read


def test_the_same_figure_on_the_page_in_the_api_and_in_the_release(annee, claire, helene, paul) -> None:
    """One figure, one value, wherever it is read: the CSV of the page, the API, the files of a release."""
    page = Client()
    page.force_login(paul.compte)
    text = page.get("/observatoire/explorer.csv?periode=2025&axe=qpv&detail=domaine").content.decode()
    lines = [line for line in text.lstrip("\ufeff").splitlines() if not line.startswith("#")]
    on_page = {
        (row["qpv_2024"], row["qpv_2024_libelle"], row["domaine"], row["domaine_libelle"]): row["valeur"]
        for row in csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";")
    }
    jeton = make_cle(helene)
    asked = ask(jeton, "/chiffres", indicateur=ACTES, periode="2025", axe="qpv", detail="domaine").json()
    parution = release_parution(propose_parution(periode="2025", by=claire), by=helene)
    address = f"/observatoire/parutions/{parution.pk}/donnees/{ACTES}.csv"
    in_file = list(csv.DictReader(io.StringIO(Client().get(address).content.decode())))
    (by_api,) = ask(jeton, f"/parutions/{parution.pk}/tables").json()["tables"]

    def key(row: dict[str, Any]) -> tuple[str, ...]:
        return tuple(row[name] for name in ("periode", "zone_type", "zone_code", "registre", "domaine"))

    def text_of(value: Any) -> str:
        return "" if value is None else str(value)

    from_api = {key(row): text_of(row["valeur"]) for row in asked["lignes"]}
    from_file = {key(row): row["valeur"] for row in in_file}
    from_tables = {key(row): text_of(row["valeur"]) for row in by_api["lignes"]}
    assert from_file == from_tables
    assert len(from_api) > 60
    assert {where: from_file[where] for where in from_api} == from_api
    compared = 0
    for (quarter, name, code, label), value in on_page.items():
        zone = ("qpv", quarter) if quarter else ("structure", "") if name == "Ensemble" else ("hors_quartier", "")
        domaine = "" if label == "Ensemble" else code or "inconnu"
        assert from_api["2025", *zone, "", domaine] == value
        compared += 1
    assert compared > 30


PARUS = ("part_mises_en_relation", "personnes_rencontrees", "conflits_voisinage", "dysfonctionnements_signales")


def test_a_share_a_filter_a_weight_and_an_exact_count_are_the_same_everywhere(annee, claire, helene, paul) -> None:
    """Whatever an indicator is made of: each of its tables by the API, its file, and the explorer's file."""
    known = {each.code: each for each in proposable_indicateurs()}
    wanted = [code for code in PARUS if code in known]
    assert any(known[code].est_exact for code in wanted)
    parution = release_parution(propose_parution(periode="2025", indicateurs=wanted, by=claire), by=helene)
    jeton, compared = make_cle(helene), 0
    for code, tables in tables_by_code(parution).items():
        address = f"/observatoire/parutions/{parution.pk}/donnees/{code}.csv"
        rows = csv.DictReader(io.StringIO(Client().get(address).content.decode()))
        in_file = {tuple(row[name] for name in CLES): row["valeur"] for row in rows}
        for table in tables:
            zone = [axe for axe in table.liste_axes if axe == "qpv"]
            query: dict[str, Any] = {"axe": zone[0]} if zone else {}
            query["detail"] = [axe for axe in table.liste_axes if axe != "qpv"]
            said = ask(jeton, "/chiffres", indicateur=code, periode="2025", **query).json()
            assert said["plancher"] == (None if known[code].est_exact else 11)
            for row in said["lignes"]:
                value = "" if row["valeur"] is None else str(row["valeur"])
                assert in_file[tuple(row[name] for name in CLES)] == value
                compared += 1
    assert compared > 100
    assert "Quantité exacte" in Client().get(f"/observatoire/parutions/{parution.pk}/").content.decode()
    page = Client()
    page.force_login(paul.compte)
    text = page.get(
        "/observatoire/explorer.csv?indicateur=part_mises_en_relation&periode=2025&axe=qpv"
    ).content.decode()
    lines = [line for line in text.lstrip("\ufeff").splitlines() if not line.startswith("#")]
    said = ask(jeton, "/chiffres", indicateur="part_mises_en_relation", periode="2025", axe="qpv").json()
    by_zone = {row["zone_code"]: row["valeur"] for row in said["lignes"] if row["zone_type"] == "qpv"}
    on_page = {row["qpv_2024"]: row["valeur"] for row in csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";")}
    assert {zone: "" if value is None else str(value) for zone, value in by_zone.items()}.items() <= on_page.items()
    assert any(by_zone.values())


def test_the_catalogue_and_the_versions_kept(structure, helene) -> None:
    jeton = make_cle(helene)
    listed = ask(jeton, "/indicateurs").json()["indicateurs"]
    assert ACTES in {each["code"] for each in listed}
    said = ask(jeton, f"/indicateurs/{ACTES}/versions").json()
    assert [each["version"] for each in said["versions"]] == [1]
    assert said["versions"][0]["definition"]["question"].endswith("?")
    assert problem_of(ask(jeton, "/indicateurs/inconnu/versions")) == (404, "introuvable")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"periode": "2025"}, "indicateur"),
        ({"indicateur": ACTES, "periode": "2025-13"}, "periode"),
        ({"indicateur": ACTES, "periode": "2199"}, "ne sont pas encore arrêtés"),
        ({"indicateur": ACTES, "periode": "2025", "axe": "adresse"}, "adresse"),
        ({"indicateur": ACTES, "periode": "2025", "detail": ["lieu_id"]}, "lieu_id"),
    ],
)
def test_an_impossible_reading_says_what_is_wrong(annee, helene, query, said) -> None:
    answer = ask(make_cle(helene), "/chiffres", **query)
    assert problem_of(answer) == (422, "demande")
    assert said in answer.json()["detail"]


def test_every_reading_is_a_line_of_the_journal(annee, helene) -> None:
    jeton = make_cle(helene)
    ask(jeton, "/indicateurs")
    answer = ask(jeton, "/chiffres", indicateur=ACTES, periode="2025", axe="qpv").json()
    events = list(EntreeJournal.objects.filter(evenement="observatoire.api.lu").order_by("numero"))
    assert [event.champs for event in events] == [["indicateurs"], ["2025", ACTES, "chiffres"]]
    assert {(event.role, event.acteur, event.structure) for event in events} == {("cle_api", "", annee.pk)}
    assert events[1].nombre == len(answer["lignes"])
    assert CleApi.objects.get().servie_le == timezone.localdate()


def test_a_key_reads_so_many_times_an_hour(structure, helene, monkeypatch) -> None:
    monkeypatch.setattr(module, "PAR_HEURE", 2)
    jeton, other = make_cle(helene), make_cle(helene)
    assert [ask(jeton, "/indicateurs").status_code for _ in range(3)] == [200, 200, 429]
    assert problem_of(answer := ask(jeton, "/indicateurs")) == (429, "debit")
    assert answer["Retry-After"] == "3600"
    assert ask(other, "/indicateurs").status_code == 200


def test_trying_keys_is_slowed(structure, monkeypatch) -> None:
    monkeypatch.setattr(module, "ESSAIS_PAR_HEURE", 2)
    assert [ask("ed_faux", "/indicateurs").status_code for _ in range(3)] == [401, 401, 429]


def test_only_reading_and_only_known_addresses(structure, helene) -> None:
    jeton = make_cle(helene)
    headers = {"Authorization": f"Bearer {jeton}"}
    answer = Client().post(f"{RACINE}/indicateurs", headers=headers)
    assert problem_of(answer) == (405, "methode")
    assert answer["Allow"] == "GET"
    assert problem_of(Client().get(f"{RACINE}/fiches", headers=headers)) == (404, "introuvable")


# --- a key reaches these routes and no other


def walk(patterns: list, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def test_a_key_opens_no_page_of_ours(annee, helene) -> None:
    """With a key, every route that is not open to the world answers as to nobody: the door of the log-in."""
    client = Client(headers={"Authorization": f"Bearer {make_cle(helene)}"})
    reached = []
    closed = 0
    for route, view in walk(get_resolver().url_patterns):
        if getattr(view, "login_required", True) is False or "(?P" in route or "^" in route:
            continue
        address = re.sub(r"<(\w+:)?(\w+)>", lambda m: "1" if m[1] == "int:" else str(annee.pk), route)
        answer = client.get(address)
        closed += 1
        if answer.status_code == 200 or (answer.status_code == 302 and "connexion" not in answer["Location"]):
            reached.append((route, answer.status_code))
    assert closed > 200
    assert reached == []


# --- judged from outside


def tries(number: int):
    return hypothesis_settings(
        max_examples=number, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_nothing_drawn_from_the_schema_gets_an_answer_it_does_not_document(annee, claire, helene, live_server, mode):
    release_parution(propose_parution(periode="2025", by=claire), by=helene)
    schema = schemathesis.openapi.from_url(f"{live_server.url}{RACINE}/openapi.json")
    # Closed each time: a kept connection keeps its thread, and the thread keeps the database from being dropped.
    headers = {"Authorization": f"Bearer {make_cle(helene)}", "Connection": "close"}
    seen: set[int] = set()
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) == 5
    for operation in operations:

        @tries(12)
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case) -> None:
            answer = case.call_and_validate(headers=headers, checks=CHECKS)
            seen.add(answer.status_code)

        check()
    assert seen <= {200, 401, 404, 422}  # a header drawn wrong is a key that does not exist
    assert seen & ({200} if mode is GenerationMode.POSITIVE else {404, 422})
