"""The web server's door. It refuses to start with an unsafe setting, since a server runs no system checks by itself."""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminar_portal.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from seminar_portal.checks import LOOPBACK, refuse_unsafe_start

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def loopback_only(inner: Application) -> Application:
    """``inner``, for callers on this machine; anybody else gets a plain 403, whatever address the server was bound to."""

    def guarded(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("REMOTE_ADDR") not in LOOPBACK:
            start_response("403 Forbidden", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"This demonstration answers callers on its own machine only.\n"]
        return inner(environ, start_response)

    return guarded


refuse_unsafe_start()
django_application: Application = get_wsgi_application()
application = loopback_only(django_application) if settings.EMBEDDED else django_application
