"""What the architecture tests read: the files of the product, as git would ship them."""

from pathlib import Path

from django.conf import settings

RACINE = settings.RACINE.parent
PAQUET = settings.RACINE


def templates() -> list[Path]:
    return sorted(PAQUET.glob("**/templates/**/*.html"))


def python_files() -> list[Path]:
    return sorted(path for path in PAQUET.glob("**/*.py") if "migrations" not in path.parts)


def markdown_files() -> list[Path]:
    return sorted([*RACINE.glob("*.md"), *RACINE.glob("docs/**/*.md")])


def name_of(path: Path) -> str:
    return str(path.relative_to(RACINE))
