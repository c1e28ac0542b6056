"""services/desk.py and what it tells: the acts of the desk."""

import dataclasses
import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from directory.enums import Role
from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill
from registration.content import Given
from registration.enums import Source, State
from registration.fillers import fill
from registration.models import Registration, RegistrationEvent
from registration.services import desk as services
from registration.services.personal import correct_registration
from seminar_portal.errors import Invalid, Stale, WrongState
from tests.factories import agenda, desk, directory

pytestmark = pytest.mark.django_db
NOW = agenda.DURING


@pytest.fixture
def officer():
    return directory.staff(Role.HOST)


@pytest.fixture
def seminar():
    seminar = agenda.seminar(platform_name="SCO Environmental Information Sharing Platform", platform_url="https://platform.example.org")
    agenda.contact(seminar)
    return seminar


def told() -> OutgoingEmail:
    return OutgoingEmail.objects.get()


def test_official_registration_says_what_comes_next(seminar, officer):
    row = desk.registration(seminar, zone="Europe/Moscow", form_of_address="Dr.")
    services.register_officially(registration_id=row.pk, version=1, by=officer, now=NOW)
    mail = told()
    assert mail.subject == "BIO-2027-0001: you are officially registered – CICA Experience Exchange Seminar on Biodiversity Conservation"
    assert mail.reply_to == "desk-1@example.org"
    assert mail.text == (
        "Dear Dr. Aigerim SADYKOVA,\n\n"
        "the host has officially registered you for this seminar:\n\n"
        "CICA Experience Exchange Seminar on Biodiversity Conservation\n"
        "17–18 November 2027 · by video conference\n\n"
        "Delegate: Aigerim SADYKOVA\n"
        "Reference: BIO-2027-0001\n\n"
        "Your registration is subject to the member states’ consent to the seminar.\n\n"
        "When the member states have given it, the joining details of the video conference come to you by e-mail and then stand on your personal page too. "
        "You need not do anything for that.\n\n"
        "Your personal page shows the state of your registration; there you can correct it or withdraw. The link is for you alone:\n\n"
        "[[personal_link]]\n\n"
        "Corrections until:\n"
        "Friday, 5 November 2027, 23:59 Beijing time (UTC+8) · Friday, 5 November, 18:59 in Moscow (UTC+3)\n\n"
        "Please note\n-----------\n"
        "- Registration is required on the SCO Environmental Information Sharing Platform as well. https://platform.example.org\n"
        "- Interpretation in Chinese and English only; none into Russian.\n\n"
        "Questions\n---------\n"
        "Answer this mail, or write or call; please give the reference BIO-2027-0001.\n"
        "- Registration desk 1, CSEC: desk-1@example.org\n"
    )


def test_official_registration_for_a_confirmed_seminar_after_the_deadline(officer):
    row = desk.registration(agenda.seminar(confirmed=True))
    services.register_officially(registration_id=row.pk, by=officer, now=agenda.LATE)
    text = told().text
    assert "The member states have given their consent: the seminar is confirmed.\n\nThe joining details of the video conference come to you by e-mail" in text
    assert "subject to" not in text
    assert "Corrections until" not in text


def test_a_decline_tells_the_reason_and_whom_to_ask(seminar, officer):
    row = desk.registration(seminar)
    services.decline(registration_id=row.pk, version=1, reason="  The state has\nnamed two others  ", by=officer, now=NOW)
    row.refresh_from_db()
    assert row.state_reason == "The state has named two others"
    assert "The reason:\nThe state has named two others\n" in told().text
    assert "- Registration desk 1, CSEC: desk-1@example.org" in told().text


