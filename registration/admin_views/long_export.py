"""The page of a long list that the worker writes: how far it is, then the file. It can be left and found again; it is for who asked alone."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from directory.files import response_for
from seminar_portal import clock
from seminar_portal.numbers import Number

from .. import desk_words, rules
from ..enums import ExportState
from ..models import ExportRecord
from ..services import exports
from . import frame

REFRESH = 3  # seconds


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Shows; changes nothing. While the file is written the page asks anew by itself, with a script and without."""
    record = _mine_or_404(request, pk)
    until = exports.available_until(record)
    titles = {ExportState.DONE: _("The list is ready"), ExportState.FAILED: _("The list could not be written")}
    context = {
        "title": titles.get(ExportState(record.state), _("The list is being written")),
        "record": record,
        "asked_at": desk_words.instant_mark(record.at),
        "count": Number(record.rows),
        "progress_words": progress_words(record),
        "refresh": REFRESH,
        "file_is_there": record.file_id is not None and not exports.is_late(record, clock.now()),
        "until": desk_words.instant_mark(until) if until else "",
        "done": record.state == ExportState.DONE,
        "failed": record.state == ExportState.FAILED,
    }
    return frame.answer(request, "long_export", context)


@require_safe
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """The same for the script of the page: how far, in words, and whether there is anything to wait for."""
    record = _mine_or_404(request, pk)
    return JsonResponse({"written": record.written, "rows": record.rows, "words": progress_words(record), "over": not record.is_under_way})


@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, for a week, to who asked for it."""
    record = _mine_or_404(request, pk)
    if record.file is None or exports.is_late(record, clock.now()):
        raise Http404(_("This file is not kept any more. Ask for the list once more."))
    return response_for(record.file)


def progress_words(record: ExportRecord) -> str:
    return ngettext("%(done)s of %(count)s registration", "%(done)s of %(count)s registrations", record.rows) % {
        "done": Number(record.written),
        "count": Number(record.rows),
    }


def _mine_or_404(request: HttpRequest, pk: int) -> ExportRecord:
    user = frame.officer(request)
    frame.require(rules.may_export(user))
    record = ExportRecord.objects.select_related("file", "seminar").defer("keys").filter(pk=pk).first()
    if record is None or not rules.may_fetch(user, record):
        raise Http404(_("There is no such list."))
    return record
