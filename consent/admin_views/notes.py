"""Drawing up a procedure, starting it, recording a note that went out already."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import selectors, services, words
from ..forms import NoteForm, ProcedureForm, SentNoteForm
from ..models import Round
from .frame import board_address, conducting, not_now, page, round_or_404, to_board, to_board_with, with_link


def new_procedure(request: HttpRequest) -> HttpResponse:
    user, now = conducting(request), clock.now()
    form = ProcedureForm(request.POST if request.method == "POST" else None, now=now, initial={"seminar": request.GET.get("seminar", "")})
    if request.method == "POST" and form.is_valid():
        try:
            procedure = services.create_procedure(**form.values(), by=user, now=now)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The procedure is drawn up. Nobody has been asked yet: start it, or record the note that went out already."))
            return HttpResponseRedirect(reverse("admin:consent_silenceprocedure_change", args=[procedure.pk]))
    return page(
        request, "form", _("New silence procedure"), form=form, button=_("Draw up the procedure"), back=reverse("admin:consent_silenceprocedure_changelist")
    )


def start(request: HttpRequest, round_id: int) -> HttpResponse:
    """The note and its deadline, then a preview whose cautions must be ticked, then the start. A form sent without a button is only previewed."""
    user, now = conducting(request), clock.now()
    round_ = round_or_404(round_id)
    why_not = not_now(round_, "start")
    if request.method != "POST" and why_not:
        return to_board_with(request, round_, why_not)
    form = NoteForm(request.POST if request.method == "POST" else None, now=now, initial=NoteForm.proposed(now))
    if request.method == "POST" and form.is_valid() and request.POST.get("act") != "change":
        note = form.note()
        accepted = request.POST.getlist("accept")
        shown = request.POST.get("states_shown", "")
        if why_not:
            form.add_error(None, why_not)
        elif request.POST.get("act") == "start" and shown.isdecimal():
            try:
                services.start_procedure(round_id=round_.pk, note=note, by=user, now=now, accept=accepted, states_shown=int(shown))
            except services.Unaccepted as refusal:
                return _start_preview(
                    request, round_, form, now, accepted, _("Tick each of the remarks below, or change the note.") if refusal.cautions else ""
                )
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                said = _("The procedure has started. The note itself goes out by the ways you named; the portal sends nothing to the missions.")
                messages.success(request, with_link(said, _("Tell the missions by mail…"), "circulate", round_.pk))
                return to_board(round_)
        elif not note.deadline or note.deadline <= now:
            form.add_error("deadline_day", _("The deadline must lie in the future. If the note went out already, record it as a note already sent."))
        else:
            return _start_preview(request, round_, form, now, accepted)
    return page(request, "form", _("Start the procedure"), form=form, round=round_, button=_("Look at it before it starts"), back=board_address(round_))


def _start_preview(request: HttpRequest, round_: Round, form: NoteForm, now: dt.datetime, accepted: list[str], refused: str = "") -> HttpResponse:
    note = form.note()
    assert note.deadline is not None  # the caller has asked
    found = selectors.starting(round_, deadline=note.deadline, deadline_zone=note.deadline_zone, now=now)
    return page(
        request,
        "start",
        _("Before the procedure starts"),
        round=round_,
        note=note,
        typed=form.typed(),
        starting=found,
        without=[str(party) for party in form.cleaned_data["except_states"]],
        rules=words.rules_words(round_),
        accepted=accepted,
        refused=refused,
        button=words.start_words(len(found.entitled)),
        back=board_address(round_),
    )


def record_sent(request: HttpRequest, round_id: int) -> HttpResponse:
    user, now = conducting(request), clock.now()
    round_ = round_or_404(round_id)
    why_not = not_now(round_, "record_sent")
    if request.method != "POST" and why_not:
        return to_board_with(request, round_, why_not)
    form = SentNoteForm(request.POST if request.method == "POST" else None, now=now)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_note_already_sent(round_id=round_.pk, note=form.note(), sent_at=form.cleaned_data["sent_at"], by=user, now=now)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The note is recorded as sent already. Enter the letters that came in since."))
            return to_board(round_)
    return page(request, "form", _("Record a note already sent"), form=form, round=round_, button=_("Record the note"), back=board_address(round_))
