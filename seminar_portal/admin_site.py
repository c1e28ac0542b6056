"""Our admin site: Django's own, with a landing page, the clock of the person who looks, one's own account, and a log-in that strangers cannot block."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, translate_url
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

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
        from .pages.landing import landing_for

        context = landing_for(request.user, clock.now(), seminar=request.GET.get("seminar", ""))
        return super().index(request, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLResolver | URLPattern]:
        from directory import admin_views, views

        from .pages import states

        own: list[URLResolver | URLPattern] = [
            path("account/", self.admin_view(admin_views.own_account), name="own_account"),
            path("agenda/seminar/<int:seminar_pk>/states/", self.admin_view(states.states), name="seminar_states"),
            path("agenda/seminar/<int:seminar_pk>/states/<int:party_pk>/", self.admin_view(states.state), name="seminar_state"),
            path("password/forgotten/", views.forgotten, name="password_forgotten"),
            path("password/<str:token>/", views.from_link, name="password_from_link"),
        ]
        return own + super().get_urls()

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Django's log-in, with ten attempts in a quarter of an hour for each known browser and for all strangers to an account together.

        Who comes in goes on in the language of the account, and the browser is known from then on.
        """
        from directory import links
        from directory.services import log_ins
        from directory.views.passwords import MARK, remember_browser

        key, typed = "", request.POST.get("username", "")
        if request.method == "POST" and typed and request.POST.get("password"):
            key = links.key_of_attempt(typed, request.COOKIES.get(MARK, ""))
            if not log_ins.begin_attempt(key=key, now=clock.now()):
                return self._too_many(request)
        response: HttpResponse = super().login(request, extra_context)
        if key and response.status_code == 302:
            user: Any = request.user
            log_ins.succeeded(key=key)
            remember_browser(response, user)
            response["Location"] = _in_language(response["Location"], user.language)
        return response

    def _too_many(self, request: HttpRequest) -> HttpResponse:
        """Says so before the password is looked at, whoever's address it is."""
        context = {**self.each_context(request), "title": _("Log in"), "subtitle": None, "minutes": 15}
        return TemplateResponse(request, "admin/directory/too_many.html", context, status=429)


def _in_language(address: str, language: str) -> str:
    """The same page under the prefix of ``language``; the address resolves only while its own language is active."""
    with translation.override(translation.get_language_from_path(address) or settings.LANGUAGE_CODE):
        return translate_url(address, language)
