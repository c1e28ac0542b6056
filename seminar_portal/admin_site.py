"""Our admin site: Django's own, with a landing page that says what waits, and the clock of the person who looks."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from . import clock


class PortalAdminSite(AdminSite):
    site_title = _("Seminar portal")
    site_header = _("CICA seminars · administration")
    index_title = _("What waits for you")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """``seat_clock``: the present on the clock of the person's seat, or None where nobody is logged in."""
        from directory import clocks

        user: Any = request.user
        seat_clock = clocks.said(clock.now(), user.zone) if user.is_authenticated else None
        return {**super().each_context(request), "seat_clock": seat_clock}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from .pages.waiting import waiting_for

        lines = waiting_for(request.user, clock.now())
        context = {"to_do": [line for line in lines if line.count], "nothing_to_do": [line for line in lines if not line.count]}
        return super().index(request, {**context, **(extra_context or {})})
