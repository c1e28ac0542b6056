"""Acts on a seminar, each with a page that says what it will do and one button. No transaction is open here: the services open their own."""

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

from . import rules, services
from .forms import DocumentForm, ExtendForm
from .models import Seminar


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still missing, and the button that makes the seminar public."""
    user, seminar = _officer(request), _seminar(pk)
    if not rules.may_change(user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            services.publish_seminar(seminar_id=pk, by=user, now=clock.now())
        except BusinessError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The seminar is public now."))
        return _back(pk)
    return _page(request, "admin/agenda/seminar/publish.html", seminar, _("Publish"), {"missing": missing(seminar)})


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """A later deadline with a reason; the window reopens if it has closed."""
    user, seminar = _officer(request), _seminar(pk)
    if not rules.may_extend_registration(user):
        raise PermissionDenied
    form = ExtendForm(request.POST or None, zone=seminar.registration_zone)
    if request.method == "POST" and form.is_valid():
        try:
            services.extend_registration(seminar_id=pk, closes_at=form.closes_at, reason=form.cleaned_data["reason"], by=user, now=clock.now())
        except BusinessError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The registration deadline is extended. The seminar's page shows it as extended."))
            return _back(pk)
    return _page(request, "admin/agenda/seminar/extend.html", seminar, _("Extend registration"), {"form": form})


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


def missing(seminar: Seminar) -> list[str]:
    """What a reader of the public page would miss, in sentences. None of it forbids publishing."""
    gaps = []
    if not seminar.sessions.exists():
        gaps.append(_("There is no item in the programme."))
    if not seminar.contacts.exists():
        gaps.append(_("There is no contact to ask."))
    if not seminar.documents.exists():
        gaps.append(_("There is no enclosure."))
    if not seminar.invited:
        gaps.append(_("It does not say who is invited."))
    values: dict[str, Any] = vars(seminar)
    if not values.get("title_ru"):
        gaps.append(_("There is no Russian title; Russian pages show the English one."))
    if not values.get("title_zh_hans"):
        gaps.append(_("There is no Chinese title; Chinese pages show the English one."))
    return gaps


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
