"""`python -m entredeux.cadre.garde_note.telephone`: writes the compiled rules where the phone reads them."""

import json
from pathlib import Path

from entredeux.cadre.garde_note.regles import load_regles

CIBLE = Path(__file__).resolve().parent.parent / "static" / "cadre" / "garde_note.json"


def draw_json() -> str:
    """One line a list or a sequence, so that a change of the rules is read in a diff."""
    compiled = load_regles()
    parts = [f'"{name}": {draw_value(value)}' for name, value in compiled.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def draw_value(value: object) -> str:
    if isinstance(value, dict) and value:
        return "{\n" + ",\n".join(f"{compact(key)}: {compact(each)}" for key, each in value.items()) + "\n}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(compact(each) for each in value) + "\n]"
    return compact(value)


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    CIBLE.write_text(draw_json(), encoding="utf-8")
