"""Celery: the application and the beat table. Tasks are doors; what they do is in the services of their apps."""

import os

from celery import Celery
from celery.schedules import crontab
from celery.signals import beat_init, celeryd_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminar_portal.settings")

from seminar_portal.checks import refuse_unsafe_start

app = Celery("seminar_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # name: a task by name, how often in seconds (or at which hour, UTC), and an expiry so that a stopped worker finds one message and not thousands
    "messages-sweep": {"task": "notifications.tasks.sweep", "schedule": 30.0, "options": {"expires": 25}},
    "consent-note-expiry": {"task": "consent.tasks.note_expiries", "schedule": 60.0, "options": {"expires": 55}},
    "bulk-acts-sweep": {"task": "registration.tasks.continue_bulk_acts", "schedule": 30.0, "options": {"expires": 25}},
    "registration-exports": {"task": "registration.tasks.sweep_exports", "schedule": 60.0, "options": {"expires": 55}},
    "registration-old-files": {"task": "registration.tasks.remove_old_files", "schedule": 3600.0, "options": {"expires": 3000}},
    "registration-search": {"task": "registration.tasks.refresh_stale_search", "schedule": 600.0, "options": {"expires": 300}},
    # at half past midnight where the Secretariat sits, at half past three where the host does
    "registration-duplicates": {"task": "registration.tasks.find_all_duplicates", "schedule": crontab(hour=19, minute=30), "options": {"expires": 3600}},
    "announcements-sweep": {"task": "registration.tasks.continue_announcements", "schedule": 30.0, "options": {"expires": 25}},
}

celeryd_init.connect(refuse_unsafe_start)
beat_init.connect(refuse_unsafe_start)
