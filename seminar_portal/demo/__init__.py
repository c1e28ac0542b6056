"""The demonstration: staff, missions with two focal points, three seminars, registrations, two and a half silence procedures. Loaded by ``manage.py load_demo``, never otherwise.

What is there is left alone: a second load changes nothing and overwrites no edit. Everything that a service can do is done by the services, with the
moment at which it would have happened handed down as ``now``.
"""

import datetime as dt

from django.utils import translation

from directory import loading, selectors

from . import consents, missions, registrations, seminars, staff
from .staff import Login


def load(now: dt.datetime) -> list[Login]:
    """Loads whatever is missing, as seen at ``now``, and returns the log-ins of this installation, of staff and of focal points.

    Mails of demo registrations are recorded as sent at the moment they would have been: none leaves this machine (see registrations.py).
    """
    loading.load_tables()
    with translation.override("en"), selectors.cities_remembered():
        staff.load()
        officers = staff.officers()
        logins = staff.note(missions.load(officers))
        for plan in seminars.plans(now):
            seminar = seminars.load(plan, officers)
            registrations.load(seminar, plan, officers)
            consents.load(seminar, plan, officers)
    return logins
