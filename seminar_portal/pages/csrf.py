from django.http import HttpRequest, HttpResponse
from django.views.csrf import csrf_failure


def failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return csrf_failure(request, reason)
