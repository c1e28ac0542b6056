"""The text of a draft round, and the correction of a misprint while a round runs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from directory.words import parted
from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import lifecycle, selectors, services, words
from ..emails import Told
from ..enums import Purpose
from ..forms import CorrigendumForm, TextForm
from .acting import Act, answer
from .frame import board_address, conducting, page, round_or_404, shown_or_404, stored_form, to_board, to_board_with


def set_text(request: HttpRequest, round_id: int) -> HttpResponse:
    """The wording and the files of a draft round: a new version each time."""
    user, now = conducting(request), clock.now()
    round_ = round_or_404(round_id)
    if request.method != "POST" and lifecycle.target("set_text", round_.state) is None:
        return to_board_with(request, round_, _("The text is frozen when a round starts. Issue a corrigendum, or start a new round."))
    texts = selectors.texts_of(round_.procedure_id)
    version = next((text for text in texts if text.pk == round_.text_id), None)
    form = TextForm(*stored_form(request), now=now, round_=round_, version=version)
    if request.method == "POST":
        form.is_valid()
        form.store(user)  # before the transaction, and kept when something else is wrong
        if form.is_valid():
            try:
                stored = services.set_text(round_id=round_.pk, text=form.text(), by=user, now=now)
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Version %(number)s is the text of this round. It is frozen when the round starts.") % {"number": stored.number})
                return to_board(round_)
    return page(
        request,
        "text",
        _("Text of the round"),
        form=form,
        round=round_,
        texts=texts,
        zone=selectors.seat_zone(),
        button=_("Keep as a new version") if version else _("Keep as the text of this round"),
        back=board_address(round_),
    )


def corrigendum(request: HttpRequest, round_id: int) -> HttpResponse:
    """A misprint corrected while the round runs, with the mails that tell of it."""
    user, now = conducting(request), clock.now()
    shown = shown_or_404(request, round_id, now)
    round_ = shown.round
    version = next((text for text in shown.texts if text.pk == round_.text_id), None)
    form = CorrigendumForm(*stored_form(request), now=now, round_=round_, version=version)
    if request.method == "POST":
        form.is_valid()
        form.store(user)
    number = max((text.number for text in shown.texts), default=0) + 1

    def do() -> str:
        services.issue_corrigendum(round_id=round_.pk, text=form.text(), not_substantive=form.cleaned_data["not_substantive"], by=user, now=now)
        return _("The corrigendum is issued, and the states are told. The round, its deadline and its letters stand.")

    act = Act(
        verb="corrigendum",
        title=_("Corrigendum"),
        form=form,
        button=_("Issue the corrigendum and tell the states"),
        do=do,
        tells=lambda: (Told(round_, Purpose.CORRIGENDUM, None, form.cleaned_data["change_note"].strip(), (), {"version": number}), None),
        facts=[
            (_("Version"), str(number)),
            *([(_("Files"), parted(form.file_names()))] if form.file_names() else []),
        ],
        template="text",
        more={"texts": shown.texts, "zone": shown.zone},
        possible=words.no_text_sentence() if round_.text_id is None and shown.stand is not None else None,
    )
    return answer(request, act, shown, user, now)
