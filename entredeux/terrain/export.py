"""The CSV of the structure's acts: streamed, columns drawn from the classification, never a name nor a note."""

import csv
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from entredeux.cadre.classement import fields_of
from entredeux.terrain.models import Intervention
from entredeux.themes.presenters import export_columns, export_values
from entredeux.themes.queries import packs

# A reference is read by its name; the answers are spread over the questions of each theme. Of the instant a
# record was made, the day alone leaves: a file outlives the seven days after which we forget the minute.
LISIBLES = {
    "mission": "mission__nom",
    "lieu": "lieu__nom",
    "structure": "structure__nom",
    "cree_le": "cree_le__date",
}
BOM = "\ufeff"
LOT = 2000


class Echo:
    """A file that gives back what is written, so that the csv module can stream."""

    def write(self, line: str) -> str:
        return line


def columns() -> list[str]:
    """Header of the export: open and internal fields of an act, then one column per question of each theme."""
    own = [name for name in fields_of(Intervention, "ouverts", "internes") if name != "reponses"]
    return own + [code for pack in packs().values() for code, _ in export_columns(pack)]


def stream_csv(interventions: QuerySet[Intervention]) -> Iterator[str]:
    """Lines of a semicolon CSV in UTF-8 with its mark. Memory does not grow with the number of rows."""
    writer = csv.writer(Echo(), delimiter=";")  # type: ignore[arg-type]
    own = [name for name in fields_of(Intervention, "ouverts", "internes") if name != "reponses"]
    every_pack = list(packs().values())
    yield BOM + str(writer.writerow(columns()))
    wanted = [LISIBLES.get(name, name) for name in own]
    # The list's index read backwards: sorting by anything else would hold every row in memory first.
    rows = interventions.order_by("date_service", "cree_le", "pk").values_list(*wanted, "theme", "reponses")
    for *values, theme, answers in rows.iterator(chunk_size=LOT):
        spread = [cell for pack in every_pack for cell in _answers(pack, theme, answers)]
        yield str(writer.writerow([safe_cell(value) for value in [*values, *spread]]))


def _answers(pack: Any, theme: str, answers: dict[str, Any]) -> list[str]:
    return export_values(pack, answers if pack.code == theme else {})


def safe_cell(value: Any) -> str:
    """A spreadsheet must read text, not run it: a cell that starts like a formula is quoted."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
