"""Settings of the test suite: the real ones, with an environment of their own."""

import atexit
import base64
import os
import shutil
import tempfile


def make_folder() -> str:
    """A folder for this process, removed when it ends."""
    folder = tempfile.mkdtemp(prefix="entredeux-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


os.environ |= {
    "ENTREDEUX_INSTANCE": "test",
    "ENTREDEUX_SECRET": "secret-des-tests-" * 4,
    "ENTREDEUX_CLE_MAITRE": base64.b64encode(b"cle maitresse des tests, 32 octe").decode(),
    "ENTREDEUX_DOSSIER": os.environ.get("ENTREDEUX_DOSSIER_TESTS") or make_folder(),
    "ENTREDEUX_ADRESSE": "http://testserver",
    "ENTREDEUX_HOTES": "testserver,localhost,127.0.0.1",
    "ENTREDEUX_MAIL": "console:",
    "ENTREDEUX_DEBUG": "non",
    "ENTREDEUX_JOURNALISATION": "WARNING",
}
if os.environ.get("DATABASE") != "postgres":
    os.environ["ENTREDEUX_BASE"] = f"sqlite:///{os.environ['ENTREDEUX_DOSSIER']}/tests.sqlite3"

from entredeux.config.settings import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in real life: a database in memory locks whole tables as soon as two threads write.
    DATABASES["default"]["TEST"] = {"NAME": f"{os.environ['ENTREDEUX_DOSSIER']}/tests.sqlite3"}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "QUEUES": []}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405  WhiteNoise warns of a missing folder
