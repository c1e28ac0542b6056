"""What the desk's pages share: who asks, the registration or 404, and the context of an admin page."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from agenda.models import Seminar
from directory.models import User

from ..models import Registration


def officer(request: HttpRequest) -> User:
    """Who is logged in; the admin site lets nobody else come this far."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def registration_or_404(pk: int | str) -> Registration:
    """The registration with its seminar, party, scan and who recorded it. One query."""
    try:
        return Registration.objects.select_related("seminar", "party", "scan", "recorded_by").get(pk=int(pk))
    except (Registration.DoesNotExist, ValueError, OverflowError):
        raise Http404(_("There is no such registration.")) from None


def seminar_or_404(pk: int) -> Seminar:
    """A seminar that is public: the others have no registrations."""
    seminar = Seminar.objects.published().filter(pk=pk).first()
    if seminar is None:
        raise Http404(_("There is no such seminar."))
    return seminar


def answer(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """An admin page of ours; ``context`` needs a title."""
    site = admin.site.each_context(request)
    return render(request, f"admin/registration/{template}.html", {**site, "opts": Registration._meta, "is_popup": False, **context}, status=status)


def number(text: str | None) -> int | None:
    """``text`` as a number that a form carried, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
