"""Who gets what at which address: written by hand from architecture.md and the ``rules`` of the apps, never from what the portal answers.

``test_urls.py`` asks every line, and fails for an address that has none. The columns are six browsers:

    nobody   delegate   reader   host   secretariat   administrator

``delegate`` has opened the page behind her personal link and is otherwise nobody: delegates have no account. The last four are logged in with the role
alone, without the right of a named officer, except that the Secretariat's officer may certify.

An answer is a status, or ``login`` for the way to the log-in page. ``302`` under POST is what an act that was done answers with; ``200`` under POST is the
form again, or a page that does not act. ``at`` names the rows of the test's world that fill the placeholders of the route, in their order.
"""

from . import consent, organisations, people, public, registrations, seminars
from .lines import ROLES, Line

__all__ = ["NAMED_OFFICERS", "ROLES", "TABLE", "Line"]

TABLE: list[Line] = [
    *public.LINES,
    *people.LINES,
    *seminars.LINES,
    *registrations.LINES,
    *organisations.LINES,
    *consent.LINES,
]

# What a named officer may do beyond the role: the role, the right, and the line that it opens.
NAMED_OFFICERS: list[tuple[str, str, Line]] = [
    (
        "host",
        "registration.admit_late",
        Line(
            "admin/registration/registration/<int:pk>/act/<str:verb>/",
            get="200",
            post="302",
            at=("late", "'admit'"),
            body={"version": "1", "reason": "Held up."},
        ),
    ),
    (
        "host",
        "agenda.override_gate",
        Line(
            "admin/registration/registration/joining/<int:seminar_pk>/",
            get="200",
            post="302",
            at=("unconfirmed",),
            body={"reason": "The note of consent is on its way."},
        ),
    ),
]
