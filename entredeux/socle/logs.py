"""Structured logs that hold no person's words: one JSON object a line.

Only the keys listed in `CHAMPS` leave, whatever a caller passes; an exception leaves its class and its
place in our code, never its message (a database error quotes the row it refused).
"""

import json
import logging
import traceback
from datetime import UTC, datetime

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
        return json.dumps(line, ensure_ascii=False)

    @staticmethod
    def _message(record: logging.LogRecord) -> str:
        """The template of the message, not its arguments, for whatever is not our own code."""
        return record.getMessage() if record.name.startswith("entredeux") else str(record.msg)[:200]


def _place(trace: object) -> str:
    frames = traceback.extract_tb(trace)  # type: ignore[arg-type]
    ours = [frame for frame in frames if "entredeux" in frame.filename] or frames
    return f"{ours[-1].filename.rpartition('entredeux')[2]}:{ours[-1].lineno}" if ours else ""
