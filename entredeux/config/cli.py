"""`entredeux NAME [SUBNAME]`: Django's commands under one name, ours found by their words.

`entredeux import territoires` runs the management command `import_territoires`; `entredeux check`
alone stays Django's. An app adds a subcommand by adding a file: there is no list to keep.
"""

import os
import sys

import django
from django.core.management import execute_from_command_line, get_commands


def resolve(arguments: list[str]) -> list[str]:
    """Joins the first two words when a command of ours bears them."""
    if len(arguments) >= 2 and not arguments[1].startswith("-"):
        joined = f"{arguments[0]}_{arguments[1]}"
        if joined in get_commands():
            return [joined, *arguments[2:]]
    return arguments


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "entredeux.config.settings")
    if sys.argv[1:2] == ["demo"]:
        from entredeux.config.development import write_env_file

        write_env_file()
    django.setup()
    execute_from_command_line([sys.argv[0], *resolve(sys.argv[1:])])


if __name__ == "__main__":
    main()
