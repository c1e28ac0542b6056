"""The page of one registration: everything that was given, what was done, what may be done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from notifications.selectors import history

from .. import content, desk_selectors, desk_words, duplicates, printing, rules
from ..content import Given
from ..emails.base import about
from ..models import Registration
from . import frame


def _resembles(registration: Registration) -> dict[str, Any]:
    """Whose registration this may be once more, what it was joined with, and who shares its mailbox: four queries."""
    questions = duplicates.open_of(registration)
    in_question = {pair.other(registration.pk) for pair in questions}
    sharing = duplicates.sharing_the_mailbox(registration, but=in_question)
    return {
        "questions": [(pair, pair.second if pair.first_id == registration.pk else pair.first) for pair in questions],
        "joined_with": duplicates.kept(registration),
        "joined_to_it": list(registration.joined.order_by("number")),
        "earlier": [other for other in duplicates.earlier(registration) if other.same_as_id != registration.pk],
        "sharing": sharing[: duplicates.HINTED],
        "sharing_more": max(0, len(sharing) - duplicates.HINTED),
    }


@require_safe
def page(request: HttpRequest, pk: int | str) -> HttpResponse:
    """Shows; changes nothing. The buttons are forms of their own with the version that is shown."""
    user = frame.officer(request)
    frame.require(rules.may_read(user))
    registration = frame.registration_or_404(pk)
    lines = printing.lines(Given.of(registration), registration.seminar.starts_on, empty=True)
    context = {
        "title": f"{registration.reference} · {registration.printed_name}",
        "registration": registration,
        "state_mark": desk_words.state_mark(registration.state),
        **_resembles(registration),
        "flags": desk_words.flags(registration),
        "annex": [line for line in lines if line.name not in content.MORE],
        "more": [line for line in lines if line.name in content.MORE],
        "received": desk_words.instant_mark(registration.received_at),
        "recorded": desk_words.instant_mark(registration.recorded_at),
        "recorded_by": desk_words.who(registration.recorded_by),
        "corrected": desk_words.instant_mark(registration.corrected_at) if registration.corrected_at else "",
        "acts": [(verb, desk_words.ACTS[verb]) for verb in desk_selectors.allowed_verbs(user, registration)],
        "may_review": rules.may_review(user),
        "events": [
            {
                "when": desk_words.instant_mark(event.at),
                "who": desk_words.who(event.by),
                "what": desk_words.event_words(event.kind),
                "moved": event.from_state and event.from_state != event.to_state,
                "event": event,
                "fields": desk_words.field_words(event.fields),
            }
            for event in desk_selectors.events_of(registration)
        ],
        "mails": [{"mail": mail, "when": desk_words.instant_mark(mail.at)} for mail in history(about(registration))],
        "may_see_messages": user.has_perm("notifications.view_outgoingemail"),
    }
    return frame.answer(request, "page", context)
