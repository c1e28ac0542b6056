"""The pages behind the personal link."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import DjangoAssertNumQueries

from agenda.models import Seminar
from notifications.models import OutgoingEmail
from registration.enums import State
from registration.links import token_for
from registration.models import Registration, RegistrationEvent
from registration.services import records
from registration.services.personal import correct_registration, new_link, withdraw_by_delegate
from tests.factories import agenda
from tests.factories.agenda import DURING
from tests.factories.registration import browser, given, submitted, typed, url_of, words

pytestmark = pytest.mark.django_db

TOO_LATE = dt.datetime(2027, 11, 5, 16, 0, 0, tzinfo=dt.UTC)
AFTER = dt.datetime(2027, 11, 18, 16, 0, 0, tzinfo=dt.UTC)
CLOSED = "Registration closed on Friday, 5 November 2027, 23:59 Beijing time (UTC+8)"
ORIGIN = {"HTTP_ORIGIN": "https://seminar.example.org"}
PAGES = ("personal", "received", "correct", "withdraw", "new-link")
SECRETS = ("739204", "https://meet.example.org/j/55512345")


@pytest.fixture
def row() -> Registration:
    seminar = agenda.seminar()
    agenda.contact(seminar)
    return submitted(seminar, job_title="Head of division")


@pytest.fixture(autouse=True)
def _during() -> Iterator[None]:
    with time_machine.travel(DURING + dt.timedelta(hours=3), tick=False):
        yield


def _page(row: Registration, name: str = "personal") -> str:
    answer = browser().get(url_of(row, name))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_says_what_is_and_what_can_be_done_and_whom_to_ask(row: Registration) -> None:
    text = words(_page(row))
    for part in (
        "Aigerim SADYKOVA",
        "Received Reference BIO-2027-0001",
        "Your registration is subject to the member states’ consent to the seminar.",
        "Corrections until Friday, 5 November 2027, 23:59 Beijing time (UTC+8)",
        "Correct my registration",
        "Withdraw…",
        "So far ReceivedTuesday, 12 October 2027, 15:02 Beijing time (UTC+8)",
        "desk-1@example.org",
        "Interpretation in Chinese and English only; none into Russian.",
    ):
        assert part in text, part


@pytest.mark.parametrize(
    ("state", "sign", "sentence"),
    [
        (State.RECEIVED, "wait", "The registration desk looks at it and tells you by e-mail."),
        (State.REGISTERED, "good", "The seminar is subject to the member states’ consent."),
        (State.DECLINED, "stop", "The host could not accept this registration. Reason: No nomination has reached us Questions go to the registration desk."),
        (State.WITHDRAWN, "stop", "This registration is withdrawn."),
        (State.LATE, "wait", "This form arrived after the deadline. It is kept, but it is not counted as a registration."),
    ],
)
def test_the_state_in_words_with_its_sign(row: Registration, state: str, sign: str, sentence: str) -> None:
    Registration.objects.update(state=state, state_reason="No nomination has reached us" if state == State.DECLINED else "")
    row.refresh_from_db()
    content = _page(row)
    assert f'<span class="state {sign}">{row.get_state_display().capitalize()}</span>' in content
    assert sentence in words(content)
    live = state in (State.RECEIVED, State.REGISTERED)
    assert ("Correct my registration" in content, "Withdraw…" in content) == (live, live)


def test_a_confirmed_seminar_is_called_so(row: Registration) -> None:
    Seminar.objects.update(confirmed_at=DURING, confirmed_by="Note № 15-1/213emb")
    assert "The member states have given their consent: the seminar is confirmed." in words(_page(row))


def test_every_page_behind_the_link_is_private(row: Registration) -> None:
    for name in PAGES:
        answer = browser().get(url_of(row, name))
        assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private", name
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow"), name
        assert '<meta name="robots" content="noindex, nofollow">' in answer.content.decode(), name


def test_v12_following_the_links_changes_nothing(row: Registration) -> None:
    before = list(Registration.objects.values()), list(RegistrationEvent.objects.values()), list(OutgoingEmail.objects.values())
    for name in PAGES:
        for address in ("192.0.2.1", "198.51.100.7"):
            scanner = browser(REMOTE_ADDR=address)
            assert scanner.head(url_of(row, name)).status_code == 200
            assert [scanner.get(url_of(row, name)).status_code for _ in range(3)] == [200, 200, 200]
    assert (list(Registration.objects.values()), list(RegistrationEvent.objects.values()), list(OutgoingEmail.objects.values())) == before
    assert "Received Reference BIO-2027-0001" in words(_page(row))


def test_v28_a_wrong_an_old_and_a_revoked_link_are_one_page(row: Registration) -> None:
    revoked = token_for(row)
    new_link(registration_id=row.pk, now=DURING)
    twisted = revoked[:-1] + ("a" if revoked[-1] != "a" else "b")
    pages = set()
    for token in (revoked, twisted, "nonsense"):
        for name in ("", "received/", "correct/", "withdraw/", "new-link/"):
            path = f"/registrations/{token}/{name}"
            for answer in (browser().get(path), browser().post(path)):
                content = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", answer.content.decode()).replace(path, "PATH")
                pages.add((answer.status_code, content, tuple(sorted((key, value) for key, value in answer.items() if key != "Content-Length"))))
    assert len(pages) == 1
    assert next(iter(pages))[0] == 404
    assert "/seminars/biodiversity/my-link/" in next(iter(pages))[1]


def test_the_correction_shows_what_stands_and_stores_what_is_new(row: Registration) -> None:
    client = browser()
    content = client.get(url_of(row, "correct")).content.decode()
    assert 'name="family_name" value="SADYKOVA"' in content
    assert 'name="party"' not in content
    assert "Nation" in content
    answer = client.post(url_of(row, "correct"), typed(job_title="Director", party="CN"))
    assert (answer.status_code, answer["Location"]) == (302, url_of(row))
    row.refresh_from_db()
    assert (row.job_title, row.party and row.party.code) == ("Director", "KZ")
    text = words(client.get(url_of(row)).content.decode())
    assert "Your correction is stored." in text
    assert "Corrected by youTuesday, 12 October 2027, 18:02 Beijing time (UTC+8)" in text


def test_a_correction_with_a_mistake_keeps_what_was_typed(row: Registration) -> None:
    content = browser().post(url_of(row, "correct"), typed(email="foo@", job_title="Director")).content.decode()
    assert "<title>Error: Correct my registration" in content
    assert 'value="foo@"' in content
    assert 'value="Director"' in content
    row.refresh_from_db()
    assert row.job_title == "Head of division"


def test_a_new_address_leads_to_the_page_by_its_new_link(row: Registration) -> None:
    old = url_of(row)
    answer = browser().post(url_of(row, "correct"), typed(email="new@example.org"))
    row.refresh_from_db()
    assert answer["Location"] == url_of(row) != old
    assert browser().get(old).status_code == 404


def test_v04_a_correction_that_is_late_shows_what_was_typed(row: Registration) -> None:
    with time_machine.travel(TOO_LATE, tick=False):
        answer = browser().post(url_of(row, "correct"), typed(job_title="Director of Steppe"))
        shown = browser().get(url_of(row, "correct"))
        personal = words(_page(row))
    text = words(answer.content.decode())
    assert answer.status_code == 409
    assert CLOSED in text
    assert "Nothing was changed." in text
    assert "Director of Steppe" in text
    assert "desk-1@example.org" in text
    row.refresh_from_db()
    assert row.job_title == "Head of division"
    assert shown.status_code == 200
    assert CLOSED in words(shown.content.decode())
    assert "Corrections were possible until Friday, 5 November 2027, 23:59 Beijing time (UTC+8)" in personal


def test_v29_withdrawal_needs_its_own_page_and_any_button_will_do(row: Registration) -> None:
    client = browser()
    assert "Withdraw this registration?" in words(client.get(url_of(row, "withdraw")).content.decode())
    row.refresh_from_db()
    assert row.state == State.RECEIVED
    answer = client.post(url_of(row, "withdraw"), {"提交": "撤回"})
    assert answer["Location"] == url_of(row)
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN


@pytest.mark.parametrize("extra", [{}, {"withdraw": "Withdraw"}, {"Отозвать": "Отозвать"}])
def test_v29_a_correction_is_never_a_withdrawal(row: Registration, extra: dict[str, str]) -> None:
    assert browser().post(url_of(row, "correct"), typed(job_title="Director", **extra)).status_code == 302
    row.refresh_from_db()
    assert (row.job_title, row.state) == ("Director", State.RECEIVED)


def test_no_withdrawal_after_the_seminar(row: Registration) -> None:
    with time_machine.travel(AFTER, tick=False):
        answer = browser().post(url_of(row, "withdraw"))
        assert "Withdraw…" not in _page(row)
    assert answer.status_code == 409
    assert "The seminar ended on Thursday, 18 November 2027, 23:59 Beijing time (UTC+8)." in words(answer.content.decode())
    row.refresh_from_db()
    assert row.state == State.RECEIVED


def test_a_new_link_is_given_on_post_only(row: Registration) -> None:
    client, old = browser(), url_of(row)
    client.get(url_of(row, "new-link"))
    answer = client.post(url_of(row, "new-link"))
    row.refresh_from_db()
    assert answer["Location"] == url_of(row) != old
    assert "This is your new personal link." in words(client.get(answer["Location"]).content.decode())
    assert client.get(old).status_code == 404


@pytest.mark.parametrize("name", ["correct", "withdraw", "new-link"])
def test_a_lost_csrf_token_changes_nothing_and_gives_the_form_again(row: Registration, name: str) -> None:
    client, before = browser(csrf=True), Registration.objects.values().get()
    page = client.post(url_of(row, name), typed(job_title="Director"), **ORIGIN)
    content = page.content.decode()
    assert page.status_code == 200
    assert "<title>Error:" in content
    assert "Please send it once more" in words(content)
    assert Registration.objects.values().get() == before
    assert ('value="Director"' in content) == (name == "correct")
    good = re.search(r'<main.*?name="csrfmiddlewaretoken" value="([^"]+)"', content, re.DOTALL)
    assert good
    assert client.post(url_of(row, name), typed(job_title="Director", csrfmiddlewaretoken=good[1]), **ORIGIN).status_code == 302


def test_a_foreign_origin_is_a_plain_403_that_shows_nothing(row: Registration) -> None:
    for name in ("correct", "withdraw", "new-link"):
        answer = browser(csrf=True).post(url_of(row, name), typed(), HTTP_ORIGIN="https://evil.example")
        assert answer.status_code == 403
        assert b"SADYKOVA" not in answer.content
        assert row.reference.encode() not in answer.content


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("released", [False, True])
@pytest.mark.parametrize("confirmed", [False, True])
def test_v25_joining_details_stand_on_the_page_of_the_officially_registered_and_nowhere_else(state: str, released: bool, confirmed: bool) -> None:
    seminar = agenda.seminar(confirmed=confirmed, joining_details_sent_at=DURING if released else None)
    agenda.video_link(seminar)
    row = submitted(seminar)
    Registration.objects.update(state=state)
    row.refresh_from_db()
    may = state == State.REGISTERED and released and confirmed
    for name in PAGES:
        content = browser().get(url_of(row, name)).content.decode()
        for secret in SECRETS:
            assert (secret in content) == (may and name == "personal"), (name, secret)


def test_v25_after_a_withdrawal_they_are_gone_at_once() -> None:
    seminar = agenda.seminar(confirmed=True, joining_details_sent_at=DURING)
    agenda.video_link(seminar)
    row = submitted(seminar)
    Registration.objects.update(state=State.REGISTERED)
    row.refresh_from_db()
    assert SECRETS[0] in _page(row)
    withdraw_by_delegate(registration_id=row.pk, now=DURING)
    row.refresh_from_db()
    content = _page(row)
    assert not [secret for secret in SECRETS if secret in content]
    assert not [mail for mail in OutgoingEmail.objects.all() for secret in SECRETS if secret in mail.text + mail.html]


def test_v25_another_seminar_s_delegate_sees_none() -> None:
    agenda.video_link(agenda.seminar(confirmed=True, joining_details_sent_at=DURING))
    other = agenda.seminar(slug="wetlands", reference_prefix="WET", confirmed=True, joining_details_sent_at=DURING)
    row = submitted(other)
    Registration.objects.update(state=State.REGISTERED)
    row.refresh_from_db()
    content = _page(row)
    assert not [secret for secret in SECRETS if secret in content]


def test_v27_markup_is_shown_letter_by_letter(row: Registration) -> None:
    image, script = "<img src=x onerror=alert(1)>", '"><script>alert(2)</script>'
    correct_registration(registration_id=row.pk, data=given(institution=image, speech_topic=script, printed_name=image), now=DURING)
    for name in PAGES:
        answer = browser().get(url_of(row, name))
        content = answer.content.decode()
        assert "<img" not in content, name
        assert "alert(2)</script" not in content, name
        assert "unsafe" not in answer["Content-Security-Policy"], name
    text = words(_page(row))
    assert image in text
    assert script in text
    with time_machine.travel(TOO_LATE, tick=False):
        late = browser().post(url_of(row, "correct"), typed(institution=image, speech_topic=script)).content.decode()
    assert "<img" not in late
    assert "&lt;img src=x onerror=alert(1)&gt;" in late


def test_a_digit_in_a_name_is_a_hint_and_no_error(row: Registration) -> None:
    hint = "There is a digit in the name. If it is a slip, please correct it."
    assert hint not in _page(row)
    correct_registration(registration_id=row.pk, data=given(first_name="Aiger1m"), now=DURING)
    assert hint in _page(row)


def test_the_page_asks_the_database_a_fixed_number_of_times(row: Registration, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    for hour in range(30):
        records.log(row, "corrected", by=None, now=DURING + dt.timedelta(hours=hour))
    with django_assert_max_num_queries(7):
        assert _page(row).count("Corrected by you") == 30


def test_no_key_of_a_personal_page_reaches_the_log(row: Registration, caplog: pytest.LogCaptureFixture) -> None:
    with time_machine.travel(AFTER, tick=False):
        browser().post(url_of(row, "withdraw"))
        browser().post(url_of(row, "correct"), typed())
        browser(csrf=True).post(url_of(row, "correct"), typed(), **ORIGIN)
    assert token_for(row) not in caplog.text
