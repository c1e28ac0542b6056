"""The public pages: the seminars, one seminar, its enclosures. They show the reader's own clock, so no shared cache may keep them."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from directory import files
from directory.models import User
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
    return _seminar_page(request, get_object_or_404(selectors.with_everything(selectors.public(now)), slug=slug), now)


@require_safe
@never_cache
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """The page as the public will see it, a draft's too. To everybody but the staff who may see drafts there is no such page."""
    if not _may_see_drafts(request):
        raise Http404
    now = clock.now()
    row: Seminar = get_object_or_404(selectors.with_everything(Seminar.objects.order_by("pk")), slug=slug)
    is_draft = row.published_at is None
    row.published_at = row.published_at or now  # of the copy in hand: it is not saved
    response = _seminar_page(request, row, now, preview=True, is_draft=is_draft)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _seminar_page(request: HttpRequest, row: Seminar, now: dt.datetime, **context: bool) -> HttpResponse:
    shown = {
        "seminar": row,
        "listed": selectors.Listed(row, rules.window(row, now)),
        "is_over": selectors.is_over(row, now),
        "programme": selectors.programme(row, beside_zone_of(request)),
        "proposed_by": selectors.proposed_by(row.proposer),
        "preview": False,
        "is_draft": False,
    }
    return render(request, "agenda/seminar.html", {**shown, **context})


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An enclosure of a public seminar. Of any other there is one for the staff who may see drafts, and none for everybody else."""
    documents = Document.objects.select_related("file").filter(pk=pk)
    row = documents.filter(seminar__in=selectors.public(clock.now())).first()
    if row is None and _may_see_drafts(request):
        row = documents.first()
    if row is None:
        raise Http404
    try:
        response = files.response_for(row.file, inline=True)
    except FileNotFoundError as error:
        raise Http404 from error
    return response


def _may_see_drafts(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and user.is_staff and rules.may_read(user)
