"""One list taken by two officers at once, and forms that come in while a list is stored."""

import datetime as dt
from functools import partial

import pytest

from agenda.models import Seminar
from directory.enums import Role
from notifications.models import OutgoingEmail
from registration.documents.nations import Nations
from registration.imports import registrations as lists
from registration.models import Registration, RegistrationEvent
from registration.services.imports import Report, import_registrations, judge
from tests.factories import agenda as make
from tests.factories.directory import party, staff
from tests.factories.registration import submitted
from tests.races.together import together

RECEIVED = make.DURING - dt.timedelta(hours=1)
LINES = 6
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def seminar() -> Seminar:
    party("KZ")
    return make.seminar()


def test_one_list_by_three_officers_at_once_is_stored_once_and_the_forms_of_that_instant_get_numbers_of_their_own(seminar: Seminar) -> None:
    content = "Family Name;Nation;Email\n" + "".join(f"{name};Kazakhstan;{name}@example.org\n" for name in ("abay", "bota", "dana", "erlan", "galym", "zarina"))
    rows = lists.read(content.encode(), nations=Nations.read(), nation=None, language="en").rows
    shown = judge(seminar, rows, received_at=RECEIVED).shown
    take = [
        partial(import_registrations, seminar_id=seminar.pk, rows=rows, source="mail", received_at=RECEIVED, shown=shown, by=staff(Role.HOST), now=make.DURING)
        for _officer in range(3)
    ]
    forms = [partial(submitted, seminar, family_name=f"Kim {number}", first_name="", email=f"kim-{number}@example.org") for number in range(2)]
    outcomes = together(*take, *forms)
    reports = outcomes[:3]
    assert [type(outcome) for outcome in outcomes] == [Report, Report, Report, Registration, Registration]
    assert sorted(len(report.stored) for report in reports) == [0, 0, LINES]
    assert sorted(len(report.there) for report in reports) == [0, LINES, LINES]
    rows_now = Registration.objects.count()
    assert (rows_now, RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (LINES + 2,) * 3
    references = sorted(Registration.objects.values_list("reference", flat=True))
    assert references == [f"BIO-2027-{number:04d}" for number in range(1, LINES + 3)]
