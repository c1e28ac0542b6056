"""What went out on paper in a round, and which mission it did not reach."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import lifecycle, services
from ..enums import Channel, Purpose
from ..forms import DispatchForm, NotReachedForm
from .frame import board_address, conducting, page, round_or_404, to_board, to_board_with, with_link


def dispatch(request: HttpRequest, round_id: int) -> HttpResponse:
    """One entry for what went out "to all, except …"."""
    user, now = conducting(request), clock.now()
    round_ = round_or_404(round_id)
    if request.method != "POST" and (lifecycle.target("dispatch", round_.state) is None or round_.deadline is None):
        return to_board_with(request, round_, _("The note has not gone out yet: start the procedure, or record the note as sent already."))
    form = DispatchForm(
        request.POST if request.method == "POST" else None, now=now, round_=round_, initial={"purpose": request.GET.get("purpose", "circulation")}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.record_dispatch(
                round_id=round_.pk,
                purpose=Purpose(data["purpose"]),
                channel=Channel(data["channel"]),
                sent_at=data["sent_at"],
                except_states=[party.pk for party in data["except_states"]],
                evidence=data["evidence"],
                by=user,
                now=now,
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, with_link(_("The dispatch is recorded. Nothing was sent by it."), _("Record another one"), "dispatch", round_.pk))
            return to_board(round_)
    return page(request, "form", _("Record a dispatch"), form=form, round=round_, button=_("Record the dispatch"), back=board_address(round_))


def not_reached(request: HttpRequest, round_id: int) -> HttpResponse:
    """A mission that a dispatch did not reach: until a later dispatch its state was not validly reached."""
    user, now = conducting(request), clock.now()
    round_ = round_or_404(round_id)
    if request.method != "POST" and not round_.dispatches.exists():
        return to_board_with(request, round_, _("No dispatch is recorded yet."))
    form = NotReachedForm(request.POST if request.method == "POST" else None, now=now, round_=round_)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.record_not_reached(
                dispatch_id=int(data["dispatch"]), party_id=int(data["party"]), at=data["known_at"], evidence=data["evidence"], by=user, now=now
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.warning(request, _("Recorded: until a later dispatch this state was not validly reached. Send the note again, or extend for all states."))
            return to_board(round_)
    return page(
        request, "form", _("A mission was not reached"), form=form, round=round_, button=_("Record that it was not reached"), back=board_address(round_)
    )
