"""Acts on a seminar, each with a page that says what it will do and one button. No transaction is open here: the services open their own."""

import datetime as dt
import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from directory import files
from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import BusinessError

from . import checklist, plans, rules, services
from .forms import CloneForm, DocumentForm
from .models import Seminar, Speech


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still missing, and the button that makes the seminar public."""
    user, seminar = _officer(request), _seminar(pk)
    if not rules.may_change(user):
        raise PermissionDenied
    now = clock.now()
    if request.method == "POST":
        try:
            services.publish_seminar(seminar_id=pk, by=user, now=now)
        except BusinessError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The seminar is public now."))
        return _back(pk)
    found = checklist.items(seminar, now)
    context = {"checklist": found, "blocked": any(item.blocks for item in found)}
    return _page(request, "admin/agenda/seminar/publish.html", seminar, _("Publish"), context)


@require_http_methods(["GET", "HEAD", "POST"])
def clone(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the first day of the new seminar, shows what would be made, and makes it once that was seen (the hidden ``seen`` names the day)."""
    user, seminar = _officer(request), _seminar(pk)
    if not rules.may_add(user):
        raise PermissionDenied
    now = clock.now()
    posted = request.method == "POST"
    form = CloneForm(request.POST if posted else None, initial=_suggested(seminar))
    plan, day = None, form.initial["starts_on"]
    if posted and form.is_valid():
        day = form.cleaned_data["starts_on"]
        try:
            services.cloning.require_free(slug=form.cleaned_data["slug"], reference_prefix=form.cleaned_data["reference_prefix"], year=day.year)
            plan = plans.clone(seminar, day)
            if request.POST.get("seen") == f"{day:%Y-%m-%d}":
                new = services.clone_seminar(seminar_id=pk, by=user, now=now, **form.cleaned_data)
                messages.success(request, _("The new seminar is a draft. Look through what is still missing, then publish it."))
                return _back(new.pk)
        except BusinessError as error:
            form.add_error(None, str(error))
            plan = None
    context: dict[str, Any] = {"form": form, "plan": plan, "seen": f"{day:%Y-%m-%d}" if plan else ""}
    if plan is not None:
        context |= {
            "counts": _counts(seminar),
            "dated": plans.dated(seminar, day.year),
            "is_past": not clock.in_time(now, clock.end_of_day(day, seminar.zone)),
            "too_late": not clock.in_time(now, plan.closes_at),
        }
    return _page(request, "admin/agenda/seminar/clone.html", seminar, _("Make a new seminar from this one"), context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    """An enclosure with its file. The bytes are stored first, outside the transaction of the row."""
    user, seminar = _officer(request), _seminar(pk)
    if not rules.may_add_document(user):
        raise PermissionDenied
    form = DocumentForm(request.POST or None, request.FILES or None, initial={"number": seminar.documents.count() + 1, "language": user.language})
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, clock.now()
        try:
            stored = files.store_upload(upload=data["file"], owner=f"agenda:{pk}", by=user, now=now)
            services.add_document(
                seminar_id=pk, stored_file=stored, kind=data["kind"], number=data["number"], titles=form.titles, language=data["language"], by=user, now=now
            )
        except BusinessError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The enclosure is added."))
            return _back(pk)
    return _page(request, "admin/agenda/seminar/document.html", seminar, _("Add an enclosure"), {"form": form})


def _suggested(seminar: Seminar) -> dict[str, Any]:
    """The same weekday a year later, and an address with that year."""
    day = seminar.starts_on + dt.timedelta(weeks=52)
    slug = re.sub(r"(?<!\d)20\d\d(?!\d)", str(day.year), seminar.slug)
    if slug == seminar.slug:
        slug = f"{seminar.slug[:55]}-{day.year}"
    return {"starts_on": day, "slug": slug, "reference_prefix": seminar.reference_prefix}


def _counts(seminar: Seminar) -> dict[str, int]:
    """How much of what is taken over. Five queries."""
    return {
        "items": seminar.sessions.count(),
        "speeches": Speech.objects.filter(session__seminar=seminar).count(),
        "contacts": seminar.contacts.count(),
        "documents": seminar.documents.count(),
        "variants": seminar.title_variants.count(),
    }


def _officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # admin_view lets nobody else in
    return request.user


def _seminar(pk: int) -> Seminar:
    return get_object_or_404(Seminar, pk=pk)


def _back(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:agenda_seminar_change", args=[pk]))


def _page(request: HttpRequest, template: str, seminar: Seminar, title: str, context: dict[str, Any]) -> HttpResponse:
    return TemplateResponse(
        request, template, {**admin.site.each_context(request), "opts": Seminar._meta, "original": seminar, "seminar": seminar, "title": title, **context}
    )
