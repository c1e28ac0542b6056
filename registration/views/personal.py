"""The doors behind the personal link. GET changes nothing: mail scanners follow links before people do."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agenda import joining as agenda_joining
from agenda.enums import Window
from agenda.rules import window
from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import duplicates, joining, names, printing, selectors
from ..content import Given
from ..enums import State
from ..forms import CorrectionForm
from ..lifecycle import LIVE
from ..links import token_for
from ..models import Registration
from ..services import personal as services
from .answers import REFUSED, by_link, is_kept, kept, once_more

SIGNS = {State.RECEIVED: "wait", State.REGISTERED: "good", State.DECLINED: "stop", State.WITHDRAWN: "stop", State.LATE: "wait"}


@by_link()
@require_http_methods(["GET", "HEAD"])
def page(request: HttpRequest, registration: Registration) -> HttpResponse:
    """What is this, what is my state, what can I do now, until when, whom do I ask."""
    return render(request, "registration/personal.html", _context(registration, clock.now()))


@by_link()
@require_http_methods(["GET", "HEAD"])
def received(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The page after sending. Sending twice leads here twice."""
    return render(request, "registration/received.html", _context(registration, clock.now()))


def _correct_refilled(request: HttpRequest, registration: Registration) -> HttpResponse:
    now = clock.now()
    form = _correction(request, registration, now)
    if not _may_correct(registration, now):
        return _not_corrected(request, registration, form.typed, "")
    form.add_error(None, once_more())
    return _correction_page(request, registration, form)


@by_link(refill=_correct_refilled)
def correct(request: HttpRequest, registration: Registration) -> HttpResponse:
    """The form again, filled, without the nation. After the deadline: what was typed, to be printed."""
    now = clock.now()
    form = _correction(request, registration, now)
    if request.method != "POST":
        if not _may_correct(registration, now):
            return _not_corrected(request, registration, None, "", status=200)
        return _correction_page(request, registration, form)
    if is_kept(request) and _may_correct(registration, now):
        again = CorrectionForm(registration=registration, initial=form.as_typed, today=_today(registration, now))
        return kept(request, _correction_page(request, registration, again))
    if not form.is_valid():
        return _correction_page(request, registration, form) if _may_correct(registration, now) else _not_corrected(request, registration, form.typed, "")
    try:
        registration = services.correct_registration(registration_id=registration.pk, data=form.given, now=now)
    except BusinessError as error:
        return _not_corrected(request, registration, form.typed, str(error))
    messages.success(request, _("Your correction is stored."))
    return _to_page(registration)


def _withdraw_refilled(request: HttpRequest, registration: Registration) -> HttpResponse:
    return _withdrawal_page(request, registration, once_more(), status=200)


@by_link(refill=_withdraw_refilled)
def withdraw(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Asks whether it is meant, then withdraws."""
    if request.method != "POST":
        return _withdrawal_page(request, registration, "", status=200)
    try:
        registration = services.withdraw_by_delegate(registration_id=registration.pk, now=clock.now())
    except BusinessError as error:
        return _withdrawal_page(request, registration, str(error), status=REFUSED)
    return _to_page(registration)


def _new_link_refilled(request: HttpRequest, registration: Registration) -> HttpResponse:
    return render(request, "registration/new_link.html", {**_context(registration, clock.now()), "problem": once_more()})


@by_link(refill=_new_link_refilled)
def new_link(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ends all older links, and leads to the page by the new one."""
    if request.method != "POST":
        return render(request, "registration/new_link.html", {**_context(registration, clock.now()), "problem": ""})
    registration = services.new_link(registration_id=registration.pk, now=clock.now())
    messages.success(request, _("This is your new personal link. The older ones have stopped working, and the new one is on its way by e-mail."))
    return _to_page(registration)


def _context(registration: Registration, now: dt.datetime) -> dict[str, Any]:
    seminar = registration.seminar
    given = Given.of(registration)
    ends_at = services.withdrawal_ends_at(registration)
    return {
        "registration": registration,
        "seminar": seminar,
        "token": token_for(registration),
        "sign": SIGNS[State(registration.state)],
        "lines": printing.lines(given, seminar.starts_on),
        "is_live": registration.state in LIVE,
        "may_correct": _may_correct(registration, now),
        "deadline_passed": window(seminar, now) is Window.CLOSED,
        "may_withdraw": registration.state in LIVE and clock.in_time(now, ends_at),
        "withdrawal_ends_at": ends_at,
        "joining": joining.details_for(registration, now),
        "not_any_more": registration.state == State.REGISTERED and agenda_joining.confirmation_was_taken_back(seminar),
        "joined_with": duplicates.kept(registration),
        "story": selectors.story(registration),
        "digits_in_name": any(map(names.has_digits, (registration.family_name, registration.first_name, registration.middle_name))),
    }


def _may_correct(registration: Registration, now: dt.datetime) -> bool:
    return registration.state in LIVE and window(registration.seminar, now) is Window.OPEN


def _correction(request: HttpRequest, registration: Registration, now: dt.datetime) -> CorrectionForm:
    return CorrectionForm(request.POST if request.method == "POST" else None, registration=registration, today=_today(registration, now))


def _today(registration: Registration, now: dt.datetime) -> dt.date:
    return now.astimezone(ZoneInfo(registration.seminar.zone)).date()


def _correction_page(request: HttpRequest, registration: Registration, form: CorrectionForm) -> HttpResponse:
    delegation = printing.delegation(registration.party, registration.other_organisation, registration.seminar.starts_on)
    context = {"registration": registration, "seminar": registration.seminar, "token": token_for(registration), "form": form, "delegation": delegation}
    return render(request, "registration/correct.html", context)


def _not_corrected(request: HttpRequest, registration: Registration, typed: Given | None, problem: str, status: int = REFUSED) -> HttpResponse:
    seminar = registration.seminar
    lines = printing.lines(typed, seminar.starts_on, empty=True, on_form=True) if typed is not None else []
    context = {"registration": registration, "seminar": seminar, "token": token_for(registration), "lines": lines, "problem": problem}
    return render(request, "registration/not_corrected.html", {**context, "deadline_passed": window(seminar, clock.now()) is Window.CLOSED}, status=status)


def _withdrawal_page(request: HttpRequest, registration: Registration, problem: str, *, status: int) -> HttpResponse:
    return render(request, "registration/withdraw.html", {**_context(registration, clock.now()), "problem": problem}, status=status)


def _to_page(registration: Registration) -> HttpResponse:
    return HttpResponseRedirect(reverse("registration:personal", args=[token_for(registration)]))
