"""What is shown when a page cannot be: in the language of the address, whatever the thread served before."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseForbidden, HttpResponseNotFound, HttpResponseServerError
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.csrf import requires_csrf_token

log = logging.getLogger(__name__)


def _in_its_language(request: HttpRequest) -> "translation.override":
    return translation.override(translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with _in_its_language(request):
        return HttpResponseForbidden(render_to_string("403.html", request=request))


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    with _in_its_language(request):
        return HttpResponseNotFound(render_to_string("404.html", request=request))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Without the request: what is wrong may be the request itself."""
    with _in_its_language(request):
        return HttpResponseBadRequest(render_to_string("400.html"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Asks neither the database nor the session; where even this fails, a bare sentence."""
    with _in_its_language(request):
        try:
            return HttpResponseServerError(render_to_string("500.html"))
        except (TemplateDoesNotExist, ValueError):  # ValueError: the manifest of static files is not there
            log.exception("the page for errors cannot be shown")
            return HttpResponseServerError("500", content_type="text/plain; charset=utf-8")
