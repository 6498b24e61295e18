"""The tables of the libraries we install, sorted like ours (classement.py): we cannot write beside their models.

A library that adds a field or a model fails `tests/cadre/test_classement.py` until someone has read what it holds.
"""

from dataclasses import dataclass, field

from django.apps import apps
from django.db import models

from entredeux.cadre.classement import NIVEAUX, Anomalie, our_models


@dataclass(frozen=True)
class Tiers:
    """One model of a library: why it is there, and each of its fields in one level."""

    raison: str
    ouverts: tuple[str, ...] = ()
    internes: tuple[str, ...] = ()
    personnels: tuple[str, ...] = ()
    secrets: tuple[str, ...] = field(default=())

    def levels(self) -> list[tuple[str, str]]:
        return [(name, level) for level in NIVEAUX for name in getattr(self, level)]


TIERS: dict[str, Tiers] = {
    "contenttypes.ContentType": Tiers("names of our models, for Django", internes=("id", "app_label", "model")),
    "auth.Permission": Tiers(
        "made by Django and unused: our permissions are a table in code (roles.py)",
        internes=("id", "name", "content_type", "codename"),
    ),
    "auth.Group": Tiers("unused, empty", internes=("id", "name", "permissions")),
    "auth.Group_permissions": Tiers("unused, empty", internes=("id", "group", "permission")),
    "sites.Site": Tiers("allauth names the instance from it", ouverts=("id", "domain", "name")),
    "sessions.Session": Tiers(
        "who is signed in; 12 hours, swept each night, left out of backups",
        internes=("expire_date",),
        secrets=("session_key", "session_data"),
    ),
    "account.EmailAddress": Tiers(
        "the address an account signs in with", internes=("id", "verified", "primary"), personnels=("user", "email")
    ),
    "account.EmailConfirmation": Tiers(
        "a link sent to prove an address",
        internes=("id", "created", "sent"),
        personnels=("email_address",),
        secrets=("key",),
    ),
    "mfa.Authenticator": Tiers(
        "second factors: TOTP seed (encrypted by our adapter), public part of passkeys, recovery codes",
        internes=("id", "type", "created_at"),
        personnels=("user", "last_used_at"),
        secrets=("data",),
    ),
    "socialaccount.SocialApp": Tiers(
        "empty: the provider is a setting",
        internes=("id", "provider", "provider_id", "name", "client_id", "settings"),
        secrets=("secret", "key"),
    ),
    "socialaccount.SocialAccount": Tiers(
        "the ProConnect identity bound to an account",
        internes=("id", "provider"),
        personnels=("user", "uid", "last_login", "date_joined", "extra_data"),
    ),
    "socialaccount.SocialToken": Tiers(
        "empty: SOCIALACCOUNT_STORE_TOKENS is off",
        internes=("id", "app", "expires_at"),
        personnels=("account",),
        secrets=("token", "token_secret"),
    ),
    "django_tasks_database.DBTaskResult": Tiers(
        "background tasks: ids only in the arguments, class and place only of an error; two weeks",
        internes=(
            *("id", "status", "enqueued_at", "started_at", "finished_at", "args_kwargs", "priority", "task_path"),
            *("worker_ids", "queue_name", "backend_name", "run_after", "return_value", "exception_class_path"),
            "traceback",
        ),
    ),
}

# Tables without a model, which Django keeps for itself.
TABLES_SANS_MODELE = {
    "django_migrations": "internes: names and dates of the migrations applied",
    "cache_partage": "internes: counters of attempts under hashed keys; minutes; left out of backups",
}


def third_party_models() -> list[type[models.Model]]:
    ours = set(our_models())
    installed = apps.get_models(include_auto_created=True)
    return [model for model in installed if model not in ours and not model._meta.proxy]


def find_third_party_anomalies(model: type[models.Model]) -> list[Anomalie]:
    """Same three kinds as for our models; a model of a library that nobody classified is one anomaly."""
    known = TIERS.get(model._meta.label)
    if known is None:
        return [Anomalie(model._meta.label, "modèle non classé")]
    fields = {one.name for one in [*model._meta.concrete_fields, *model._meta.local_many_to_many]}
    seen = [name for name, _ in known.levels()]
    return [
        *(Anomalie(name, "non classé") for name in sorted(fields - set(seen))),
        *(Anomalie(name, "classé deux fois") for name in sorted({n for n in seen if seen.count(n) > 1})),
        *(Anomalie(name, "classé mais absent du modèle") for name in sorted(set(seen) - fields)),
    ]
