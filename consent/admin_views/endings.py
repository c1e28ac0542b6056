"""The ends of a round that are no adoption: the next round, or none."""

import copy

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import positions, selectors, services
from ..emails import Told
from ..enums import ClosingReason, Purpose, RoundState
from ..forms import ClosingForm, NewRoundForm
from ..models import Round
from .acting import Act, answer
from .frame import board_address, conducting, page, shown_or_404, stored_form, to_board, to_board_with


def new_round(request: HttpRequest, round_id: int) -> HttpResponse:
    """The next round as a draft: its text from the last one's, its rules, and the consents of this round as history."""
    user, now = conducting(request), clock.now()
    shown = shown_or_404(request, round_id, now)
    round_ = shown.round
    why_not = selectors.stopped(selectors.buttons(round_, shown.stand, user, now), "new_round")
    if request.method != "POST" and why_not:
        return to_board_with(request, round_, why_not)
    version = next((text for text in shown.texts if text.pk == round_.text_id), None)
    form = NewRoundForm(*stored_form(request), now=now, round_=round_, version=version)
    if request.method == "POST":
        form.is_valid()
        form.store(user)
        if form.is_valid():
            try:
                new = services.start_new_round(
                    round_id=round_.pk, text=form.changed_text(), terms=form.terms(), words=form.cleaned_data["words"], by=user, now=now
                )
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Round %(number)s is drawn up. Nobody is told before it starts.") % {"number": new.number})
                return to_board(new)
    return page(
        request,
        "new_round",
        _("Start a new round"),
        form=form,
        round=round_,
        board=shown,
        texts=shown.texts,
        zone=shown.zone,
        history=[cell.name for cell in shown.cells if cell.position in positions.WRITTEN],
        button=_("Draw up round %(number)s") % {"number": round_.number + 1},
        back=board_address(round_),
    )


def close(request: HttpRequest, round_id: int) -> HttpResponse:
    """The end of a round for good; the states are told or not."""
    user, now = conducting(request), clock.now()
    shown = shown_or_404(request, round_id, now)
    round_ = shown.round
    form = ClosingForm(request.POST if request.method == "POST" else None, now=now, round_=round_)

    def after() -> Round:
        closed = copy.copy(round_)
        closed.state, closed.closing_reason, closed.closing_words = RoundState.CLOSED, form.cleaned_data["reason"], form.cleaned_data["words"].strip()
        return closed

    def tells() -> tuple[Told, None] | None:
        if not form.cleaned_data.get("tell_states"):
            return None
        return Told(after(), Purpose.CLOSED, None, form.cleaned_data["words"].strip()), None

    def do() -> str:
        data = form.cleaned_data
        services.close_without_adoption(
            round_id=round_.pk, reason=ClosingReason(data["reason"]), words=data["words"], tell_states=data.get("tell_states", False), by=user, now=now
        )
        return _("The round is closed without adoption.")

    act = Act(
        verb="close",
        title=_("Close without adoption"),
        form=form,
        button=_("Close without adoption"),
        do=do,
        tells=tells,
        look=_("Look at it before the round is closed"),
        warning=_("This cannot be taken back: another procedure would have to ask the states anew."),
    )
    return answer(request, act, shown, user, now)