@pytest.mark.parametrize("reason", ["", "   ", "\u202e", "x" * 1001])
def test_a_decline_needs_a_reason_that_fits(seminar, officer, reason):
    row = desk.registration(seminar)
    with pytest.raises(Invalid):
        services.decline(registration_id=row.pk, version=1, reason=reason, by=officer, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.version, RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == ("received", 1, 0, 0)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (State.REGISTERED, "Until this is done you are not officially registered"),
        (State.DECLINED, "the host has taken up your registration again, which had been declined"),
        (State.WITHDRAWN, "the withdrawal of your registration has been undone"),
    ],
)
def test_a_return_says_what_it_undoes(seminar, officer, state, sentence):
    row = desk.registration(seminar, state=state)
    services.return_to_review(registration_id=row.pk, version=1, by=officer, now=NOW)
    assert sentence in told().text
    assert "The reason:" not in told().text


def test_a_withdrawal_on_request_keeps_how_the_request_came_at_the_desk(seminar, officer):
    row = desk.registration(seminar, state=State.REGISTERED)
    services.withdraw_on_request(registration_id=row.pk, version=1, reason="telephone call of the embassy", by=officer, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.state_reason) == ("withdrawn", "")
    assert RegistrationEvent.objects.get().reason == "telephone call of the embassy"
    assert "embassy" not in told().text


def test_v14_what_waits_for_a_withdrawn_delegate_is_not_sent_but_the_withdrawal_is(seminar, officer):
    row = desk.registration(seminar)
    services.register_officially(registration_id=row.pk, version=1, by=officer, now=NOW)
    queued = told()
    services.withdraw_on_request(registration_id=row.pk, version=2, by=officer, now=NOW)
    confirmation = OutgoingEmail.objects.exclude(pk=queued.pk).get()
    assert fill(queued, NOW) == DoNotSend("withdrawn")
    assert isinstance(fill(confirmation, NOW), Fill)


def test_without_an_address_the_act_is_done_and_no_mail_is_written(seminar, officer):
    row = desk.registration(seminar, email="")
    services.register_officially(registration_id=row.pk, version=1, by=officer, now=NOW)
    row.refresh_from_db()
    assert (row.state, OutgoingEmail.objects.count()) == ("registered", 0)


def test_the_letters_are_in_the_delegates_language_and_not_in_the_officers(seminar, officer):
    from django.utils import translation

    desk.registration(seminar, language="ru")
    with translation.override("zh-hans"):
        services.register_officially(registration_id=Registration.objects.get().pk, by=officer, now=NOW)
    assert told().language == "ru"
    assert "пятница, 5 ноябр" in told().text.casefold()


