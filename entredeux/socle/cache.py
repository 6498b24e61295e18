"""The table of the shared cache: log-in throttling counts in it, for every web node at once."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections


def create_cache_table(*, using: str = "default", **_: object) -> None:
    """After every migration, so that a fresh clone needs no other command. Nothing when the table is there."""
    cache = settings.CACHES["default"]
    if not cache["BACKEND"].endswith("DatabaseCache"):
        return
    if cache["LOCATION"] not in connections[using].introspection.table_names():
        call_command("createcachetable", database=using, verbosity=0)
