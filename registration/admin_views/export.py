"""The filtered list as a file. GET, so that a link in the list is enough; who took it is written down before it is handed out.

A list longer than ``settings.EXPORT_IN_REQUEST_ROWS`` is asked for with a button and written by the worker: see long_export.py.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from agenda.models import Seminar
from directory import clocks
from directory.models import User
from seminar_portal import clock
from seminar_portal.numbers import Number

from .. import platform, rules
from ..enums import ExportPurpose, ListPurpose
from ..exports import files, rows
from ..exports.columns import Heading
from ..services.exports import record_export, request_export
from . import columns, frame

Shown = Callable[[], ChangeList]
Words = Callable[[ChangeList], str]


@require_GET
def export(request: HttpRequest, purpose: str, file_format: str, changelist: Shown, filter_words: Words) -> HttpResponseBase:
    """GET with the query string of the list gives just its rows, all pages of them, in its order, in the columns that the officer has chosen."""
    user = _officer(request, purpose, file_format)
    shown = _shown(changelist)
    if shown is None:
        return _to_list("e=1")
    now = clock.now()
    seminar = _seminar(request)
    keys = rows.keys_of(shown.queryset)
    if len(keys) > settings.EXPORT_IN_REQUEST_ROWS:
        context = {
            "title": _("A long list"),
            "count": Number(len(keys)),
            "filter_words": filter_words(shown),
            "file_format": file_format.upper(),
            "start": reverse("admin:registration_registration_export_start", args=[purpose, file_format]),
            "query": request.GET.urlencode(),
        }
        return frame.answer(request, "long_export_ask", context)
    words, kept = filter_words(shown), _columns(user, purpose, seminar)
    title = str(seminar) if seminar else _("Registrations")
    heading = Heading(title=title, filter=words, as_of=clocks.said(now, user.zone).sentence) if purpose == ExportPurpose.LIST else None
    file, count = files.written(file_format, heading=heading, columns=files.wanted_columns(purpose, kept), rows=rows.pages(keys))
    response = FileResponse(
        file, as_attachment=True, filename=files.name_of(seminar, purpose, file_format, now, user.zone), content_type=files.WRITERS[file_format][1]
    )
    response["X-Content-Type-Options"] = "nosniff"
    try:
        record_export(seminar=seminar, file_format=file_format, purpose=purpose, filter_words=words, columns=kept, rows=count, by=user, now=now)
    except BaseException:
        response.close()
        raise
    return response


@require_POST
def start(request: HttpRequest, purpose: str, file_format: str, changelist: Shown, filter_words: Words) -> HttpResponseBase:
    """Freezes the list that the query string names and leaves the writing to the worker."""
    user = _officer(request, purpose, file_format)
    shown = _shown(changelist)
    if shown is None:
        return _to_list("e=1")
    seminar = _seminar(request)
    record = request_export(
        seminar=seminar,
        file_format=file_format,
        filter_words=filter_words(shown),
        keys=rows.keys_of(shown.queryset),
        purpose=purpose,
        columns=_columns(user, purpose, seminar),
        language=get_language() or settings.LANGUAGE_CODE,
        by=user,
        now=clock.now(),
    )
    return HttpResponseRedirect(reverse("admin:registration_registration_long_export", args=[record.pk]))


def _officer(request: HttpRequest, purpose: str, file_format: str) -> User:
    user = frame.officer(request)
    frame.require(rules.may_export(user))
    if file_format not in files.WRITERS or purpose not in ExportPurpose.values:
        raise Http404
    return user


def _shown(changelist: Shown) -> ChangeList | None:
    try:
        return changelist()
    except IncorrectLookupParameters:
        return None


def _seminar(request: HttpRequest) -> Seminar | None:
    return Seminar.objects.filter(slug=request.GET.get("seminar", "")).first()


def _columns(user: User, purpose: str, seminar: Seminar | None) -> list[object]:
    """What ``ExportRecord.columns`` keeps of the columns."""
    if purpose == ExportPurpose.PLATFORM:
        return [list(pair) for pair in platform.map_of(seminar)]
    return list(columns.chosen_keys(user, ListPurpose.EXPORT))


def _to_list(query: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('admin:registration_registration_changelist')}?{query}")
