"""Annex II as a Word document: empty for everybody, filled for the delegate."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from agenda.models import Seminar
from agenda.selectors import public
from seminar_portal import clock

from ..documents import annex
from ..models import Registration
from .answers import by_link


@require_safe
@cache_control(no_cache=True)
def empty_form(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty form of a public seminar, in the language of the address; of any other there is none."""
    now = clock.now()
    seminar: Seminar = get_object_or_404(public(now).prefetch_related("contacts"), slug=slug)
    return annex.response(annex.empty(seminar, now=now), f"Annex II {seminar.slug}.docx")


@by_link()
@require_safe
def own_form(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Her own form as it stands, for her ministry's stamp."""
    return annex.response(annex.filled(registration, now=clock.now()), f"Annex II {registration.reference}.docx")
