"""The scan of a paper form, for who may read registrations."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from directory.files import response_for

from .. import rules
from . import frame


@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponseBase:
    frame.require(rules.may_read(frame.officer(request)))
    registration = frame.registration_or_404(pk)
    if registration.scan is None:
        raise Http404
    return response_for(registration.scan, inline=True)
