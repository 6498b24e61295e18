"""The territories shipped with the package (SOURCES.md), built by construire.py. Read only."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

ICI = Path(__file__).parent


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Rows of `NAME.csv.gz`, every value a text."""
    with gzip.open(ICI / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def read_contours(name: str) -> list[dict]:
    """`[{"code": ..., "geometry": GeoJSON in WGS84, ...}]` of `NAME.json.gz`, sorted by code.

    `contours_departements_encarts` and `contours_regions_encarts` draw the overseas départements as insets
    near the mainland: for maps only, never to locate a point.
    """
    return json.loads(gzip.decompress((ICI / f"{name}.json.gz").read_bytes()))
