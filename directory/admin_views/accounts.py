"""Accounts of staff: invite, look and change, send the link, close, reopen; and one's own account."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, translate_url
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from notifications.selectors import history
from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import emails, rules, selectors
from ..enums import Role
from ..forms import OwnAccountForm, StaffForm
from ..models import User
from ..roles import NAMED_OFFICER_RIGHTS
from ..services import accounts
from ..words import separated
from . import frame


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """A new account, and the mail with the link to set its password."""
    user = frame.officer(request)
    frame.require(rules.may_invite(user))
    zone = selectors.seat_zone() or user.zone
    form = StaffForm(request.POST if request.method == "POST" else None, zone=user.zone, initial={"language": user.language, "zone": zone})
    if request.method == "POST" and form.is_valid():
        try:
            invited = accounts.invite(data=form.data_given, by=user, now=clock.now())
        except BusinessError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("%(address)s is invited: the link to set a password is on its way.") % {"address": invited.email})
            return _to(invited.pk)
    return frame.answer(request, "user/invite", _("Invite somebody"), {"form": form, "opts": User._meta})


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, pk: int | str) -> HttpResponse:
    """One account: what it is and may, what was done with it, and what may be done. A POST changes who it is and what it may."""
    user = frame.officer(request)
    frame.require(rules.may_see_accounts(user))
    shown = _account_or_404(pk)
    may_manage = rules.may_manage(user, shown)
    frame.require(request.method != "POST" or may_manage)
    before = accounts.data_of(shown)
    initial = {name: getattr(before, name) for name in ("email", "name", "language", "zone")} | {"roles": sorted(before.roles), "rights": sorted(before.rights)}
    form = StaffForm(request.POST if request.method == "POST" else None, zone=shown.zone, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = accounts.change_account(user_id=shown.pk, data=form.data_given, by=user, now=clock.now())
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account is changed.") if changed else _("Nothing was changed."))
            return _to(shown.pk)
    context = {
        "form": form,
        "account": shown,
        "state": state_of(shown),
        "may_manage": may_manage,
        "is_own": shown.pk == user.pk,
        "zone": user.zone,
        "events": [{"event": event, "what": event_words(event.detail)} for event in shown.account_events.select_related("by")],
        "mails": history(emails.about(shown)),
        "opts": User._meta,
    }
    return frame.answer(request, "user/account", str(shown), context)


@require_POST
def send_link(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, accounts.send_link, _("The link to set a password is on its way."))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, accounts.close_account, _("The account is closed, and its sessions have ended."))


@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, accounts.reopen_account, _("The account is open again: the link to set a password is on its way."))


@require_http_methods(["GET", "HEAD", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """Name, language and clock of whoever is logged in; a changed language shows at once."""
    user = frame.officer(request)
    initial = {"name": user.name, "language": user.language, "zone": user.zone}
    form = OwnAccountForm(request.POST if request.method == "POST" else None, zone=user.zone, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.change_own(**form.cleaned_data, by=user, now=clock.now())
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your account is changed."))
            return HttpResponseRedirect(translate_url(reverse("admin:own_account"), form.cleaned_data["language"]))
    return frame.answer(request, "user/own", _("My account"), {"form": form, "account": user, "roles": separated(_role_words(user)), "opts": User._meta})


def state_of(account: User) -> tuple[str, str]:
    """The class of the colour, and the word."""
    if not account.is_active:
        return "stop", pgettext("account", "closed")
    return ("good", pgettext("account", "open")) if account.has_usable_password() else ("wait", _("invited, no password yet"))


def event_words(detail: dict[str, Any]) -> list[str]:
    """What an event says beyond its kind, a line each."""
    fields = {"email": _("e-mail"), "name": _("name"), "language": _("language"), "zone": _("city of the seat")}
    labels = {
        "roles": _("Roles: %(which)s"),
        "rights": _("Rights: %(which)s"),
        "fields": _("Fields: %(which)s"),
        "roles given": _("Roles given: %(which)s"),
        "roles taken": _("Roles taken: %(which)s"),
        "rights given": _("Rights given: %(which)s"),
        "rights taken": _("Rights taken: %(which)s"),
        "mission": _("Mission: %(which)s"),
    }
    words = {**fields, **{role.value: role.label for role in Role}, **NAMED_OFFICER_RIGHTS}
    return [labels[key] % {"which": separated(words.get(value, value) for value in values)} for key, values in detail.items() if key in labels and values]


def _role_words(user: User) -> list[str]:
    return [str(Role(name).label) for name in user.groups.order_by("pk").values_list("name", flat=True) if name in Role.values]


def _account_or_404(pk: int | str) -> User:
    found = User.objects.filter(pk=pk, is_staff=True).first() if str(pk).isascii() and str(pk).isdecimal() and len(str(pk)) < 19 else None
    if found is None:
        raise Http404(_("There is no such account."))
    return found


def _act(request: HttpRequest, pk: int, act: Callable[..., User], done: str) -> HttpResponse:
    """One button of the page of an account."""
    user, shown = frame.officer(request), _account_or_404(pk)
    frame.require(rules.may_manage(user, shown))
    try:
        act(user_id=shown.pk, by=user, now=clock.now())
    except BusinessError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return _to(shown.pk)


def _to(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:directory_user_change", args=[pk]))
