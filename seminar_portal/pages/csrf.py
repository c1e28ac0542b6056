"""What is answered to a form whose CSRF token is missing, old or wrong, or which comes from another site."""

from django.http import HttpRequest, HttpResponse
from django.middleware import csrf
from django.views.csrf import csrf_failure

# Django gives the reason as a sentence; these are the ones that speak of where the form comes from
_FOREIGN = (
    csrf.REASON_BAD_ORIGIN.partition("%s")[0],
    csrf.REASON_BAD_REFERER.partition("%s")[0],
    csrf.REASON_NO_REFERER,
    csrf.REASON_MALFORMED_REFERER,
    csrf.REASON_INSECURE_REFERER,
)


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A view with an attribute ``refill`` gets its form again, filled, for a token or cookie that is missing, old or wrong. All else is a plain 403."""
    match = request.resolver_match
    refill = getattr(match.func, "refill", None) if match else None
    if match is None or refill is None or reason.startswith(_FOREIGN):
        return csrf_failure(request, reason)
    response: HttpResponse = refill(request, *match.args, **match.kwargs)
    return response
