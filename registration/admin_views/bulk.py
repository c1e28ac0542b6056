"""One act for many registrations: the preview of a frozen selection, its progress, and a true report. One address for all three."""

import dataclasses
import datetime as dt
import io
import logging
from collections.abc import Callable, Iterable, Iterator

from django.contrib import messages
from django.contrib.admin import helpers
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST, require_safe

from directory import clocks
from directory.models import User
from directory.words import parted, sentences
from seminar_portal import clock
from seminar_portal.errors import BusinessError, Invalid
from seminar_portal.numbers import Number

from .. import bulk_selectors, bulk_words, desk_words, lifecycle, rules
from ..enums import BulkState, Cause, RowState
from ..exports import bulk_report
from ..exports.columns import Heading, nation
from ..models import BulkAct, BulkRow, Registration
from ..services import bulk, desk
from ..services.exports import record_export
from . import frame

log = logging.getLogger(__name__)
WAIT = dt.timedelta(seconds=10)  # an officer waits at most so long for a small act; what is left is for the worker
REFRESH = 3  # seconds
FORESEEN = (Cause.STATE, Cause.CANCELLED, Cause.SILENT)  # why the preview itself leaves a row alone


def preview(request: HttpRequest, verb: str, queryset: QuerySet[Registration], filter_words: Callable[[], str]) -> HttpResponse | None:
    """The answer to a changelist action: freezes the selection and shows what would happen. None, with a sentence, where nothing can be selected.

    The ticked rows are taken by their keys and not through the filter of the list: a row that left the filter meanwhile is still named.
    """
    user = frame.officer(request)
    frame.require(rules.may_act(user, verb))
    if request.POST.get("select_across") == "1":
        chosen, selection = queryset, filter_words()
    else:
        keys = [key for text in request.POST.getlist(helpers.ACTION_CHECKBOX_NAME) if (key := frame.number(text)) is not None]
        chosen, selection = Registration.objects.filter(pk__in=keys), ""
    try:
        act = bulk.freeze_selection(verb=verb, chosen=chosen, selection=selection, back=request.GET.urlencode(), by=user, now=clock.now())
    except Invalid as error:
        messages.error(request, str(error))
        return None
    return _to_page(act.pk)


@require_safe
def page(request: HttpRequest, pk: int | str) -> HttpResponse:
    """The preview of a draft, the progress of what is under way, the report of what is over. The same number of queries for three rows and for 20,000."""
    return _show(request, _act_or_404(request, pk))


@require_POST
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins what the preview said. A small act is carried out at once, by the same code as in the worker; pressed twice, it is one act."""
    user = frame.officer(request)
    act = BulkAct.objects.filter(pk=pk).first()
    if act is None:
        frame.require(rules.may_review(user) or rules.may_admit_late(user))
        messages.error(request, _("This preview is not kept any more. Select the registrations once more; nothing was done."))
        return HttpResponseRedirect(reverse("admin:registration_registration_changelist"))
    frame.require(rules.may_act(user, act.verb))
    act = _act_or_404(request, pk)
    reason = request.POST.get("reason", "")
    try:
        act = bulk.start_act(act_id=act.pk, reason=reason, by=user, now=clock.now())
    except Invalid as error:
        return _show(request, act, reason=reason, error=str(error))
    except BusinessError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(_list_address(act))
    if act.state == BulkState.RUNNING and act.waiting <= bulk.AT_ONCE:
        try:
            bulk.carry_out(act_id=act.pk, now=clock.now, patience=WAIT)
        except DatabaseError:
            log.exception("bulk act %s is left to the worker", act.pk)
    return _to_page(act.pk)


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Stops before the next batch; what was not begun stays untouched."""
    user = frame.officer(request)
    act = _act_or_404(request, pk)
    frame.require(rules.may_act(user, act.verb))
    try:
        bulk.stop_act(act_id=act.pk, by=user, now=clock.now())
    except BusinessError as error:
        messages.error(request, str(error))
    return _to_page(act.pk)


