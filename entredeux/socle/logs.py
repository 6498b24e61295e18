"""Structured logs that hold no person's words: one JSON object a line.

Of a message only its template leaves, never its arguments; of a library's message written without a template
(`logger.error(str(error))`), only the place of the call. An exception leaves its class and its place, never
its text (a database error quotes the row it refused). Of the rest, only the keys listed in `CHAMPS`.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType

CHAMPS = ("requete", "methode", "route", "statut", "duree_ms", "tache", "essai", "nombre", "fichier_octets")


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "instant": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname,
            "source": record.name,
            "message": self._message(record),
        }
        line |= {name: getattr(record, name) for name in CHAMPS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["erreur"] = record.exc_info[0].__name__
            line["ou"] = _place(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        if record.name.startswith("entredeux") or record.args:
            return str(record.msg)[:200]
        return f"{record.module}:{record.lineno}"


def describe_error(error: BaseException) -> str:
    """Class and place of an error, for a log or a table: nothing of its text."""
    return f"{type(error).__module__}.{type(error).__qualname__} ({_place(error.__traceback__)})"


def _place(trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if "entredeux" in frame.filename] or frames
    return f"{ours[-1].filename.rpartition('entredeux')[2]}:{ours[-1].lineno}" if ours else ""
