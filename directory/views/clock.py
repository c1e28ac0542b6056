from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from ..readers import remember


@require_POST
def choose_city(request: HttpRequest) -> HttpResponse:
    """Keeps the zone of the chosen city in a cookie and goes back to the page; an unknown zone clears it."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    remember(response, request.POST.get("zone", ""))
    return response