@require_GET
def report_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The report, or one tab of it, as CSV; names of people leave the portal, so it stands in the register of exports."""
    user = frame.officer(request)
    act = _act_or_404(request, pk)
    frame.require(rules.may_export(user))
    if act.state == BulkState.DRAFT:
        raise Http404(_("There is no such bulk act."))
    show = request.GET.get("show", "")
    show = show if show in RowState.values else ""
    now = clock.now()
    title = _("Report of a bulk act: %(act)s") % {"act": bulk_words.name(act)}
    words = parted([bulk_words.selection(act), *([bulk_words.outcome(act, RowState(show))] if show else [])])
    file = io.BytesIO()
    rows = bulk_report.write(
        file, act=act, heading=Heading(title=title, filter=words, as_of=clocks.said(now, user.zone).sentence), rows=bulk_selectors.rows_of(act, show)
    )
    record_export(seminar=act.seminar, file_format="csv", filter_words=f"{title}; {words}", rows=rows, by=user, now=now)
    file.seek(0)
    response = FileResponse(file, as_attachment=True, filename=f"bulk-act-{act.pk}.csv", content_type="text/csv; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- what is shown ----------------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Tab:
    """One way to narrow the table down. ``key`` stands in the address."""

    key: str
    label: str
    count: int

    @property
    def shown(self) -> Number:
        return Number(self.count)


def _show(request: HttpRequest, act: BulkAct, *, reason: str = "", error: str = "") -> HttpResponse:
    user = frame.officer(request)
    words, joining = bulk_words.words(act), act.verb == lifecycle.JOINING
    left_alone = bulk_selectors.left_alone(act)
    context = {
        "act": act,
        "name": bulk_words.name(act),
        "selection": bulk_words.selection(act),
        "state_mark": bulk_words.state_mark(act),
        "words": words,
        "back": _list_address(act),
        "back_words": _("Who has the joining details, and who has not") if joining else _("Back to the list"),
        "selected_at": desk_words.instant_mark(act.created_at),
        "of": act.by,
    }
    if act.state == BulkState.DRAFT:
        forecast = bulk_selectors.forecast(act)
        tabs = [
            Tab("", _("all"), act.total),
            Tab(bulk_selectors.WILL, str(words.will_be), forecast.will),
            Tab(bulk_selectors.WILL_NOT, _("left alone"), act.total - forecast.will),
        ]
        context |= {
            "title": _("Error: %(title)s") % {"title": bulk_words.name(act)} if error else bulk_words.name(act),
            "sentences": sentences(bulk_words.forecast(act, forecast, left_alone)),
            "count": forecast.will,
            "button": words.several % {"count": Number(forecast.will)},
            "reason": reason,
            "error": error,
            "reason_length": desk.REASON_LENGTH,
        }
        return _answer(request, "bulk_preview", act, tabs, context)
    over = act.state not in lifecycle.UNDER_WAY
    tabs = [
        Tab("", _("all"), act.total),
        *(Tab(state, bulk_words.outcome(act, state), count) for state, count in _counts(act)),
    ]
    title = _("Report: %(act)s") if over else _("Under way: %(act)s")
    context |= {
        "title": title % {"act": bulk_words.name(act)},
        "sentences": sentences(bulk_words.report(act, left_alone)),
        "began": desk_words.instant_mark(act.started_at) if act.started_at else "",
        "ended": desk_words.instant_mark(act.ended_at) if act.ended_at else "",
        "may_stop": act.state == BulkState.RUNNING and rules.may_act(user, act.verb),
        "may_export": rules.may_export(user),
        "progress_words": ngettext("%(done)s of %(count)s registration", "%(done)s of %(count)s registrations", act.total)
        % {"done": Number(act.handled), "count": Number(act.total)},
        "refresh": REFRESH,
    }
    return _answer(request, "bulk_report" if over else "bulk_progress", act, tabs, context)


def _answer(request: HttpRequest, template: str, act: BulkAct, tabs: list[Tab], context: dict[str, object]) -> HttpResponse:
    tab = next((one for one in tabs if one.key == request.GET.get("show", "")), tabs[0])
    paginator = Paginator(bulk_selectors.rows_of(act, tab.key), bulk_selectors.PAGE)
    paginator.count = tab.count  # known already
    shown = paginator.get_page(request.GET.get("page"))
    lines = list(_lines(act, shown))
    table = {"tabs": tabs, "tab": tab, "page": shown, "lines": lines, "is_nav_sidebar_enabled": False}  # the columns need its room
    return frame.answer(request, template, {**context, **table})


@dataclasses.dataclass(frozen=True)
class Row:
    """One line of the table. ``mark`` is the state that was seen at the preview."""

    registration: Registration
    delegation: str
    mark: SafeString
    outcome: SafeString | str
    why: str
    quiet: bool


def _lines(act: BulkAct, rows: Iterable[BulkRow]) -> Iterator[Row]:
    for row in rows:
        registration = row.registration
        outcome, why = bulk_words.will(act, row) if act.state == BulkState.DRAFT else (bulk_words.outcome_mark(act, row), bulk_words.why(act, row))
        yield Row(registration, nation(registration), desk_words.state_mark(row.state_seen), outcome, why, row.cause in FORESEEN)


def _act_or_404(request: HttpRequest, pk: int | str) -> BulkAct:
    """The act, for whoever may read registrations; a preview only for whoever made it."""
    user: User = frame.officer(request)
    frame.require(rules.may_read(user))
    try:
        act = BulkAct.objects.select_related("by", "stopper", "seminar").get(pk=int(pk))
    except (BulkAct.DoesNotExist, ValueError, OverflowError):
        act = None
    if act is None or (act.state == BulkState.DRAFT and act.by_id != user.pk):
        raise Http404(_("There is no such bulk act."))
    return act


def _counts(act: BulkAct) -> list[tuple[RowState, int]]:
    return [(RowState.CHANGED, act.changed), (RowState.LEFT_ALONE, act.left_alone), (RowState.FAILED, act.failed), (RowState.WAITING, act.waiting)]


def _list_address(act: BulkAct) -> str:
    """The list from which the rows come, with its filter; of joining details their page."""
    if act.verb == lifecycle.JOINING:
        return reverse("admin:registration_registration_joining", args=[act.seminar_id])
    return reverse("admin:registration_registration_changelist") + (f"?{act.back}" if act.back else "")


def _to_page(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:registration_bulkact_change", args=[pk]))
