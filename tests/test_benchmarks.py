"""The benchmarks run, on few rows: each figure is there, beside its baseline. How large one is, is not a matter of a test."""

import dataclasses
from pathlib import Path

import pytest
from django.conf import settings as given
from django.test import override_settings

from benchmarks import measures
from registration.models import Registration
from seminar_portal import clock, demo
from seminar_portal.demo import large

ROWS = 60


@pytest.mark.django_db
@pytest.mark.urls("benchmarks.urls")
def test_every_figure_is_measured(tmp_path: Path, settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    uploads = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "uploads"}}
    with override_settings(VAR_DIR=tmp_path, STORAGES={**given.STORAGES, "default": uploads}):
        demo.load(clock.now())
        large.load(clock.now(), rows=ROWS)
        before = Registration.objects.count()
        scene = dataclasses.replace(measures.scene_of(times=1), memory=False)
        found = list(measures.figures(scene))
        weight = measures.weight(scene)
    assert [figure.what for figure in found if figure.ratio is None] == [
        "an empty view behind the same middleware",
        "the plain query of 100 registrations",
        f"csv.writer over {ROWS} rows of 36 columns",
        "lock, UPDATE, INSERT: for each of many rows",
    ]
    assert [figure.what.partition(",")[0] for figure in found if figure.ratio is not None] == [
        "Annex II",
        "Annex II",
        "page of a seminar",
        "Annex II sent",
        "review list",
        "CSV of the list",
        "XLSX of the list",
        "bulk act “register officially”",
    ]
    assert all(figure.milliseconds > 0 and (figure.ratio is None or figure.ratio > 0) for figure in found)
    assert Registration.objects.count() - before == 3, "the form was sent, stored and counted: once unmeasured, once measured, once for its statements"
    assert weight.startswith("Annex II weighs ") and " kB html + " in weight and " kB css" in weight
