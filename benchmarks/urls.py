"""The portal's addresses and one more: an empty view, which everything else is compared with."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from seminar_portal import urls

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>bare</title>")


urlpatterns = [path("bench/bare/", bare), *urls.urlpatterns]
