"""The development `.env` that `entredeux demo` writes when there is none."""

import base64
import secrets
from pathlib import Path


def write_env_file(path: Path = Path(".env")) -> None:
    if path.exists():
        return
    path.write_text(
        "# Écrit par `entredeux demo` : réglages de développement, à ne pas employer en production.\n"
        "ENTREDEUX_INSTANCE=demo\n"
        f"ENTREDEUX_SECRET={secrets.token_urlsafe(50)}\n"
        f"ENTREDEUX_CLE_MAITRE={base64.b64encode(secrets.token_bytes(32)).decode()}\n",
        encoding="utf-8",
    )
    path.chmod(0o600)
