"""`/sante`: can this node serve, and is someone doing the background work? No secret, no version, no name.

503 only for what makes this node unable to serve (database, migrations, disk), because a balancer takes the
node out on it. A silent worker or a late backup is "attention", answered 200: a monitor reads `etat`.
"""

import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from entredeux.socle.models import Tic
from entredeux.socle.taches import BATTEMENT, SAUVEGARDE

SILENCE_OUVRIER = timedelta(minutes=3)
AGE_SAUVEGARDE = timedelta(hours=36)
DISQUE_MINIMUM = 200 * 1024 * 1024

Constat = dict[str, Any]


@require_safe
def show_sante(request: HttpRequest) -> JsonResponse:
    controles = {name: _safely(control) for name, control in CONTROLES.items()}
    states = {control["etat"] for control in controles.values()}
    etat = next(state for state in ("panne", "attention", "ok") if state in states)
    response = JsonResponse({"etat": etat, "controles": controles}, status=503 if etat == "panne" else 200)
    response["Cache-Control"] = "no-store"
    return response


def _safely(control: Callable[[], Constat]) -> Constat:
    try:
        return control()
    except (DatabaseError, OSError):
        return {"etat": "panne"}


def check_base() -> Constat:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"etat": "ok"}


def check_migrations() -> Constat:
    """The names on disk are read once per process; a deployment restarts it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        applied = set(cursor.fetchall())
    missing = len(migrations_on_disk() - applied)
    return {"etat": "panne" if missing else "ok", "a_appliquer": missing}


@cache
def migrations_on_disk() -> frozenset[tuple[str, str]]:
    loader = MigrationLoader(None)
    return frozenset(key for key in loader.graph.nodes if key not in _replaced(loader))


def _replaced(loader: MigrationLoader) -> set[tuple[str, str]]:
    return {replaced for migration in loader.replacements.values() for replaced in migration.replaces}


def check_ouvrier() -> Constat:
    age = _age_of(BATTEMENT)
    return {"etat": _late(age, SILENCE_OUVRIER), "silence_s": _seconds(age)}


def check_sauvegarde() -> Constat:
    age = _age_of(SAUVEGARDE)
    late = _late(age, AGE_SAUVEGARDE) if settings.INSTANCE == "production" else "ok"
    return {"etat": late, "age_s": _seconds(age)}


def check_disque() -> Constat:
    free = shutil.disk_usage(settings.DOSSIER).free
    return {"etat": "ok" if free > DISQUE_MINIMUM else "panne", "libre_mo": free // (1024 * 1024)}


CONTROLES: dict[str, Callable[[], Constat]] = {
    "base": check_base,
    "migrations": check_migrations,
    "ouvrier": check_ouvrier,
    "sauvegarde": check_sauvegarde,
    "disque": check_disque,
}


def _age_of(nom: str) -> timedelta | None:
    tic = Tic.objects.filter(nom=nom, periode="").first()
    return timezone.now() - tic.instant if tic else None


def _late(age: timedelta | None, limit: timedelta) -> str:
    return "ok" if age is not None and age <= limit else "attention"


def _seconds(age: timedelta | None) -> int | None:
    return None if age is None else int(age.total_seconds())
