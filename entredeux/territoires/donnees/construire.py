"""Builds the package data of this folder from the source files (SOURCES.md says where they come from).

    python -m entredeux.territoires.donnees.construire FOLDER

FOLDER holds `territories/`, `qpv/`, `politique-ville/` and `observatory/`. The same sources give the same bytes.
Repairs made here, once: leading zeros lost by the sources, codes of merged communes led to the commune of
today, the EPCI of a QPV kept only when there is one.
"""

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ICI = Path(__file__).parent
DEPARTEMENTS_AVEC_CONTOURS = ("13", "59", "69", "93")

Row = dict[str, str]


def main(source: Path) -> None:
    communes = list(read(source / "territories/communes_2026.csv.gz"))
    anciennes = list(read(source / "territories/communes_deleguees_associees_2026.csv"))
    today = {row["code"]: row["chef_lieu"] for row in anciennes} | {row["code"]: row["code"] for row in communes}
    named = {row["code"]: row["nom"] for row in communes}
    epci = list(read(source / "territories/epci_2026.csv"))
    tables: dict[str, Iterable[Row]] = {
        "regions": pick(read(source / "territories/regions_2026.csv"), "code nom"),
        "departements": pick(read(source / "territories/departements_2026.csv"), "code nom region"),
        "epci": pick(epci, "code nom type population"),
        "communes": pick(
            communes, "code nom type commune_parente departement region epci ept codes_postaux population lon lat"
        ),
        "communes_anciennes": pick(
            (row for row in anciennes if row["nom"] != named.get(row["code"])), "code nom chef_lieu"
        ),
        "contrats_ville": contrats_ville(source, communes),
        "qpv_2024": qpv_2024(source, today, {row["code"] for row in epci}),
        "qpv_2015": qpv_2015(source),
        "correspondances_qpv": pick(read(source / "qpv/qpv_2015_2024_meme_nom.csv"), "code_2024 code_2015 evolution"),
        **contexte(source),
    }
    for name, rows in tables.items():
        write_table(name, list(rows))
    write_contours("contours_qpv_2024", contours_qpv(source, today))
    write_contours("contours_communes", contours_communes(source, today))
    for name in ("departements", "regions"):
        write_contours(f"contours_{name}_encarts", features(source / f"territories/contours_{name}_encarts.geojson"))


def contexte(source: Path) -> dict[str, Iterable[Row]]:
    """The columns that have a definition (contexte/definitions.yaml), and no other; values untouched."""
    return {
        "contexte_communes": pick(
            read(source / "observatory/communes_indicateurs.csv.gz"),
            "code zone_emploi residences_principales_2021 revenu_median_2021 part_minima_sociaux_2021 "
            "taux_logements_sociaux_sru taux_vacance_2021 ips_ecoles_median",
        ),
        "contexte_qpv": pick(
            read(source / "qpv/qpv_2024_indicateurs.csv"),
            "code population indice_jeunesse nb_menages part_menages_1p nb_logements_sociaux taux_logements_sociaux "
            "taux_emploi taux_pauvrete_60 caf_allocataires caf_personnes_couvertes caf_rsa_socle",
        ),
        "contexte_zones_emploi": read(source / "observatory/chomage_zones_emploi.csv"),
    }


def contrats_ville(source: Path, communes: list[Row]) -> Iterator[Row]:
    """One row per contract: one spans two départements and comes twice; those of Corsica come without any."""
    of_epci = {row["epci"]: row["departement"] for row in communes}
    contrats: dict[str, list[Row]] = {}
    for row in read(source / "politique-ville/contrats_ville_2014_2023.csv"):
        contrats.setdefault(row["code"], []).append(row)
    for code, rows in contrats.items():
        populations = [int(float(row["population_qpv"])) for row in rows if row["population_qpv"]]
        yield {
            "code": code,
            "nom": rows[0]["libelle"].partition(" - ")[2] or rows[0]["libelle"],
            "porteur": rows[0]["epci"],
            "departements": "|".join(sorted(row["departement"] or of_epci.get(row["epci"], "") for row in rows)),
            "population_qpv": str(sum(populations)) if populations else "",
            "lon": rows[0]["lon"],
            "lat": rows[0]["lat"],
        }


