"""What is measured, each beside its baseline. Needs the demonstration data and the long seminar in the database; uses the portal's own doors."""

import csv
import dataclasses
import datetime as dt
import gc
import gzip
import hashlib
import io
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

import brotli  # as WhiteNoise compresses static files
from django.contrib.staticfiles import finders
from django.db import connection, transaction
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agenda.models import Seminar
from directory.models import User
from registration.enums import State
from registration.exports.columns import columns
from registration.models import Registration, RegistrationEvent
from registration.services import bulk
from registration.services.submission import new_form_token
from seminar_portal import clock
from seminar_portal.demo import large

MEBIBYTE = 1024**2


@dataclasses.dataclass(frozen=True)
class Figure:
    """One line: what, how long (milliseconds), how many times its baseline (None: it is one), and what else is worth knowing."""

    what: str
    milliseconds: float
    ratio: float | None = None
    than: str = ""
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Scene:
    """What is measured on: a browser of nobody, one of the desk, a seminar that takes registrations, and the long one."""

    public: Client
    desk: Client
    host: User
    open: Seminar
    long: Seminar
    times: int  # how often a page is asked for; the median counts
    memory: bool = True  # whether to ask processes beside this one, which find the rows in the database


def figures(scene: Scene) -> Iterator[Figure]:
    """Every figure, as soon as it is there."""
    bare = _median(partial(_page, scene.public, "/bench/bare/"), scene.times)
    yield Figure("an empty view behind the same middleware", bare)
    yield from _public_pages(scene, bare)
    yield from _list_page(scene)
    yield from _files(scene)
    yield from _bulk_act(scene)


def _public_pages(scene: Scene, bare: float) -> Iterator[Figure]:
    form, than = f"/seminars/{scene.open.slug}/register/", "an empty view"
    _page(scene.public, form)
    for engine in engines.all():
        for loader in engine.engine.template_loaders:  # type: ignore[attr-defined]  # both engines are Django's own
            loader.reset()
    first = _took(partial(_page, scene.public, form))
    yield Figure("Annex II, empty: templates not read yet", first, first / bare, than)
    later = _median(partial(_page, scene.public, form), scene.times)
    yield Figure("Annex II, empty: as always after", later, later / bare, than, _queries(partial(_page, scene.public, form)))
    seminar = _median(partial(_page, scene.public, f"/seminars/{scene.open.slug}/"), scene.times)
    yield Figure("page of a seminar", seminar, seminar / bare, than, _queries(partial(_page, scene.public, f"/seminars/{scene.open.slug}/")))
    numbers = iter(range(10_000))
    sent = _median(lambda: _send(scene.public, form, next(numbers)), scene.times)
    yield Figure("Annex II sent, stored, confirmation written", sent, sent / bare, than, _queries(lambda: _send(scene.public, form, next(numbers))))