def test_what_is_no_longer_true_is_refused(seminar, officer):
    row = desk.registration(seminar, version=4)
    with pytest.raises(Stale, match="BIO-2027-0001"):
        services.register_officially(registration_id=row.pk, version=3, by=officer, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.version, RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == ("received", 4, 0, 0)


@pytest.mark.parametrize("role", [Role.READER, Role.SECRETARIAT, Role.ADMINISTRATOR])
@pytest.mark.parametrize("verb", ["register", "decline", "return", "withdraw", "admit"])
def test_who_has_no_right_is_refused(seminar, role, verb):
    state = {"return": State.DECLINED, "admit": State.LATE}.get(verb, State.RECEIVED)
    row = desk.registration(seminar, state=state)
    with pytest.raises(PermissionDenied):
        services.ACTS[verb](registration_id=row.pk, version=1, reason="as asked", by=directory.staff(role), now=NOW)
    row.refresh_from_db()
    assert (row.state, OutgoingEmail.objects.count()) == (state, 0)


def test_a_late_form_is_admitted_by_a_named_officer_only_and_with_a_reason(seminar, officer):
    row = desk.registration(seminar, state=State.LATE, received_at=agenda.LATE, source=Source.FAX)
    with pytest.raises(PermissionDenied):
        services.admit_late(registration_id=row.pk, version=1, reason="power cut", by=officer, now=agenda.LATE)
    named = directory.give(officer, "registration.admit_late")
    with pytest.raises(Invalid):
        services.admit_late(registration_id=row.pk, version=1, reason=" ", by=named, now=agenda.LATE)
    services.admit_late(registration_id=row.pk, version=1, reason="power cut at the ministry", by=named, now=agenda.LATE)
    row.refresh_from_db()
    assert (row.state, row.state_reason) == ("received", "")
    event = RegistrationEvent.objects.get()
    assert (event.by, event.reason, event.from_state, event.to_state) == (named, "power cut at the ministry", "late", "received")
    assert "has been admitted all the same" in told().text
    assert "power cut" not in told().text


def test_registering_counts_a_correction_as_looked_at(seminar, officer):
    row = desk.registration(seminar, corrected_at=NOW)
    services.register_officially(registration_id=row.pk, version=1, by=officer, now=NOW)
    row.refresh_from_db()
    assert row.corrected_at is None


def test_corrections_seen_takes_the_flag_and_tells_nobody(seminar, officer):
    row = desk.registration(seminar, state=State.REGISTERED, corrected_at=NOW)
    services.corrections_seen(registration_id=row.pk, version=1, by=officer, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.corrected_at, row.version) == ("registered", None, 2)
    assert (RegistrationEvent.objects.get().kind, OutgoingEmail.objects.count()) == ("corrections seen", 0)
    with pytest.raises(WrongState):
        services.corrections_seen(registration_id=row.pk, version=2, by=officer, now=NOW)


def test_a_correction_that_came_meanwhile_is_not_waved_through(seminar, officer):
    row = desk.registration(seminar, corrected_at=NOW, version=2)
    with pytest.raises(Stale):
        services.corrections_seen(registration_id=row.pk, version=1, by=officer, now=NOW)


def corrected(row: Registration, **changes: object) -> Given:
    return dataclasses.replace(Given.of(row), **changes)


def test_the_desk_corrects_what_it_misread_and_the_delegate_is_told(seminar, officer):
    row = desk.registration(seminar, source=Source.PAPER, family_name="SADUKOVA", link_counter=3)
    party = directory.party("KR")
    data = corrected(row, family_name="SADYKOVA", party=party, email="right@example.org")
    services.correct_by_desk(registration_id=row.pk, version=1, data=data, language="en", by=officer, now=NOW)
    row.refresh_from_db()
    assert (row.family_name, row.printed_name, row.party, row.email, row.state, row.version) == (
        "SADYKOVA",
        "Aigerim SADYKOVA",
        party,
        "right@example.org",
        "received",
        2,
    )
    assert row.link_counter == 4  # the old mailbox may be a stranger's
    assert row.corrected_at is None
    assert "sadukova" not in row.search_text
    event = RegistrationEvent.objects.get()
    assert (event.kind, event.fields, event.by) == ("corrected by the desk", ["family_name", "party", "email"], officer)
    mail = told()
    assert mail.to_address == "right@example.org"
    assert "- Family name\n- Delegation\n- E-mail\n" in mail.text
    assert "- Delegation: Republic of Korea\n" in mail.text


def test_a_correction_by_the_desk_that_changes_nothing_leaves_no_trace(seminar, officer):
    row = desk.registration(seminar)
    services.correct_by_desk(registration_id=row.pk, version=1, data=corrected(row), language="en", by=officer, now=NOW)
    row.refresh_from_db()
    assert (row.version, RegistrationEvent.objects.count(), OutgoingEmail.objects.count()) == (1, 0, 0)


def test_a_correction_by_the_desk_keeps_to_the_forms_rules(seminar, officer):
    row = desk.registration(seminar)
    for data in (corrected(row, email=""), corrected(row, family_name="", first_name=""), corrected(row, email="имя@example.org")):
        with pytest.raises(Invalid):
            services.correct_by_desk(registration_id=row.pk, version=1, data=data, language="en", by=officer, now=NOW)
    with pytest.raises(Stale):
        services.correct_by_desk(registration_id=row.pk, version=0, data=corrected(row, city="Astana"), language="en", by=officer, now=NOW)
    with pytest.raises(PermissionDenied):
        services.correct_by_desk(registration_id=row.pk, version=1, data=corrected(row, city="Astana"), language="en", by=directory.staff(Role.READER), now=NOW)


def test_events_are_never_the_values(seminar, officer):
    row = desk.registration(seminar)
    services.correct_by_desk(registration_id=row.pk, version=1, data=corrected(row, mobile_typed="+44 20 7946 0234"), language="ru", by=officer, now=NOW)
    event = RegistrationEvent.objects.get()
    assert event.fields == ["mobile_typed", "language"]
    assert "7946" not in str(RegistrationEvent.objects.values().get())


def test_the_instant_of_an_event_is_the_one_handed_down(seminar, officer):
    instant = dt.datetime(2027, 10, 20, 1, 2, 3, tzinfo=dt.UTC)
    services.register_officially(registration_id=desk.registration(seminar).pk, by=officer, now=instant)
    assert RegistrationEvent.objects.get().at == instant
    assert told().created_at == instant


# --- what happened meanwhile ------------------------------------------------------------------------------------------------------------


def meanwhile(row: Registration, officer, *, version: int = 1) -> str:
    with timezone.override("Asia/Shanghai"), pytest.raises(Stale) as caught:
        services.register_officially(registration_id=row.pk, version=version, by=officer, now=NOW)
    return str(caught.value)


@pytest.mark.parametrize(("verb", "state", "sentence"), [
    ("register", State.RECEIVED, "Ms Li registered BIO-2027-0001 officially on 12 October at 15:02 Beijing time."),
    ("decline", State.RECEIVED, "Ms Li declined BIO-2027-0001 on 12 October at 15:02 Beijing time."),
    ("return", State.DECLINED, "Ms Li returned BIO-2027-0001 to review on 12 October at 15:02 Beijing time."),
    ("withdraw", State.REGISTERED, "Ms Li withdrew BIO-2027-0001 on 12 October at 15:02 Beijing time."),
    ("admit", State.LATE, "Ms Li admitted the late form BIO-2027-0001 on 12 October at 15:02 Beijing time."),
])  # fmt: skip
def test_a_stale_page_says_who_did_what_and_when(seminar, officer, verb, state, sentence):
    row = desk.registration(seminar, state=state)
    li = directory.staff(Role.HOST, name="Ms Li", rights=("registration.admit_late",))
    services.ACTS[verb](registration_id=row.pk, version=1, reason="as asked", by=li, now=NOW)
    assert meanwhile(row, officer) == f"{sentence} Look at it again before you go on."


def test_a_stale_page_says_the_last_of_what_happened_since_it_was_shown(seminar, officer):
    row = desk.registration(seminar, corrected_at=NOW)
    li = directory.staff(Role.HOST, name="Ms Li")
    services.corrections_seen(registration_id=row.pk, by=li, now=NOW)
    services.correct_by_desk(registration_id=row.pk, data=corrected(row, city="Astana"), language="en", by=li, now=NOW + dt.timedelta(minutes=1))
    correct_registration(registration_id=row.pk, data=corrected(row, city="Almaty"), now=NOW + dt.timedelta(hours=9))
    assert meanwhile(row, officer) == (
        "Ms Li marked the corrections of BIO-2027-0001 as looked at on 12 October at 15:02 Beijing time. "
        "Ms Li corrected BIO-2027-0001 for the delegate on 12 October at 15:03 Beijing time. "
        "The delegate corrected BIO-2027-0001 on 13 October at 00:02 Beijing time. Look at it again before you go on."
    )
    # what was on the page already is not said again
    assert meanwhile(row, officer, version=3) == "The delegate corrected BIO-2027-0001 on 13 October at 00:02 Beijing time. Look at it again before you go on."


def test_a_change_that_left_no_event_is_somebodys(seminar, officer):
    row = desk.registration(seminar, version=2)
    assert meanwhile(row, officer) == "Somebody changed BIO-2027-0001 since this page was shown. Look at it again before you go on."
