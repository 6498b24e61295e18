"""The same cubes on Spark, when the country no longer fits in one machine. Nothing to start or install by default.

Executors read files: pages are written clear into a private folder that all of them see, and removed at once after.
`ENTREDEUX_SPARK` names the master, `ENTREDEUX_SPARK_DOSSIER` that folder. The rows come back to this process, which
packs them: a cube is small, and has the same bytes whoever computed it.
"""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from entredeux.observatoire.entrepot import cubes
from entredeux.observatoire.entrepot.calculs import pack_cells
from entredeux.observatoire.entrepot.moteur import Memoire, connect, read_csv

TYPES = {**dict.fromkeys(cubes.CLES, "VARCHAR"), **dict.fromkeys(("n", "ks", "top", "unites", "seuls"), "BIGINT")} | {
    "personnes": "BIGINT",
    "minutes": "BIGINT",
}


class CalculSpark:
    def __init__(self) -> None:
        self.session = _session()

    def month_cells(self, faits: Sequence[Memoire]) -> Memoire:
        with self._frames(faits) as (facts,):
            return self._pack(cubes.cells_of_month(facts, _keep))

    def period_cells(self, cubes_des_mois: Sequence[Memoire], faits: Sequence[Memoire]) -> Memoire:
        with self._frames(cubes_des_mois, faits) as (months, facts):
            return self._pack(cubes.cells_of_period(months, cubes.followed_acts(facts)))

    @contextmanager
    def _frames(self, *pages: Sequence[Memoire]) -> Iterator[list[Any]]:
        folder = Path(tempfile.mkdtemp(prefix="entrepot-spark-", dir=settings.SPARK_DOSSIER or None))
        try:
            yield [self._frame(folder / str(number), some) for number, some in enumerate(pages)]
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _frame(self, folder: Path, pages: Sequence[Memoire]) -> Any:
        folder.mkdir(mode=0o700)
        for number, page in enumerate(pages):
            (folder / f"{number}.parquet").write_bytes(page.read())
        return self.session.read.parquet(str(folder))

    def _pack(self, cells: Any) -> Memoire:
        base, page = connect(), Memoire()
        page.write_rows((tuple(row) for row in cells.select(*TYPES).toLocalIterator()), TYPES)
        return pack_cells(base, base.sql(f"SELECT * FROM {read_csv(page, TYPES)}"))


def _keep(frame: Any, name: str) -> Any:
    return frame.cache()


def _session() -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise RuntimeError("Le moteur Spark demande pyspark et Java 17 : groupe « spark » de pyproject.toml.") from None
    builder = SparkSession.builder.appName("entre-deux").master(settings.SPARK)
    quiet = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "8", "spark.ui.showConsoleProgress": "false"}
    for name, value in quiet.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
