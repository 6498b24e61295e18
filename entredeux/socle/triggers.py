"""Database triggers on both engines, (re)installed after every migration.

An app declares its triggers in `AppConfig.ready`; `post_migrate` drops and creates them again, so that
they exist also where migrations were skipped (tests) and follow a changed definition.
"""

from dataclasses import dataclass

from django.db import connections

_TRIGGERS: list["Trigger"] = []
REFUS = "USING ERRCODE = 'integrity_constraint_violation'"  # the IntegrityError that SQLite raises too


@dataclass(frozen=True)
class Trigger:
    """One guard. `moment` as in SQL ("BEFORE UPDATE"); `condition` in each dialect; `message` for the error.

    `postgres_body` replaces condition and message where a guard needs a query of its own.
    """

    table: str
    name: str
    moment: str
    message: str
    condition: str = ""
    condition_postgres: str = ""

    def sqlite(self) -> list[str]:
        when = f"WHEN {self.condition} " if self.condition else ""
        return [
            f'DROP TRIGGER IF EXISTS "{self.name}"',
            f'CREATE TRIGGER "{self.name}" {self.moment} ON "{self.table}" FOR EACH ROW {when}'
            f"BEGIN SELECT RAISE(ABORT, '{self.message}'); END",
        ]

    def postgres(self) -> list[str]:
        condition = self.condition_postgres or self.condition or "TRUE"
        result = "OLD" if "DELETE" in self.moment else "NEW"
        statements = [
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {condition} THEN RAISE EXCEPTION '{self.message}' {REFUS}; END IF; RETURN {result}; END $$",
            f'DROP TRIGGER IF EXISTS {self.name} ON "{self.table}"',
            f'CREATE TRIGGER {self.name} {self.moment} ON "{self.table}" FOR EACH ROW EXECUTE FUNCTION {self.name}()',
        ]
        if "DELETE" in self.moment:
            statements += self._postgres_truncate()
        return statements

    def _postgres_truncate(self) -> list[str]:
        """TRUNCATE fires no row trigger, so a table guarded against DELETE is guarded against it too."""
        name = f"{self.name}_vider"
        return [
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{self.message}' {REFUS}; END $$",
            f'DROP TRIGGER IF EXISTS {name} ON "{self.table}"',
            f'CREATE TRIGGER {name} BEFORE TRUNCATE ON "{self.table}" FOR EACH STATEMENT EXECUTE FUNCTION {name}()',
        ]

    def drop(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [f'DROP TRIGGER IF EXISTS "{self.name}"']
        names = [self.name, f"{self.name}_vider"]
        return [f'DROP TRIGGER IF EXISTS {name} ON "{self.table}"' for name in names]


def declare(*triggers: Trigger) -> None:
    _TRIGGERS.extend(triggers)


def install_triggers(*, using: str = "default", **_: object) -> None:
    """Idempotent; skips tables that do not exist yet (post_migrate runs once per app)."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in _TRIGGERS:
            if trigger.table in tables:
                for statement in _statements(trigger, connection.vendor):
                    cursor.execute(statement)


def lift_triggers_for_tests(*, using: str = "default") -> None:
    """For the test suite only, before its tables are emptied; `install_triggers` puts them back."""
    from django.conf import settings

    if settings.INSTANCE != "test":
        raise RuntimeError("Les gardes de la base ne se lèvent que dans les tests.")
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for trigger in _TRIGGERS:
            if trigger.table in tables:
                for statement in trigger.drop(connection.vendor):
                    cursor.execute(statement)


def _statements(trigger: Trigger, vendor: str) -> list[str]:
    return trigger.sqlite() if vendor == "sqlite" else trigger.postgres()
