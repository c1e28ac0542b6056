"""What these pages share."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from ..models import User


def officer(request: HttpRequest) -> User:
    """Who is logged in; the admin site lets nobody else come this far."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied


def answer(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    form = context.get("form")
    shown = _("Error: %(title)s") % {"title": title} if form is not None and form.errors else title
    return render(
        request, f"admin/directory/{template}.html", {**admin.site.each_context(request), "is_popup": False, "title": shown, "heading": title, **context}
    )