def qpv_2024(source: Path, today: dict[str, str], known_epci: set[str]) -> Iterator[Row]:
    for row in read(source / "qpv/qpv_2024.csv"):
        yield {
            "code": row["code"],
            "nom": row["nom"],
            "communes": "|".join(communes_today(row["communes"].split("|"), today)),
            "noms_communes": row["noms_communes"].replace("|", ", "),
            "departement": row["departement"],
            "region": row["region"],
            "epci": row["epci"] if row["epci"] in known_epci else "",
            "lon": row["lon"],
            "lat": row["lat"],
            "superficie_ha": row["superficie_ha"],
            # The decree on overseas quarters came a year later.
            "valide_du": "2025-01-01" if is_overseas(row["departement"]) else "2024-01-01",
        }


def qpv_2015(source: Path) -> Iterator[Row]:
    for row in read(source / "qpv/qpv_2015_liste.csv"):
        departement = row["code"][2:5].removeprefix("0")  # the source's own column lost zeros
        yield {
            "code": row["code"],
            "nom": row["nom"],
            "noms_communes": row["communes"],
            "departement": departement,
            "valide_du": "2015-01-01",
            "valide_au": "2024-12-31" if is_overseas(departement) else "2023-12-31",
        }


def contours_qpv(source: Path, today: dict[str, str]) -> Iterator[dict]:
    for feature in features(source / "qpv/qpv_2024.geojson.gz"):
        properties = feature["properties"]
        yield {
            "code": properties["code"],
            "communes": communes_today(properties["communes"], today),
            "geometry": feature["geometry"],
        }


def contours_communes(source: Path, today: dict[str, str]) -> Iterator[dict]:
    """Contours of 2018 under the code of today: a merged commune is several contours of one code."""
    for departement in DEPARTEMENTS_AVEC_CONTOURS:
        for feature in features(source / f"territories/contours_communes_{departement}.geojson"):
            yield {"code": today[feature["properties"]["code"]], "geometry": feature["geometry"]}


def communes_today(codes: Iterable[str], today: dict[str, str]) -> list[str]:
    return sorted({today[code] for code in codes})


def is_overseas(departement: str) -> bool:
    return departement.startswith(("97", "98"))


def read(path: Path) -> Iterator[Row]:
    return csv.DictReader(io.StringIO(read_text(path), newline=""))


def features(path: Path) -> list[dict]:
    return json.loads(read_text(path))["features"]


def read_text(path: Path) -> str:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode()


def pick(rows: Iterable[Row], columns: str) -> Iterator[Row]:
    names = columns.split()
    return ({name: row[name] for name in names} for row in rows)


def write_table(name: str, rows: list[Row]) -> None:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: next(iter(row.values()))))
    compress(f"{name}.csv.gz", stream.getvalue())


def write_contours(name: str, zones: Iterable[dict]) -> None:
    """A list of {code, geometry (GeoJSON, WGS84), ...}, sorted by code."""
    flat = [zone if "code" in zone else {**zone["properties"], "geometry": zone["geometry"]} for zone in zones]
    text = json.dumps(sorted(flat, key=lambda zone: zone["code"]), ensure_ascii=False, separators=(",", ":"))
    compress(f"{name}.json.gz", text)


def compress(name: str, text: str) -> None:
    content = gzip.compress(text.encode(), compresslevel=9, mtime=0)
    (ICI / name).write_bytes(content)
    sys.stdout.write(f"{name} {len(content)} octets\n")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("Indiquez le dossier des sources : python -m entredeux.territoires.donnees.construire DOSSIER")
    main(Path(sys.argv[1]))
