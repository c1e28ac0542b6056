"""A longer period for all states, and the refusal of a request for one."""

import copy
import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from directory.words import parted, separated
from seminar_portal import clock

from .. import selectors, services, words
from ..cautions import cautions
from ..emails import Told
from ..enums import Purpose
from ..forms import ExtensionForm, RefusalForm
from ..models import Round
from .acting import Act, answer
from .frame import conducting, letter_or_404, shown_or_404, to_board_with

# of the cautions of a start, those that a later end can bring up
AT_THE_END = frozenset({"rest day", "after registration", "after seminar"})


def extend(request: HttpRequest, round_id: int) -> HttpResponse:
    user, now = conducting(request), clock.now()
    shown = shown_or_404(request, round_id, now)
    round_ = shown.round
    if round_.deadline is None:
        return to_board_with(request, round_, _("The procedure has not started yet: it has no deadline."))
    former = round_.deadline
    form = ExtensionForm(request.POST if request.method == "POST" else None, now=now, round_=round_)

    def after() -> Round:
        longer = copy.copy(round_)
        longer.deadline, longer.deadline_as_printed = form.cleaned_data["deadline"].replace(microsecond=0), form.cleaned_data["as_printed"].strip()
        return longer

    def tells() -> tuple[Told, None]:
        detail = {"former": former.astimezone(dt.UTC).isoformat()}
        return Told(after(), Purpose.EXTENSION, None, form.cleaned_data["reason"].strip(), (), detail), None

    def do() -> str:
        data = form.cleaned_data
        services.extend_for_all(
            round_id=round_.pk,
            deadline=data["deadline"],
            reason=data["reason"],
            as_printed=data["as_printed"],
            deadline_shown=data["deadline_shown"],
            by=user,
            now=now,
        )
        return _("The period is extended for all states, and they are told. Every request for an extension is thereby granted.")

    requests = [row.states for row in shown.letters if row.doubt == "extension"]
    act = Act(
        verb="extend",
        title=_("Extend for all states"),
        form=form,
        button=_("Extend for all states and tell them"),
        do=do,
        tells=tells,
        facts=[(_("Asked for by"), parted(requests))] if requests else [],
        cautions=lambda: _cautions(round_, after()),
        template="extend",
        after=after,
    )
    return answer(request, act, shown, user, now)


def _cautions(round_: Round, after: Round) -> list[str]:
    assert after.deadline is not None and round_.started_at is not None  # the form has the one, the schema holds the other
    found = cautions(
        seminar=round_.procedure.seminar,
        entitled=[row.party for row in round_.entitled_states.all()],
        names=selectors.names_of(round_),
        starts_at=round_.started_at,
        deadline=after.deadline,
        deadline_zone=round_.deadline_zone,
        minimum_length=1,
    )
    return [caution.sentence for caution in found if caution.code in AT_THE_END]


def refuse_extension(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The refusal of one request, with a letter to that state."""
    user, now = conducting(request), clock.now()
    letter = letter_or_404(letter_id)
    shown = shown_or_404(request, letter.round_id, now)
    round_, names = shown.round, selectors.names_of(shown.round)
    form = RefusalForm(request.POST if request.method == "POST" else None, now=now)
    states = list(letter.states.all())

    def do() -> str:
        services.refuse_extension(letter_id=letter.pk, words=form.cleaned_data["words"], by=user, now=now)
        return _("The request is refused, with a letter to the state that asked.")

    act = Act(
        verb="refuse_extension",
        title=_("Refuse a request for an extension"),
        form=form,
        button=_("Refuse the request and tell the state"),
        do=do,
        tells=lambda: (Told(round_, Purpose.EXTENSION_REFUSED, letter, form.cleaned_data["words"].strip()), [party.pk for party in states]),
        facts=[
            (_("Asked for by"), separated(names.get(party.pk, str(party)) for party in states)),
            *([(_("In its own words"), words.quoted(letter.summary))] if letter.summary else []),
        ],
    )
    return answer(request, act, shown, user, now)
