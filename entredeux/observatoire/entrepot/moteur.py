"""DuckDB, shut in: no server, no network, no extension, no file of the machine.

Facts are clear in memory only. What DuckDB reads and writes are files without a name, in memory, that vanish with
their descriptor: neither a crash nor a stolen disk leaves a clear fact behind. `allowed_directories` is set first:
once external access is off, nothing can be added to it.
"""

import csv
import io
import os
import tempfile
import threading
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import duckdb

DESCRIPTEURS = "/dev/fd/"
NUL = "\\N"
MEMOIRE = "4GB"
_locales = threading.local()


class Memoire:
    """A file in memory, without a name, gone with this object. `chemin` is for DuckDB, while this object lives."""

    def __init__(self, contenu: bytes = b"") -> None:
        self._descripteur = _anonymous()
        weakref.finalize(self, os.close, self._descripteur)
        rest = memoryview(contenu)
        while rest:
            rest = rest[os.write(self._descripteur, rest) :]

    @property
    def chemin(self) -> str:
        return f"{DESCRIPTEURS}{self._descripteur}"

    @property
    def octets(self) -> int:
        return os.fstat(self._descripteur).st_size

    def read(self) -> bytes:
        return os.pread(self._descripteur, self.octets, 0)

    def write_rows(self, rows: Iterable[tuple], header: Iterable[str]) -> int:
        """As CSV, the one format that both Python and DuckDB stream. Returns the number of rows."""
        count = 0
        with io.TextIOWrapper(io.BufferedWriter(io.FileIO(os.dup(self._descripteur), "w")), newline="") as text:
            writer = csv.writer(text)
            writer.writerow(header)
            for row in rows:
                writer.writerow([NUL if value is None else value for value in row])
                count += 1
        return count


def _anonymous() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("entrepot", os.MFD_CLOEXEC)
    descriptor, name = tempfile.mkstemp()  # other systems: unlinked at once, in the private temporary folder
    os.unlink(name)
    return descriptor


def connect(threads: int = 2) -> duckdb.DuckDBPyConnection:
    """A new base in memory that sees nothing but descriptors."""
    base = duckdb.connect(
        ":memory:", config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )
    base.execute(f"SET threads={threads}; SET memory_limit='{MEMOIRE}'; SET temp_directory=''; SET TimeZone='UTC'")
    base.execute(f"SET allowed_directories=['{DESCRIPTEURS}']; SET enable_external_access=false")
    base.execute("SET lock_configuration=true")
    return base


@contextmanager
def cursor() -> Iterator[duckdb.DuckDBPyConnection]:
    """The thread's own base, kept from one request to the next; made again after a fork."""
    kept = getattr(_locales, "base", None)
    if kept is None or kept[0] != os.getpid():
        kept = _locales.base = (os.getpid(), connect())
    yield kept[1]


def parquet_of(base: duckdb.DuckDBPyConnection, query: str, *, bloc: int = 122_880) -> Memoire:
    """The rows of a query, in order, as clear Parquet in memory. The same rows make the same bytes.

    `bloc`: rows that are read together; small ones let a reader skip what it does not ask for.
    """
    page = Memoire()
    form = f"FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 6, ROW_GROUP_SIZE {bloc}, USE_TMP_FILE false"
    base.execute(f"COPY ({query}) TO '{page.chemin}' ({form})")
    return page


def read_csv(page: Memoire, types: Mapping[str, str]) -> str:
    """The SQL that reads rows written by `Memoire.write_rows`."""
    columns = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
    return (
        f"read_csv('{page.chemin}', header=true, auto_detect=false, delim=',', quote='\"', escape='\"', "
        f"nullstr='{NUL}', columns={{{columns}}})"
    )


def read_parquet(*pages: Memoire) -> str:
    return "read_parquet([" + ", ".join(f"'{page.chemin}'" for page in pages) + "])"
