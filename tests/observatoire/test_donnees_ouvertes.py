"""What is out is open data: the files judged by frictionless and by an XML parser, over a real server."""

import csv
import hashlib
import io
import json
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET

import frictionless
import pytest
import requests
from django.test import Client
from django.utils.dateparse import parse_datetime

from entredeux.observatoire.donnees import CLES, COLONNES
from entredeux.observatoire.models import Parution
from entredeux.observatoire.parutions import propose_parution, release_parution
from tests.observatoire.fabrique import write_year

QPV = ["QN06201M", "QN06202M", "QN06203M", ""]
ATOM = "{http://www.w3.org/2005/Atom}"
ACTES = "actes_de_mediation"


def release(structure, claire, helene, periode="2025", codes=(ACTES,), acts=130) -> Parution:
    write_year(structure, 2025, QPV, acts_per_month=acts)
    return release_parution(propose_parution(periode=periode, indicateurs=codes, by=claire), by=helene)


def read(address: str) -> tuple[bytes, dict[str, str]]:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read(), {name.lower(): value for name, value in answer.headers.items()}


@pytest.fixture
def parue(structure, claire, helene) -> Parution:
    return release(structure, claire, helene)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_the_whole_package_is_valid_for_frictionless(live_server, parue) -> None:
    address = f"{live_server.url}/observatoire/parutions/{parue.pk}/"
    # Closed here: a kept connection would keep the server's own to the database.
    with requests.Session() as session, frictionless.system.use_context(http_session=session):
        report = frictionless.Package(f"{address}datapackage.json").validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])
    assert sorted(task.name for task in report.tasks) == [ACTES, "vocabulaire"]
    said = json.loads(read(f"{address}datapackage.json")[0])
    assert (said["licenses"][0]["name"], said["homepage"]) == ("etalab-2.0", address)
    for resource in said["resources"]:
        content, headers = read(address + resource["path"])
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert headers["etag"] == f'"{hashlib.sha256(content).hexdigest()}"'
        assert resource["bytes"] == len(content)
    (table, *_) = report.tasks
    assert table.stats["rows"] == len(rows_of(read(f"{address}donnees/{ACTES}.csv")[0]))


def test_a_damaged_file_is_not_valid(parue, tmp_path) -> None:
    """The judge judges: the schema served refuses a wrong zone, a value that is not a number, a row given twice."""
    base = f"/observatoire/parutions/{parue.pk}/"
    (tmp_path / "schema.json").write_bytes(Client().get(f"{base}schema.json").content)
    lines = Client().get(f"{base}donnees/{ACTES}.csv").content.decode().splitlines()
    lines[1] = lines[1].replace("qpv", "rue").replace("2025", "l'an dernier")
    (tmp_path / "t.csv").write_text("\n".join([*lines, lines[-1]]))
    with frictionless.system.use_context(trusted=True):
        report = frictionless.Resource(path=str(tmp_path / "t.csv"), schema=str(tmp_path / "schema.json")).validate()
    assert {error.type for error in report.task.errors} == {"constraint-error", "primary-key"}


def test_every_cell_of_the_release_is_a_row_once(parue) -> None:
    rows = rows_of(Client().get(f"/observatoire/parutions/{parue.pk}/donnees/{ACTES}.csv").content)
    assert tuple(rows[0]) == COLONNES
    assert len({tuple(row[name] for name in CLES) for row in rows}) == len(rows)
    shown = {tuple(row[name] for name in CLES): row["valeur"] for row in rows}
    for table in parue.tables.all():
        for *key, value, _reason, _n in table.cellules:
            where = dict(zip(table.liste_axes, key, strict=True))
            quarter = where["qpv"]
            zone = {"*": ("structure", ""), "": ("hors_quartier", "")}.get(quarter, ("qpv", quarter))
            month = where.get("mois", "*")
            themes = [{"*": "", "": "inconnu"}.get(where.get(t, "*"), where.get(t, "*")) for t in CLES[3:]]
            said = shown["2025" if month == "*" else month, *zone, *themes]
            assert said == ("" if value is None else str(value))
    assert all((row["valeur"] == "") == (row["secret"] != "") for row in rows)
    assert {row["secret"] for row in rows} == {"", "seuil"}
    assert min(int(row["valeur"]) for row in rows if row["valeur"]) >= 11


