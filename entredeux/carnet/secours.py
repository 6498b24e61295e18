"""The rescue file: sealed entries taken out of a phone that no longer sends, as JSON. It holds no word in clear."""

import json
from typing import Any

import pydantic

from entredeux.carnet.actions.reception import EntreeRecue

GENRE = "entredeux-carnet-secours"
ENTREES_MAX = 2000


class FichierIllisible(ValueError):
    """Not a rescue file; nothing was taken from it."""


def read_secours(content: bytes) -> list[EntreeRecue]:
    """Raises FichierIllisible with a sentence; a single bad entry refuses the file, which changes nothing."""
    try:
        said: Any = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        raise FichierIllisible("Ce fichier n'est pas un fichier de secours du carnet. Rien n'a été changé.") from None
    if not isinstance(said, dict) or said.get("genre") != GENRE or not isinstance(said.get("entrees"), list):
        raise FichierIllisible("Ce fichier n'est pas un fichier de secours du carnet. Rien n'a été changé.")
    if len(said["entrees"]) > ENTREES_MAX:
        raise FichierIllisible(f"Plus de {ENTREES_MAX} saisies : exportez-les en plusieurs fois. Rien n'a été changé.")
    adapter = pydantic.TypeAdapter(list[EntreeRecue])
    try:
        return adapter.validate_python(said["entrees"])
    except pydantic.ValidationError as error:
        rank = next((str(each["loc"][0] + 1) for each in error.errors() if isinstance(each["loc"][0], int)), "?")
        raise FichierIllisible(f"La saisie n° {rank} de ce fichier est abîmée. Rien n'a été changé.") from None
