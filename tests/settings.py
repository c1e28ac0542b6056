"""Settings of the suite: the real ones over a made-up environment, with a folder of its own that goes when the run ends.

``TEST_DATABASE_URL`` and ``TEST_REDIS_URL`` name real servers (``python -m tests.servers`` provides throw-away ones); without them the
database is SQLite in memory and the broker lives in this process.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_VAR = Path(tempfile.mkdtemp(prefix="portal-tests-"))
atexit.register(shutil.rmtree, _VAR, ignore_errors=True)
(_VAR / "static").mkdir()

TEST_DATABASE_URL = os.environ.get("TEST_DATABASE_URL", "")
TEST_REDIS_URL = os.environ.get("TEST_REDIS_URL", "")
os.environ.update(
    PORTAL_EMBEDDED="0",
    PORTAL_DEBUG="0",
    PORTAL_VAR=str(_VAR),
    PORTAL_ADDRESS="https://seminar.example.org",
    SECRET_KEY="a key for tests only, long enough for every check of the portal",
    EMAIL_URL="memorymail://",
    REDIS_URL=TEST_REDIS_URL or "memory://",
)
os.environ.pop("SECRET_KEY_FALLBACKS", None)
os.environ.pop("MAIL_FROM", None)
os.environ.pop("PORTAL_STATIC", None)
os.environ.pop("DATABASE_URL", None)
if TEST_DATABASE_URL:
    os.environ["DATABASE_URL"] = TEST_DATABASE_URL

from seminar_portal.settings import *  # noqa: E402, F403
from seminar_portal.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, STORAGES, TEMPLATES  # noqa: E402
from tests.unknown_variables import UnknownVariable  # noqa: E402

START_CHECKS = False  # a suite on SQLite would fail them; tests/test_checks.py asks them one by one
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
for _engine in TEMPLATES:
    _engine["OPTIONS"]["string_if_invalid"] = UnknownVariable()
DATABASES["default"]["CONN_MAX_AGE"] = 0  # threads of the tests must not leave connections to a database that is about to go
if TEST_REDIS_URL:
    # several processes of a run, and several runs, share the server
    CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = f"test-{os.getpid()}-"
else:
    CELERY_BROKER_TRANSPORT_OPTIONS.clear()
