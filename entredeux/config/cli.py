"""`entredeux NAME [SUBNAME]`: Django's commands under one name, ours found by their words.

`entredeux import territoires` runs the management command `import_territoires`; `entredeux check`
alone stays Django's; a dash is an underscore (`export-cells`). An app adds a subcommand by adding a file: there is no
list to keep.
"""

import argparse
import os
import sys

import django
from django.core.management import execute_from_command_line, get_commands

# What argparse says of a command badly typed, in the language of whoever types it.
EN_FRANCAIS = {
    "usage: ": "usage : ",
    "%(prog)s: error: %(message)s\n": "%(prog)s : %(message)s. Ajoutez --help pour voir ce qui est possible.\n",
    "the following arguments are required: %s": "il manque : %s",
    "unrecognized arguments: %s": "non compris : %s",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "expected one argument": "une valeur est attendue",
    "invalid %(type)s value: %(value)r": "%(value)r ne convient pas",
    "invalid choice: %(value)r (choose from %(choices)s)": "%(value)r n'existe pas (au choix : %(choices)s)",
}


def speak_french() -> None:
    argparse._ = lambda text: EN_FRANCAIS.get(text, text)  # type: ignore[attr-defined]


def resolve(arguments: list[str]) -> list[str]:
    """Joins the first two words when a command of ours bears them."""
    if len(arguments) >= 2 and not arguments[1].startswith("-"):
        joined = f"{arguments[0]}_{arguments[1]}".replace("-", "_")
        if joined in get_commands():
            return [joined, *arguments[2:]]
    return arguments


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entredeux.config.settings")
    if sys.argv[1:2] == ["demo"]:
        from entredeux.config.development import write_env_file

        write_env_file()
    django.setup()
    speak_french()
    execute_from_command_line([sys.argv[0], *resolve(sys.argv[1:])])


if __name__ == "__main__":
    main()
