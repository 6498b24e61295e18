"""Where sealed files live: a folder of this machine, or S3-compatible storage behind a local copy.

A file is never changed: its name says its content. It is written aside, then renamed, so that what is under a final
name is whole. Names of the last good version stay until `sweep` finds that nothing points to them any more.
"""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

PARTIEL = ".partiel"
DELAI_DE_GRACE = 86_400  # seconds: a reader may still hold the version that was just replaced


class DepotPlein(Exception):
    """The depot takes no more: no room, no right, no answer. What was there before is untouched."""


class FichierAbsent(Exception):
    pass


class Depot(Protocol):
    def write(self, nom: str, contenu: bytes) -> None: ...

    def read(self, nom: str) -> bytes: ...

    def names(self) -> Iterator[tuple[str, float]]:
        """Name and time of last change of each file."""
        ...

    def delete(self, nom: str) -> None: ...


class DepotLocal:
    def __init__(self, dossier: Path) -> None:
        self.dossier = dossier

    def write(self, nom: str, contenu: bytes) -> None:
        """Raises DepotPlein, and leaves nothing under the final name."""
        final = self.dossier / nom
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial = final.with_name(f"{final.name}.{os.getpid()}{PARTIEL}")
        try:
            self._write_whole(partial, contenu)
            os.replace(partial, final)
        except OSError as trouble:
            raise DepotPlein(f"{self.dossier} : {trouble.strerror}") from trouble
        finally:
            partial.unlink(missing_ok=True)

    def _write_whole(self, path: Path, contenu: bytes) -> None:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(contenu)
            file.flush()
            os.fsync(file.fileno())

    def read(self, nom: str) -> bytes:
        try:
            return (self.dossier / nom).read_bytes()
        except FileNotFoundError:
            raise FichierAbsent(nom) from None

    def names(self) -> Iterator[tuple[str, float]]:
        for path in sorted(self.dossier.glob("*/*/*")):
            yield str(path.relative_to(self.dossier)), path.stat().st_mtime

    def delete(self, nom: str) -> None:
        (self.dossier / nom).unlink(missing_ok=True)


class DepotS3:
    """S3-compatible storage. What was read once stays on the local disk, sealed: a reader of figures waits only once.

    Keys come from the environment, as boto3 reads them (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION).
    """

    def __init__(self, adresse: str, serveur: str, cache: DepotLocal) -> None:
        parts = urlsplit(adresse)
        self.seau, self.prefixe, self.cache = parts.netloc, parts.path.strip("/"), cache
        self.client = _client_s3(serveur)

    def write(self, nom: str, contenu: bytes) -> None:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            self.client.put_object(Bucket=self.seau, Key=self._key(nom), Body=contenu)
        except (BotoCoreError, ClientError) as trouble:
            raise DepotPlein(f"s3://{self.seau} : {trouble}") from trouble
        self.cache.write(nom, contenu)

    def read(self, nom: str) -> bytes:
        try:
            return self.cache.read(nom)
        except FichierAbsent:
            contenu = self._download(nom)
        self.cache.write(nom, contenu)
        return contenu

    def names(self) -> Iterator[tuple[str, float]]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.seau, Prefix=self._key(""))
        for page in pages:
            for row in page.get("Contents", ()):
                yield row["Key"].removeprefix(self._key("")), row["LastModified"].timestamp()

    def delete(self, nom: str) -> None:
        self.client.delete_object(Bucket=self.seau, Key=self._key(nom))
        self.cache.delete(nom)

    def _download(self, nom: str) -> bytes:
        try:
            return self.client.get_object(Bucket=self.seau, Key=self._key(nom))["Body"].read()
        except self.client.exceptions.NoSuchKey:
            raise FichierAbsent(nom) from None

    def _key(self, nom: str) -> str:
        return f"{self.prefixe}/{nom}" if self.prefixe else nom


def _client_s3(serveur: str) -> Any:
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        raise RuntimeError("L'entrepôt sur S3 demande boto3 : pip install 'entredeux[s3]'.") from None
    # Checksums of our own are in the names; those that boto3 adds by default are not understood by every server.
    plain = Config(request_checksum_calculation="when_required", response_checksum_validation="when_required")
    return boto3.Session().client("s3", endpoint_url=serveur or None, config=plain)


def open_depot(adresse: str, *, serveur: str, cache: Path) -> Depot:
    """`s3://bucket/prefix`, or a folder."""
    return DepotS3(adresse, serveur, DepotLocal(cache)) if adresse.startswith("s3://") else DepotLocal(Path(adresse))


def sweep(depot: Depot, kept: Iterable[str], now: float | None = None) -> int:
    """Deletes files that nothing points to since a day, those of an interrupted write included. Returns how many."""
    wanted, limit = set(kept), (now or time.time()) - DELAI_DE_GRACE
    gone = [nom for nom, changed in depot.names() if nom not in wanted and changed < limit]
    for nom in gone:
        depot.delete(nom)
    return len(gone)
