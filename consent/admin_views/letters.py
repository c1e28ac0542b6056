"""Letters: recorded, corrected, decided on, and their scans; and the way from a quoted number to its round."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from directory import files
from directory.words import sentences, separated
from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import lifecycle, positions, rules, selectors, services, words
from ..enums import LetterKind
from ..forms import CorrectionForm, DecisionForm, LetterForm, QuotedForm, initial_of
from ..models import Communication, Round
from .frame import board_address, conducting, is_over, letter_or_404, page, round_or_404, stored_form, to_board, user_of

KEPT = "consent_letter"  # what the session keeps from one letter to the next: how it came, and on whose clock its hour was read
REMEMBERED = ("channel", "received_zone")


def record_letter(request: HttpRequest, round_id: int) -> HttpResponse:
    """A letter of one or several states. What looks like a letter of the record is shown beside it, and recorded only as another one."""
    user, now = conducting(request), clock.now()
    round_ = round_or_404(round_id)
    objection = _withdrawn(request, round_)
    initial = {**request.session.get(KEPT, {}), **_prefilled(objection)}
    form = LetterForm(*stored_form(request), now=now, round_=round_, initial=initial)
    alike: list[Communication] = []
    if request.method == "POST":
        form.is_valid()
        scan = form.store_scan(user)  # before the transaction, and kept when something else is wrong
        if form.is_valid():
            try:
                recorded = services.record_letter(round_id=round_.pk, letter=form.letter(scan), by=user, now=now, another=form.cleaned_data["another"])
            except services.RecordedAlready as refusal:
                form.add_error(None, str(refusal))
                alike = refusal.letters
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                request.session[KEPT] = {name: form.cleaned_data[name] for name in REMEMBERED}
                _say_recorded(request, recorded, offer=True)
                return to_board(round_)
    return _letter_page(request, form, round_, now, _("Record a letter"), _("Record the letter"), alike=alike, objection=objection)


def _withdrawn(request: HttpRequest, round_: Round) -> Communication | None:
    """The objection whose withdrawal is to be recorded, by the address."""
    key = request.GET.get("withdraws", "")
    letters = Communication.objects.filter(round=round_, struck_at__isnull=True).prefetch_related("states", "decisions")
    return letters.filter(pk=key).first() if key.isdecimal() else None


def _prefilled(objection: Communication | None) -> dict[str, Any]:
    if objection is None:
        return {}
    return {"states": [party.pk for party in objection.states.all()], "kind": LetterKind.WITHDRAWAL.value, "withdraws": objection.pk}


def _letter_page(
    request: HttpRequest,
    form: LetterForm,
    round_: Round,
    now: dt.datetime,
    title: str,
    button: str,
    *,
    alike: list[Communication] | None = None,
    letter: Communication | None = None,
    objection: Communication | None = None,
) -> HttpResponse:
    zone = round_.deadline_zone or selectors.seat_zone()
    return page(
        request,
        "letter",
        title,
        form=form,
        round=round_,
        over=is_over(round_, now),
        kept=form.kept(),
        alike=[selectors.letter_row(entry, form.names, zone) for entry in alike or []],
        ours=form.as_typed() if alike else None,
        letter=letter,
        changes=words.withdrawal_words(objection.as_letter(), round_.asked(), now) if objection and round_.deadline else "",
        zone=zone,
        button=button,
        back=board_address(round_),
    )


@require_safe
def incoming(request: HttpRequest) -> HttpResponse:
    """A letter has come in: the number that it quotes leads to the round. One that can be meant opens at once; several are offered, the latest first."""
    conducting(request)
    number = request.GET.get("number", "")
    form = QuotedForm(request.GET if "number" in request.GET else None, now=clock.now())
    found = selectors.rounds_meant(form.cleaned_data["number"]) if form.is_valid() else []
    if len(found) == 1:
        said = _("№ %(reference)s is quoted: %(subject)s, round %(number)s.")
        messages.info(request, said % {"reference": found[0].reference, "subject": found[0].procedure.subject, "number": found[0].number})
        return HttpResponseRedirect(reverse("admin:consent_record_letter", args=[found[0].pk]))
    shown = found or sorted(selectors.open_rounds(), key=lambda round_: (round_.note_date or dt.date.min, round_.pk), reverse=True)
    return page(request, "incoming", _("A letter has come in"), form=form, found=found, number=number, rounds=shown)


def correct(request: HttpRequest, letter_id: int) -> HttpResponse:
    user, now = conducting(request), clock.now()
    letter = letter_or_404(letter_id)
    round_ = letter.round
    initial = initial_of(letter, round_.deadline_zone or selectors.seat_zone())
    form = CorrectionForm(*stored_form(request), now=now, round_=round_, initial=initial)
    if request.method == "POST":
        form.is_valid()
        scan = form.store_scan(user)
        if form.is_valid():
            replacement = None if form.cleaned_data["only_strike"] else form.letter(scan)
            try:
                recorded = services.correct_entry(letter_id=letter.pk, reason=form.cleaned_data["reason"], by=user, now=now, replacement=replacement)
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The mistaken entry is struck and stays in the record."))
                if recorded:
                    _say_recorded(request, recorded)
                return to_board(round_)
    return _letter_page(request, form, round_, now, _("Correct a mistaken entry"), _("Strike the entry and correct it"), letter=letter)


def _say_recorded(request: HttpRequest, recorded: services.Recorded, *, offer: bool = False) -> None:
    """What became of the letter, with the next steps where ``offer``: a receipt, and another letter."""
    round_ = recorded.letter.round
    if recorded.late and positions.changes_nothing(recorded.letter.as_letter(), round_.asked()):
        said, level = _("The letter is recorded as late: it was received after the deadline and changes nothing."), messages.WARNING
    elif recorded.late:
        lifts = _("It arrived after the silence had expired. By the rules of this round a withdrawal lifts an objection all the same.")
        said, level = sentences([_("The letter is recorded."), lifts]), messages.WARNING
    else:
        said, level = _("The letter is recorded."), messages.SUCCESS
    links = []
    if offer and lifecycle.target("acknowledge", round_.state) is not None and round_.deadline is not None:
        links.append((reverse("admin:consent_receipt", args=[recorded.letter.pk]), _("Send a receipt…")))
    if offer:
        links.append((reverse("admin:consent_record_letter", args=[round_.pk]), _("Record another letter")))
    messages.add_message(request, level, format_html("{} {}", said, format_html_join(" · ", '<a href="{}">{}</a>', links)) if links else said)


def decide(request: HttpRequest, letter_id: int) -> HttpResponse:
    user, now = conducting(request), clock.now()
    letter = letter_or_404(letter_id)
    form = DecisionForm(request.POST if request.method == "POST" else None, now=now, letter=letter)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_meaning(letter_id=letter.pk, meaning=LetterKind(form.cleaned_data["meaning"]), reason=form.cleaned_data["reason"], by=user, now=now)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The decision is recorded with your name. What the letter was taken for before stays beside it."))
            return to_board(letter.round)
    names = selectors.names_of(letter.round)
    return page(
        request,
        "decide",
        _("Decide what this letter means"),
        form=form,
        letter=letter,
        round=letter.round,
        states=separated(names.get(party.pk, str(party)) for party in letter.states.all()),
        zone=letter.round.deadline_zone or selectors.seat_zone(),
        button=_("Record the decision"),
        back=board_address(letter.round),
    )


def scan(request: HttpRequest, letter_id: int) -> FileResponse:
    """The scan of a letter. For who may not see letters there is none."""
    if not rules.may_see_board(user_of(request)):
        raise Http404
    letter = get_object_or_404(Communication.objects.select_related("scan"), pk=letter_id)
    if letter.scan is None:
        raise Http404
    return files.response_for(letter.scan, inline=True)
