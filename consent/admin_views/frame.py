"""What the doors of the Secretariat share: the page round each, and how they find the round, the letter and the officer."""

import datetime as dt
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from directory.models import User
from directory.readers import zone_of
from seminar_portal import clock

from .. import lifecycle, rules, selectors, words
from ..models import Communication, Round


def user_of(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # admin_site.admin_view lets nobody else in
    return request.user


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page of a procedure. Where it answers a form, ``meanwhile`` holds what happened since that form was shown (its field ``seen``)."""
    round_ = context.get("round")
    happened = since(request, round_) if isinstance(round_, Round) else []
    zone = (round_.deadline_zone if isinstance(round_, Round) else "") or (selectors.seat_zone() if happened else "")
    framed = {**admin.site.each_context(request), "title": title, "meanwhile": happened, "meanwhile_zone": zone, **context}
    return TemplateResponse(request, f"admin/consent/{template}.html", framed)


def since(request: HttpRequest, round_: Round) -> list[selectors.Since]:
    """What happened with the procedure since the page was shown whose form comes in; nothing where the form does not say."""
    seen = request.POST.get("seen", "")
    if not seen.isdecimal() or int(seen) >= round_.procedure.head_number:
        return []
    return selectors.meanwhile(round_, int(seen))


def to_board(round_: Round) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{board_address(round_)}?round={round_.number}")


def to_board_with(request: HttpRequest, round_: Round, refusal: str) -> HttpResponseRedirect:
    """Back to the board with the reason why an act is not possible."""
    messages.error(request, refusal)
    return to_board(round_)


def round_or_404(round_id: int) -> Round:
    return get_object_or_404(Round.objects.select_related("procedure__seminar", "procedure__proposer").prefetch_related("entitled_states__party"), pk=round_id)


def letter_or_404(letter_id: int) -> Communication:
    letters = Communication.objects.select_related("round__procedure__seminar", "scan").prefetch_related(
        "states", "decisions__by", "round__entitled_states__party"
    )
    return get_object_or_404(letters, pk=letter_id)


def shown_or_404(request: HttpRequest, round_id: int, now: dt.datetime) -> selectors.Board:
    """The board on which an act rests."""
    try:
        return selectors.board(round_id, now, zone_of(request))
    except Round.DoesNotExist as missing:
        raise Http404 from missing


def stored_form(request: HttpRequest) -> tuple[Any, Any]:
    """What a form with files is bound to: nothing before it is sent."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def conducting(request: HttpRequest) -> User:
    rules.require_conduct(user_of(request))
    return user_of(request)


def is_over(round_: Round, now: dt.datetime) -> bool:
    return round_.deadline is not None and not clock.in_time(now, round_.deadline)


def not_now(round_: Round, verb: str) -> str:
    """Why ``verb`` is not possible with a round that is loaded with its seminar, by its state or because the seminar is cancelled; "" where it is."""
    if lifecycle.target(verb, round_.state) is None:
        return _("This round is %(state)s; this cannot be done with it any more.") % {"state": round_.get_state_display()}
    if verb in lifecycle.NOT_IF_CANCELLED and round_.procedure.seminar.is_cancelled:
        return words.cancelled_sentence()
    return ""


def board_address(round_: Round) -> str:
    return reverse("admin:consent_silenceprocedure_change", args=[round_.procedure_id])


def with_link(sentence: str, words: str, view: str, *args: int) -> SafeString:
    """A message of success with the next step in it."""
    return format_html('{} <a href="{}">{}</a>', sentence, reverse(f"admin:consent_{view}", args=args), words)