def _list_page(scene: Scene) -> Iterator[Figure]:
    rows = Registration.objects.filter(seminar=scene.long).select_related("seminar", "party").order_by("-received_at", "-pk")
    plain = _median(lambda: len(list(rows[:100])), scene.times)
    yield Figure("the plain query of 100 registrations", plain)
    address = f"/admin/registration/registration/?seminar={scene.long.slug}"
    page = _median(partial(_page, scene.desk, address), max(3, scene.times // 4))
    yield Figure(f"review list, 100 of {rows.count():,}", page, page / plain, "that query", _queries(partial(_page, scene.desk, address)))


def _files(scene: Scene) -> Iterator[Figure]:
    # without those that Django turns into objects row by row
    names = [field.attname for field in Registration._meta.concrete_fields if not hasattr(field, "from_db_value")][: len(columns())]
    rows = Registration.objects.filter(seminar=scene.long)
    count = rows.count()

    def loop() -> None:
        out = csv.writer(io.StringIO())
        for row in rows.order_by("pk").values_list(*names).iterator(chunk_size=2000):
            out.writerow(row)

    plain = _took(loop)
    yield Figure(f"csv.writer over {count:,} rows of {len(names)} columns", plain)
    for file_format in ("csv", "xlsx"):
        export_of(scene, scene.open, file_format)  # what is imported the first time
        gc.collect()
        began = time.perf_counter()
        size = export_of(scene, scene.long, file_format)
        took = (time.perf_counter() - began) * 1000
        note = f"a file of {size / MEBIBYTE:.1f} MiB" + (f"; {_memory_of(file_format)}" if scene.memory else "")
        yield Figure(f"{file_format.upper()} of the list, {count:,} rows", took, took / plain, "that loop", note)


def _bulk_act(scene: Scene) -> Iterator[Figure]:
    rows = list(Registration.objects.filter(seminar=scene.long, state=State.RECEIVED).exclude(email="").order_by("pk")[:300])
    bare, acted = rows[: len(rows) // 3], rows[len(rows) // 3 :]
    now = clock.now()

    def statements() -> None:
        for row in bare:
            with transaction.atomic():
                locked = Registration.objects.select_for_update().get(pk=row.pk)
                Registration.objects.filter(pk=locked.pk).update(version=locked.version)
                RegistrationEvent.objects.create(registration=locked, at=now, by=scene.host, kind="bench")

    plain = _took(statements) / len(bare)
    yield Figure("lock, UPDATE, INSERT: for each of many rows", plain)
    chosen = Registration.objects.filter(pk__in=[row.pk for row in acted])
    act = bulk.freeze_selection(verb="register", chosen=chosen, selection="", back="", by=scene.host, now=now)
    bulk.start_act(act_id=act.pk, by=scene.host, now=now)
    took = _took(lambda: bulk.carry_out(act_id=act.pk, now=clock.now, patience=dt.timedelta(minutes=2))) / len(acted)
    act.refresh_from_db()
    yield Figure("bulk act “register officially”, each row", took, took / plain, "those statements", f"{act.changed} rows, each with its mail")


def weight(scene: Scene) -> str:
    """What a browser fetches for the empty Annex II the first time, as it goes over the line."""
    address = f"/seminars/{scene.open.slug}/register/"
    html = scene.public.get(address).content
    text = html.decode()
    found = dict.fromkeys(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg|png|woff2))"', text))
    sizes = {".html": len(gzip.compress(html))}
    for static in found:
        path = finders.find(static.removeprefix("/static/"))
        content = Path(str(path)).read_bytes()
        kind = Path(static).suffix
        sizes[kind] = sizes.get(kind, 0) + (len(content) if kind in (".png", ".woff2") else len(brotli.compress(content)))
    parts = " + ".join(f"{size / 1000:.1f} kB {kind[1:]}" for kind, size in sizes.items())
    return f"Annex II weighs {sum(sizes.values()) / 1000:.1f} kB in {1 + len(found)} requests: {parts} ({len(html) / 1000:.1f} kB of HTML before compression)"


# --- how --------------------------------------------------------------------------------------------------------------------------------


def scene_of(times: int) -> Scene:
    """On the data of the demonstration and of the long list, which must be there."""
    host = User.objects.get(email="host@example.org")
    desk = Client(SERVER_NAME="127.0.0.1")
    desk.force_login(host)
    now = clock.now()
    taking = Seminar.objects.published().filter(registration_opens_at__lte=now, registration_closes_at__gt=now).order_by("pk")
    return Scene(Client(SERVER_NAME="127.0.0.1"), desk, host, taking[0], Seminar.objects.get(slug=large.KEY), times)


def _page(client: Client, address: str) -> None:
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")


def export_of(scene: Scene, seminar: Seminar, file_format: str) -> int:
    """The list of the seminar as a file; how many bytes it has."""
    address = f"/admin/registration/registration/export.{file_format}?seminar={seminar.slug}"
    answer = scene.desk.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}")
    parts: Iterable[bytes] = answer.streaming_content  # type: ignore[attr-defined]  # a file comes as a stream
    return sum(len(part) for part in parts)


def _send(client: Client, address: str, number: int) -> None:
    letters = hashlib.sha256(str(number).encode()).hexdigest().translate(str.maketrans("0123456789abcdef", "aeioubdfgklmnprs"))  # nobody resembles another
    data = {
        "form_token": new_form_token(),
        "family_name": letters[:9],
        "first_name": letters[10:17],
        "party": "KZ",
        "institution": "Academy of Measures",
        "email": f"bench-{number}@example.org",
    }
    answer = client.post(address, data)
    if answer.status_code != 302:
        raise RuntimeError(f"the form was answered with {answer.status_code}")


def _took(run: Callable[[], object]) -> float:
    """Milliseconds of one run."""
    gc.collect()
    began = time.perf_counter()
    run()
    return (time.perf_counter() - began) * 1000


def _median(run: Callable[[], object], times: int) -> float:
    """Milliseconds of the median run, after one that is not counted."""
    run()
    return statistics.median(_took(run) for _turn in range(times))


def _queries(run: Callable[[], object]) -> str:
    with CaptureQueriesContext(connection) as queries:
        run()
    return f"{len(queries)} statements"


def _memory_of(file_format: str) -> str:
    environment = {**os.environ, "BENCH_DATABASE": str(connection.settings_dict["NAME"])}
    done = subprocess.run([sys.executable, "-m", "benchmarks.memory", file_format], env=environment, capture_output=True, text=True, check=True)
    return f"adds {done.stdout.strip()} MiB at most" if done.stdout.strip() else "memory not measured here"
