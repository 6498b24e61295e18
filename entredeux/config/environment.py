"""Reads settings from the environment, and stops with a sentence when one is missing.

A `.env` file beside the working directory is read first; the real environment wins over it.
"""

import os
import sys
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class MissingSetting(SystemExit):
    """Raised at start: the message says which variable to set, and how."""


def load_env_file(path: Path) -> None:
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.partition("=")
        if separator and not name.lstrip().startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())


def read(name: str, default: str | None = None, *, why: str = "") -> str:
    value = os.environ.get(name, default)
    if value is None:
        sys.stderr.write(
            f"Il manque le réglage {name} ({why}).\n"
            "Copiez .env.example vers .env et complétez-le, ou lancez `make demo` "
            "qui écrit un .env de développement.\n"
        )
        raise MissingSetting(2)
    return value


def read_bool(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "oui" if default else "non").lower() in {"1", "oui", "true", "yes"}


SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; "
    "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY; "
    "PRAGMA journal_size_limit=27103364;"
)


def parse_database(url: str) -> dict:
    """`sqlite:///path/file.sqlite3` or `postgres://user:password@host:port/name?option=value`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path.removeprefix("/")) or ":memory:",
            "CONN_MAX_AGE": 60,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        }
    if parts.scheme in {"postgres", "postgresql"}:
        options = dict(parse_qsl(parts.query))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", unquote(parts.hostname or "")),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    sys.stderr.write(f"ENTREDEUX_BASE commence par « {parts.scheme} » : attendu sqlite:/// ou postgres://\n")
    raise MissingSetting(2)


def parse_mail(url: str) -> dict[str, object]:
    """`smtp://user:password@host:port`, `smtps://` for TLS from the start, `console:` to print."""
    parts = urlsplit(url)
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }
