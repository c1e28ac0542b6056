"""One act for the ticked rows of a page: a preview that says for each what will happen, then the act row by row, then a true report."""

import dataclasses
import datetime as dt
import logging
from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import BusinessError, Invalid

from .. import desk_selectors, desk_words, lifecycle, rules
from ..models import Registration
from ..services import desk
from . import frame

LIMIT = 100
log = logging.getLogger(__name__)


@dataclasses.dataclass
class Report:
    """What one run did and did not do. Each line is a registration and, where it was left alone, why."""

    changed: list[Registration] = dataclasses.field(default_factory=list)
    left_alone: list[tuple[Registration, str]] = dataclasses.field(default_factory=list)
    failed: list[Registration] = dataclasses.field(default_factory=list)
    gone: int = 0

    @property
    def told(self) -> int:
        return sum(1 for registration in self.changed if registration.email)

    @property
    def not_told(self) -> list[Registration]:
        return [registration for registration in self.changed if not registration.email]


def preview(request: HttpRequest, verb: str, queryset: QuerySet[Registration]) -> HttpResponse | None:
    """The answer to a changelist action: what would happen to each ticked row. None, with a sentence, where there are too many.

    The ticked rows are taken by their keys and not through the filter of the list: a row that left the filter meanwhile is still named.
    """
    if request.POST.get("select_across") == "1":
        keys = list(queryset.order_by().values_list("pk", flat=True)[: LIMIT + 1])
    else:
        keys = [key for text in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME) if (key := frame.number(text)) is not None]
    if len(keys) > LIMIT:
        messages.error(request, too_many())
        return None
    rows = desk_selectors.by_keys(keys)
    return _preview(request, verb, rows, {row.pk: row.version for row in rows})


@require_POST
def act(request: HttpRequest, verb: str) -> HttpResponse:
    """Does what the preview said, on the versions that it showed, each row in a transaction of its own."""
    user = frame.officer(request)
    if verb not in desk.ACTS or verb == "admit":
        raise Http404
    frame.require(rules.may_review(user))
    texts = request.POST.getlist("row")
    versions = {key: version for text in texts if (pair := _pair(text)) for key, version in [pair]}
    if len(texts) > LIMIT:
        messages.error(request, too_many())
        return HttpResponseRedirect(reverse("admin:registration_registration_changelist"))
    if not versions:
        messages.error(request, _("No registration was ticked, so nothing was done."))
        return HttpResponseRedirect(reverse("admin:registration_registration_changelist"))
    rows = desk_selectors.by_keys(versions)
    reason = request.POST.get("reason", "")
    words = desk_words.ACTS[verb]
    if words.reason_required and not reason.strip():
        return _preview(request, verb, rows, versions, error=_("Enter the reason. The delegate reads it."))
    try:
        report = run(verb, rows, versions, reason=reason, by=user, now=clock.now())
    except Invalid as error:
        return _preview(request, verb, rows, versions, reason=reason, error=str(error))
    report.gone = len(versions) - len(rows)
    context = {
        "title": _("Report: %(act)s") % {"act": str(words.action).rstrip("…")},
        "report": report,
        "back": _back(request),
        "changed_words": words.done % {"count": len(report.changed)},
        "told": report.told,
    }
    return frame.answer(request, "bulk_report", context)


def run(verb: str, rows: list[Registration], versions: dict[int, int], *, reason: str, by: User, now: dt.datetime) -> Report:
    """Calls the durable service for each row; there is no outer transaction. What one row meets does not stop the others.

    Raises Invalid, before anything was done, where the reason itself cannot be accepted.
    """
    report = Report()
    for row in rows:
        why_not = refusal(verb, row)
        if why_not and row.version == versions[row.pk]:
            report.left_alone.append((row, why_not))
            continue
        try:
            report.changed.append(desk.ACTS[verb](registration_id=row.pk, version=versions[row.pk], reason=reason, by=by, now=now))
        except Invalid:
            if not report.changed:
                raise
            report.failed.append(row)
        except BusinessError as error:
            report.left_alone.append((row, str(error)))
        except Exception:  # one broken row must not hide what happened to the others
            log.exception("%s of registration %s failed", verb, row.pk)
            report.failed.append(row)
    return report


def refusal(verb: str, row: Registration) -> str:
    """Why ``verb`` will leave the row alone, "" where it will not."""
    if lifecycle.target(verb, row.state) is not None:
        return ""
    return _("it is %(state)s") % {"state": row.get_state_display()}


def too_many() -> str:
    return _("At most %(limit)d registrations can be handled at once. Tick fewer, or go page by page; nothing was done.") % {"limit": LIMIT}


def _preview(request: HttpRequest, verb: str, rows: list[Registration], versions: dict[int, int], *, reason: str = "", error: str = "") -> HttpResponse:
    words = desk_words.ACTS[verb]
    lines: list[dict[str, Any]] = [
        {
            "row": row,
            "state_mark": desk_words.state_mark(row.state),
            "refusal": refusal(verb, row),
            "version": versions[row.pk],
            "delegation": row.party or row.other_organisation,
        }
        for row in rows
    ]
    count = sum(1 for line in lines if not line["refusal"])
    title = str(words.action).rstrip("…")
    context = {
        "title": f"{_('Error:')} {title}" if error else title,
        "verb": verb,
        "words": words,
        "back": _back(request),
        "lines": lines,
        "count": count,
        "left_alone": len(lines) - count,
        "silent": sum(1 for line in lines if not line["refusal"] and not line["row"].email),
        "button": words.several % {"count": count},
        "reason": reason,
        "error": error,
        "reason_length": desk.REASON_LENGTH,
    }
    return frame.answer(request, "bulk_preview", context)


def _back(request: HttpRequest) -> str:
    """The query string of the list from which the rows come, so that its filter is still there afterwards."""
    return request.POST.get("back", "") or request.GET.urlencode()


def _pair(text: str) -> tuple[int, int] | None:
    """ "17:3" as (17, 3): a registration and the version that was shown."""
    key, colon, version = text.partition(":")
    numbers = frame.number(key), frame.number(version)
    return (numbers[0], numbers[1]) if colon and numbers[0] is not None and numbers[1] is not None else None
