"""States and organisations: who was what on a day, a new name from a day on, another standing from a day on."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import clocks, rules, selectors
from ..forms import DayForm, RenameForm, StandingForm
from ..models import Party, User
from ..services import parties
from . import frame


@require_safe
def on_a_day(request: HttpRequest) -> HttpResponse:
    """Members, observers and partners of the day that is asked for (today, where none is), by the names of that day."""
    user = frame.officer(request)
    frame.require(rules.may_see_parties(user))
    today = _today(user)
    form = DayForm({"day": request.GET.get("day") or today})
    day = form.cleaned_data["day"] if form.is_valid() else today
    context = {
        "form": form,
        "day": day,
        "is_today": day == today,
        "before_the_tables": day < selectors.FIRST_DAY,
        "first_day": selectors.FIRST_DAY,
        "groups": selectors.standing_on(day),
        "opts": Party._meta,
    }
    title = _("Who was what on %(day)s") % {"day": clocks.day_words(day, weekday=False)}
    return frame.answer(request, "party/on_a_day", title, context)


@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """A new name from a day on; the former one stays for documents of earlier days."""
    user, party = _changing(request, pk)
    form = RenameForm(request.POST if request.method == "POST" else None, party=party, initial={"from_day": _today(user)})
    if request.method == "POST" and form.is_valid():
        try:
            parties.rename_party(party_id=pk, names=form.names, from_day=form.cleaned_data["from_day"], by=user, now=clock.now())
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The new name holds; documents of earlier days keep the former one."))
            return _to(pk)
    return _page(request, party, form, _("Rename from a day on"), _("Rename"))


@require_http_methods(["GET", "HEAD", "POST"])
def standing(request: HttpRequest, pk: int) -> HttpResponse:
    """Another standing from a day on; what held before ends the day before."""
    user, party = _changing(request, pk)
    form = StandingForm(request.POST if request.method == "POST" else None, party=party, initial={"from_day": _today(user)})
    if request.method == "POST" and form.is_valid():
        try:
            parties.change_standing(party_id=pk, kind=form.kind, from_day=form.cleaned_data["from_day"], by=user, now=clock.now())
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The standing is changed from that day on."))
            return _to(pk)
    return _page(request, party, form, _("Change the standing from a day on"), _("Change the standing"))


def _today(user: User) -> dt.date:
    return clock.now().astimezone(ZoneInfo(user.zone)).date()


def _changing(request: HttpRequest, pk: int) -> tuple[User, Party]:
    user = frame.officer(request)
    frame.require(rules.may_change_parties(user))
    return user, get_object_or_404(Party, pk=pk)


def _page(request: HttpRequest, party: Party, form: object, title: str, button: str) -> HttpResponse:
    standings = list(party.standings.order_by("valid_from"))
    former = list(party.former_names.all())
    context = {"form": form, "party": party, "standings": standings, "former_names": former, "button": button, "opts": Party._meta}
    return frame.answer(request, "party/act", title, context)


def _to(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:directory_party_change", args=[pk]))
