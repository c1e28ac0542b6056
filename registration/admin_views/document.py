"""One registration as the Word document of Annex II."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from seminar_portal import clock

from .. import rules
from ..documents import annex
from . import frame


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    frame.require(rules.may_read(frame.officer(request)))
    registration = frame.registration_or_404(pk)
    return annex.response(annex.filled(registration, now=clock.now()), f"Annex II {registration.reference}.docx")
