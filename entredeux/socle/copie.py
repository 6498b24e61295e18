"""Copies of the database and of the files, on both engines: the mechanics, without knowing what is in them.

A dump leaves out the rows of the tables it is told to (keys, sessions). A restore happens in one transaction:
it is whole or it did not happen.
"""

import hashlib
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.db import connection

Ordre = tuple[str, tuple]  # SQL and its values, "?" for each


class CopieImpossible(Exception):
    """The copy or the restore did not happen; `str()` is a French sentence."""


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def engine() -> str:
    return connection.vendor


def name_of_dump() -> str:
    return "base.sqlite3" if engine() == "sqlite" else "base.dump"


def dump_database(path: Path, *, without_rows_of: Iterable[str]) -> None:
    known = set(connection.introspection.table_names())
    tables = [table for table in without_rows_of if table in known]
    if engine() == "sqlite":
        _dump_sqlite(path, tables)
    else:
        excluded = [f"--exclude-table-data=public.{table}" for table in tables]
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", *excluded, f"--file={path}"])


def restore_database(path: Path, orders: list[Ordre]) -> None:
    """Replaces the whole database by the dump, then applies `orders`, in one transaction."""
    if engine() == "sqlite":
        _restore_sqlite(path, orders)
    else:
        _restore_postgres(path, orders)


# --- SQLite


def _staging() -> tempfile.TemporaryDirectory:
    """Beside the database, on the disk that holds its keys already, never on the disk of the backups."""
    Path(settings.DOSSIER).mkdir(parents=True, exist_ok=True)
    return tempfile.TemporaryDirectory(prefix=".copie-", dir=settings.DOSSIER)


def _dump_sqlite(path: Path, tables: list[str]) -> None:
    """The online backup interface gives a coherent copy while people write; the final file never held the keys."""
    connection.ensure_connection()
    with _staging() as folder:
        copy = sqlite3.connect(Path(folder) / "copie.sqlite3", isolation_level=None)
        try:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute("PRAGMA secure_delete=ON")
            for table in tables:
                copy.execute(f'DELETE FROM "{table}"')
            copy.execute("VACUUM INTO ?", (str(path),))
        finally:
            copy.close()


def _restore_sqlite(path: Path, orders: list[Ordre]) -> None:
    """Everything is prepared on a copy, and poured into the live file as one SQLite transaction."""
    with _staging() as folder:
        ready = Path(folder) / "pret.sqlite3"
        shutil.copyfile(path, ready)
        copy = sqlite3.connect(ready)
        try:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise CopieImpossible("La base sauvegardée est abîmée (contrôle d'intégrité de SQLite).")
            with copy:
                for sql, values in orders:
                    copy.execute(sql, values)
            connection.ensure_connection()
            copy.backup(connection.connection)
        except sqlite3.DatabaseError as error:
            raise CopieImpossible(f"SQLite refuse cette base : {type(error).__name__}.") from None
        finally:
            copy.close()


# --- PostgreSQL


def _program(name: str) -> str:
    found = shutil.which(name)
    if found:
        return found
    for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (folder / name).exists():
            return str(folder / name)
    raise CopieImpossible(f"Le programme {name} est absent : installez le paquet postgresql-client.")


def _environment() -> dict[str, str]:
    """The connection in variables: a password on a command line is read by every account of the machine."""
    given = connection.settings_dict
    variables = {
        "PGHOST": given["HOST"],
        "PGPORT": str(given["PORT"]),
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": str(given["NAME"]),
    }
    return os.environ | {name: value for name, value in variables.items() if value}


def _run(command: list[str]) -> None:
    command[0] = _program(command[0])
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise CopieImpossible(f"{Path(command[0]).name} a échoué : {_first_line(done.stderr)}")


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "sans explication")[:200]


# Only errors are said: the first line is the reason given.
PLACE_NETTE = b"SET client_min_messages = error;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n"


def _restore_postgres(path: Path, orders: list[Ordre]) -> None:
    """pg_restore writes SQL, psql runs it with ours in a single transaction; killing psql undoes everything."""
    tail = "".join(_literal_sql(sql, values) + ";\n" for sql, values in orders)
    command = [_program("psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=sqlstate", "-f", "-"]
    connection.close()
    reader = subprocess.Popen(
        [_program("pg_restore"), "--no-owner", "--no-privileges", "-f", "-", str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with tempfile.TemporaryFile() as errors:
        writer = subprocess.Popen(
            command, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors
        )
        assert reader.stdout is not None
        assert writer.stdin is not None
        try:
            writer.stdin.write(PLACE_NETTE)
            shutil.copyfileobj(reader.stdout, writer.stdin)
            if reader.wait():
                raise CopieImpossible("pg_restore n'a pas pu lire la base sauvegardée ; rien n'a été changé.")
            writer.stdin.write(b"\nSET search_path = public;\n" + tail.encode())
            writer.stdin.close()
        except BrokenPipeError:
            pass  # psql stopped: its exit code and first line tell why
        except CopieImpossible:
            writer.kill()
            raise
        finally:
            reader.stdout.close()
            reader.wait()
            code = writer.wait()
        if code:
            errors.seek(0)
            reason = _first_line(errors.read().decode(errors="replace"))
            raise CopieImpossible(f"PostgreSQL a refusé la base sauvegardée ({reason}) ; rien n'a été changé.")


def _literal_sql(sql: str, values: tuple) -> str:
    parts = sql.split("?")
    return "".join(part + (_literal(values[index]) if index < len(values) else "") for index, part in enumerate(parts))


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    if "\0" in str(value):
        raise CopieImpossible("Valeur refusée dans le dépôt de clés.")
    return "'" + str(value).replace("'", "''") + "'"


# --- files


def archive_files(root: Path, archive: Path) -> int:
    """A plain tar of the regular files under `root`. Returns their number."""
    count = 0
    with tarfile.open(archive, "w") as tar:
        for path in sorted(root.rglob("*")) if root.is_dir() else ():
            if path.is_file() and not path.is_symlink():
                tar.add(path, arcname=str(path.relative_to(root)), recursive=False)
                count += 1
    return count


def extract_files(archive: Path, folder: Path) -> int:
    """Regular files only, under `folder` only: anything else in the archive refuses the whole of it."""
    count = 0
    try:
        with tarfile.open(archive, "r:") as tar:
            for member in tar:
                target = folder / member.name
                if not member.isfile() or not target.resolve().is_relative_to(folder.resolve()):
                    raise CopieImpossible("L'archive des fichiers contient une entrée interdite ; rien n'a été changé.")
                target.parent.mkdir(parents=True, exist_ok=True)
                source = tar.extractfile(member)
                assert source is not None
                with source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
                count += 1
    except tarfile.TarError:
        raise CopieImpossible("L'archive des fichiers est illisible ; rien n'a été changé.") from None
    return count


def swap_folder(root: Path, fill: Callable[[Path], int]) -> tuple[Path, int]:
    """Fills a new folder beside `root`. The caller renames it once everything else has succeeded."""
    root.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{root.name}-", dir=root.parent))
    try:
        return fresh, fill(fresh)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
