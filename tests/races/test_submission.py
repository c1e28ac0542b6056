"""The same form at once, over real connections."""

from functools import partial

import pytest
import time_machine

from agenda.models import Seminar
from notifications.models import OutgoingEmail
from registration.models import Registration, RegistrationEvent
from tests.factories import agenda
from tests.factories.agenda import DURING
from tests.factories.directory import party
from tests.factories.registration import browser, register_url, typed, url_of
from tests.races.together import together

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
TOGETHER = 8


def _post_together(seminar: Seminar, forms: list[dict[str, str]]) -> list[tuple[int, str]]:
    """Posts the forms at the same instant, each from a browser and over a connection of its own."""

    def post(form: dict[str, str]) -> tuple[int, str]:
        answer = browser().post(register_url(seminar), form)
        return answer.status_code, answer.get("Location", "")

    with time_machine.travel(DURING, tick=False):
        return together(*(partial(post, form) for form in forms))


def test_v01_the_same_form_eight_times_at_once_is_one_registration() -> None:
    seminar = agenda.seminar()
    party("KZ")
    form = typed()
    answers = _post_together(seminar, [form] * TOGETHER)
    row = Registration.objects.get()
    assert answers == [(302, url_of(row, "received"))] * TOGETHER
    assert (RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (1, 1)


def test_eight_delegates_at_once_get_eight_references() -> None:
    seminar = agenda.seminar()
    party("KZ")
    answers = _post_together(seminar, [typed(first_name=f"Delegate {number}") for number in range(TOGETHER)])
    assert [status for status, _location in answers] == [302] * TOGETHER
    references = sorted(Registration.objects.values_list("reference", flat=True))
    assert references == [f"BIO-2027-{number:04d}" for number in range(1, TOGETHER + 1)]
    assert OutgoingEmail.objects.count() == TOGETHER
