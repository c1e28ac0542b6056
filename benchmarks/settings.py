"""The real settings over an environment of the run's own: its folder (``BENCH_FOLDER``), its database, a broker inside this process, mail to nowhere."""

import os
from pathlib import Path

FOLDER = Path(os.environ["BENCH_FOLDER"])
(FOLDER / "static").mkdir(exist_ok=True)
_server = os.environ.get("TEST_DATABASE_URL", "")
os.environ.update(
    PORTAL_EMBEDDED="0",
    PORTAL_DEBUG="0",
    PORTAL_VAR=str(FOLDER),
    PORTAL_ADDRESS="http://127.0.0.1:8000",
    SECRET_KEY="of one run of the benchmarks, and of no installation",  # noqa: S106  it signs nothing that outlives the run
    DATABASE_URL=_server or f"sqlite:///{FOLDER / 'unused.sqlite3'}",
    EMAIL_URL="memorymail://",
    REDIS_URL="memory://",
)

from seminar_portal.settings import *  # noqa: E402, F403  settings are read after the environment is set
from seminar_portal.settings import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, STORAGES  # noqa: E402  after the environment, as above

if os.environ.get("BENCH_DATABASE"):  # a process beside the one that made it
    DATABASES["default"]["NAME"] = os.environ["BENCH_DATABASE"]
DATABASES["default"]["TEST"] = {"NAME": f"portal_bench_{os.getpid()}" if _server else str(FOLDER / "bench.sqlite3")}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CELERY_BROKER_TRANSPORT_OPTIONS.clear()
ROOT_URLCONF = "benchmarks.urls"