def test_files_are_cached_by_their_hash_and_say_what_describes_them(live_server, parue) -> None:
    address = f"{live_server.url}/observatoire/parutions/{parue.pk}/"
    _, headers = read(f"{address}donnees/{ACTES}.csv")
    assert headers["cache-control"] == "public, max-age=3600"
    assert f'<{address}schema.json>; rel="describedby"' in headers["link"]
    assert 'rel="license"' in headers["link"]
    again = urllib.request.Request(f"{address}donnees/{ACTES}.csv", headers={"If-None-Match": headers["etag"]})
    with pytest.raises(urllib.error.HTTPError) as kept:
        urllib.request.urlopen(again, timeout=30)
    assert (kept.value.code, kept.value.headers["ETag"]) == (304, headers["etag"])
    kept.value.close()


def test_nothing_is_served_before_two_people_let_it_out(structure, claire) -> None:
    write_year(structure, 2025, QPV, acts_per_month=60)
    proposed = propose_parution(periode="2025", by=claire)
    for name in ("", "schema.json", "datapackage.json", "vocabulaire.csv", f"donnees/{ACTES}.csv"):
        assert Client().get(f"/observatoire/parutions/{proposed.pk}/{name}").status_code == 404
    assert str(proposed.pk) not in Client().get("/observatoire/parutions.atom").content.decode()


def test_an_indicator_that_is_not_released_has_no_file(parue) -> None:
    assert Client().get(f"/observatoire/parutions/{parue.pk}/donnees/passages_faits.csv").status_code == 404


# --- the feed


def entries_of(content: bytes) -> list[ET.Element]:
    """Checks what RFC 4287 requires (4.1.1, 4.1.2), and hands over the entries."""
    feed = ET.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    for node in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"{ATOM}{name}")) == 1, (node.tag, name)
        updated = parse_datetime(node.findtext(f"{ATOM}updated", ""))
        assert updated is not None
        assert updated.tzinfo is not None
        assert node.find(f"{ATOM}author/{ATOM}name") is not None
        assert [each for each in node.findall(f"{ATOM}link") if each.get("rel") == "alternate"]
    assert [each.get("rel") for each in feed.findall(f"{ATOM}link")].count("self") == 1
    return feed.findall(f"{ATOM}entry")


def test_the_feed_has_an_entry_a_release_and_one_a_revision(structure, claire, helene) -> None:
    assert entries_of(Client().get("/observatoire/parutions.atom").content) == []
    first = release(structure, claire, helene)
    other = release(structure, claire, helene, periode="2025-T1")
    second = release(structure, claire, helene, acts=140)
    answer = Client().get("/observatoire/parutions.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    entries = entries_of(answer.content)
    assert [each.findtext(f"{ATOM}id") for each in entries] == [each.pk.urn for each in (second, other, first)]
    assert [each.findtext(f"{ATOM}title") for each in entries] == [
        "Passerelle Lens-Liévin, année 2025, révision",
        "Passerelle Lens-Liévin, 1er trimestre 2025",
        "Passerelle Lens-Liévin, année 2025",
    ]
    links = {each.get("rel"): each.get("href") for each in entries[0].findall(f"{ATOM}link")}
    assert links["predecessor-version"] == f"http://testserver/observatoire/parutions/{first.pk}/"
    again = Client().get("/observatoire/parutions.atom", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_the_feed_is_announced_by_the_pages(parue) -> None:
    for page in ("/observatoire/parutions/", f"/observatoire/parutions/{parue.pk}/"):
        assert 'type="application/atom+xml"' in Client().get(page).content.decode()


def test_a_revision_and_what_it_revises_lead_to_each_other(structure, claire, helene) -> None:
    first, second = release(structure, claire, helene), release(structure, claire, helene, acts=140)
    old = Client().get(f"/observatoire/parutions/{first.pk}/").content.decode()
    new = Client().get(f"/observatoire/parutions/{second.pk}/").content.decode()
    assert "Révisée depuis par" in old
    assert f"/observatoire/parutions/{second.pk}/" in old
    assert "qui reste lisible" in new
    assert f"/observatoire/parutions/{first.pk}/" in new
