"""The filtered list as a file. What was taken, by whom and how many rows, is written down before the file is handed out."""

import io
from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from agenda.models import Seminar
from directory import clocks
from seminar_portal import clock

from .. import rules
from ..exports import columns, csv_file, xlsx_file
from ..services.exports import record_export
from . import frame

WRITERS = {"csv": (csv_file.write, "text/csv; charset=utf-8"), "xlsx": (xlsx_file.write, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")}


@require_GET
def export(request: HttpRequest, file_format: str, changelist: Callable[[], ChangeList], filter_words: Callable[[ChangeList], str]) -> HttpResponseBase:
    """GET with the query string of the list gives just its rows, all pages of them, in the order of their references."""
    user = frame.officer(request)
    frame.require(rules.may_export(user))
    if file_format not in WRITERS:
        raise Http404
    try:
        shown = changelist()
    except IncorrectLookupParameters:
        return HttpResponseRedirect(reverse("admin:registration_registration_changelist") + "?e=1")
    now = clock.now()
    write, content_type = WRITERS[file_format]
    words = filter_words(shown)
    seminar = Seminar.objects.filter(slug=request.GET.get("seminar", "")).first()
    heading = columns.Heading(title=str(seminar) if seminar else _("Registrations"), filter=words, as_of=clocks.said(now, user.zone).sentence)
    file = io.BytesIO()  # 20,000 rows are a few megabytes; what XLSX needs while it is written goes to the disk
    rows = columns.keyset_pages(shown.queryset)
    count = write(file, heading=heading, columns=columns.columns(), rows=rows)
    record_export(seminar=seminar, file_format=file_format, filter_words=words, rows=count, by=user, now=now)
    file.seek(0)
    name = f"{seminar.slug if seminar else 'registrations'}-{now.astimezone(ZoneInfo(user.zone)):%Y-%m-%d-%H%M}.{file_format}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
