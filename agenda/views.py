"""The public pages: the seminars, one seminar, its enclosures. They show the reader's own clock, so no shared cache may keep them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from directory import files
from directory.readers import beside_zone_of
from seminar_portal import clock

from . import rules, selectors
from .models import Document, Seminar


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_cookie
def index(request: HttpRequest) -> HttpResponse:
    coming, past = selectors.coming_and_past(clock.now())
    return render(request, "agenda/index.html", {"coming": coming, "past": past})


@require_safe
@cache_control(private=True, no_cache=True)
@vary_on_cookie
def seminar(request: HttpRequest, slug: str) -> HttpResponse:
    now = clock.now()
    row: Seminar = get_object_or_404(selectors.with_everything(now), slug=slug)
    context = {
        "seminar": row,
        "listed": selectors.Listed(row, rules.window(row, now)),
        "is_over": selectors.is_over(row, now),
        "programme": selectors.programme(row, beside_zone_of(request)),
        "proposed_by": selectors.proposed_by(row.proposer),
    }
    return render(request, "agenda/seminar.html", context)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An enclosure of a public seminar; of any other there is none."""
    row: Document = get_object_or_404(Document.objects.select_related("file").filter(seminar__in=selectors.public(clock.now())), pk=pk)
    try:
        return files.response_for(row.file, inline=True)
    except FileNotFoundError as error:
        raise Http404 from error
