"""Two registrations side by side: where they differ, what was done with each, and the answer whether they are one person's."""

import dataclasses
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import content, desk_selectors, desk_words, mailboxes, printing, rules
from ..content import Given
from ..enums import Decision, State
from ..lifecycle import IN_QUESTION
from ..models import PossibleDuplicate, Registration, RegistrationEvent
from ..services import duplicates as services
from . import frame

KEEP, DIFFERENT, AGAIN = "keep", "different", "again"


@dataclasses.dataclass(frozen=True)
class Row:
    """One field of both. ``name`` is the field's where the one that is kept can take it over, else ""."""

    label: str
    first: str | SafeString
    second: str | SafeString
    name: str = ""
    ticked: bool = False

    @property
    def differs(self) -> bool:
        return str(self.first) != str(self.second)


@require_safe
def compare(request: HttpRequest, pk: int | str) -> HttpResponse:
    """Shows; changes nothing. The buttons carry the versions that are shown."""
    frame.require(rules.may_read(frame.officer(request)))
    return _page(request, _pair_or_404(pk))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The answer of one button, on the versions that were shown; then back to the questions that wait."""
    user = frame.officer(request)
    frame.require(rules.may_review(user))
    pair = _pair_or_404(pk)
    now = clock.now()
    versions = {key: version for text in request.POST.getlist("row") if (shown := _shown(text)) for key, version in [shown]}
    act, _colon, keep = request.POST.get("answer", "").partition(":")
    take = request.POST.getlist("take")
    words = {"first": pair.first.reference, "second": pair.second.reference}
    try:
        if act == KEEP:
            kept = services.join(pair_id=pk, keep_id=frame.number(keep) or 0, versions=versions, take=take, by=user, now=now)
            gone = pair.second if kept.pk == pair.first_id else pair.first
            done = _("%(kept)s is kept; %(gone)s was joined with it and is withdrawn.") % {"kept": kept.reference, "gone": gone.reference}
            done += " " + (_("The delegate is told by e-mail.") if gone.email else _("There is no e-mail address on it, so nobody was told of that."))
        elif act == DIFFERENT:
            services.tell_apart(pair_id=pk, versions=versions, by=user, now=now)
            done = _("%(first)s and %(second)s are different people. This is not asked again unless a name changes.") % words
        elif act == AGAIN:
            services.ask_again(pair_id=pk, versions=versions, by=user, now=now)
            messages.success(request, _("Whether %(first)s and %(second)s are one person is asked again.") % words)
            return HttpResponseRedirect(reverse("admin:registration_possibleduplicate_change", args=[pk]))
        else:
            return _page(request, pair, take=take, error=_("Say whether they are one person, and which registration is kept."))
    except BusinessError as error:
        # what was ticked is kept; the form carries the versions of what is shown now
        fresh = PossibleDuplicate.objects.filter(pk=pk).first()
        if fresh is None:
            messages.error(request, str(error))
            return HttpResponseRedirect(_waiting(pair))
        return _page(request, _pair_or_404(pk), take=take, error=str(error), status=409)
    messages.success(request, done)
    return HttpResponseRedirect(_waiting(pair))


def _page(request: HttpRequest, pair: PossibleDuplicate, *, take: list[str] | None = None, error: str = "", status: int = 200) -> HttpResponse:
    user = frame.officer(request)
    both = (pair.first, pair.second)
    title = _("%(first)s and %(second)s") % {"first": pair.first.reference, "second": pair.second.reference}
    question = not pair.decision and all(row.state in IN_QUESTION for row in both)
    context: dict[str, Any] = {
        "title": _("Error: %(title)s") % {"title": title} if error else title,
        "heading": _("Are these one person?") if question else title,
        "pair": pair,
        "both": [
            {
                "row": row,
                "state_mark": desk_words.state_mark(row.state),
                "may_be_kept": row.state != State.LATE or other.state == State.LATE,
                "events": [_event(event) for event in desk_selectors.events_of(row)],
            }
            for row, other in (both, both[::-1])
        ],
        "rows": _rows(pair, set(take or ())),
        "question": question,
        "may_answer": rules.may_review(user),
        "cautions": _cautions(*both) if question else [],
        "decided_at": desk_words.instant_mark(pair.decided_at) if pair.decided_at else "",
        "joined": next((row for row in both if pair.decision == Decision.SAME and row.same_as_id), None),
        "may_ask_again": pair.decision == Decision.DIFFERENT and rules.may_review(user),
        "error": error,
        "waiting": _waiting(pair),
    }
    return frame.answer(request, "duplicate", context, status=status)


def _rows(pair: PossibleDuplicate, ticked: set[str]) -> list[Row]:
    """How the two came, then every field that either has, in Annex II's order."""
    on_day = pair.seminar.starts_on
    first, second = pair.first, pair.second
    rows = [
        Row(_("Received"), desk_words.instant_mark(first.received_at), desk_words.instant_mark(second.received_at)),
        Row(_("Source"), first.get_source_display(), second.get_source_display()),
    ]
    mine, theirs = ({line.name: line.value for line in printing.lines(Given.of(row), on_day, empty=True)} for row in (first, second))
    mine["printed_name"], theirs["printed_name"] = first.printed_name, second.printed_name
    for name in content.FIELDS:
        values = mine.get(name, ""), theirs.get(name, "")
        if any(values):
            rows.append(Row(printing.label_of(name), *values, name=name if values[0] != values[1] else "", ticked=name in ticked))
    return [*rows, Row(_("Language of letters"), first.get_language_display(), second.get_language_display())]


def _cautions(first: Registration, second: Registration) -> list[str]:
    """What the officer should know before one of the two gives way."""
    found = []
    for one, other in ((first, second), (second, first)):
        words = {"one": one.reference, "other": other.reference}
        if one.state == State.REGISTERED and other.state != State.REGISTERED:
            found.append(_("%(one)s is officially registered, %(other)s is not. If you keep %(other)s, it is to be registered officially anew.") % words)
        if one.state == State.LATE and other.state != State.LATE:
            found.append(_("%(one)s came after the deadline and is not counted, so only %(other)s can be kept.") % words)
    if first.email and second.email and not mailboxes.same(first.email, second.email):
        found.append(_("They have two e-mail addresses. The one that is kept keeps its own, unless you tick the address."))
    return found


def _event(event: RegistrationEvent) -> dict[str, Any]:
    return {
        "when": desk_words.instant_mark(event.at),
        "who": desk_words.who(event.by),
        "what": desk_words.event_words(event.kind),
        "more": ": ".join(filter(None, (desk_words.field_words(event.fields), event.reason))),
    }


def _pair_or_404(pk: int | str) -> PossibleDuplicate:
    try:
        found = PossibleDuplicate.objects.select_related("seminar", "first__party", "second__party", "decided_by")
        return found.get(pk=int(pk))
    except (PossibleDuplicate.DoesNotExist, ValueError, OverflowError):
        raise Http404(_("There is no such pair.")) from None


def _waiting(pair: PossibleDuplicate) -> str:
    """The list of the questions that wait at the same seminar."""
    return f"{reverse('admin:registration_possibleduplicate_changelist')}?{urlencode({'seminar': pair.seminar.slug, 'answer': 'open'})}"


def _shown(text: str) -> tuple[int, int] | None:
    """ "17:3" as (17, 3): a registration and the version that was shown."""
    key, colon, version = text.partition(":")
    numbers = frame.number(key), frame.number(version)
    return (numbers[0], numbers[1]) if colon and numbers[0] is not None and numbers[1] is not None else None
