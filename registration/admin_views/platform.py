"""The host's platform: our list in its columns, and its list beside ours. Comparing changes nothing; noting what was found is a button of its own."""

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.models import Seminar
from directory import files
from directory.models import StoredFile, User
from seminar_portal import clock
from seminar_portal.errors import BusinessError, Invalid, Stale
from seminar_portal.numbers import Number

from .. import platform, rules
from ..imports import platform as imports
from ..services.exports import PLATFORM_OWNER
from ..services.platform import note_platform_registrations
from . import frame

SHOWN = 200  # lines of each table; the numbers above them are of all
_salt = "registration.platform-list"


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """For which seminar. A single one is gone to at once."""
    _require(frame.officer(request))
    seminars = list(Seminar.objects.published().order_by("-starts_on", "slug"))
    if len(seminars) == 1:
        return HttpResponseRedirect(_address(seminars[0]))
    return frame.answer(request, "platform_choose", {"title": _("The host's platform"), "seminars": seminars})


@require_http_methods(["GET", "HEAD", "POST"])
def compare(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """GET shows the two ways; POST takes a list of the platform and shows what it says of ours, row by row. No registration is changed."""
    _require(frame.officer(request))
    seminar = frame.seminar_or_404(seminar_pk)
    if request.method != "POST":
        return _show(request, seminar)
    upload = request.FILES.get("list")
    if upload is None:
        return _show(request, seminar, error=_("Choose a file."), status=409)
    if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // 1024**2
        return _show(request, seminar, error=_("This file is larger than %(megabytes)d MB. Send it in parts.") % {"megabytes": limit}, status=409)
    content = upload.read()
    try:
        found = imports.read(content, seminar)
    except Invalid as error:
        return _show(request, seminar, error=str(error), status=409)
    kept = _keep(content, upload.name or "", seminar, frame.officer(request), clock.now())
    return _report(request, seminar, found, kept)


@require_POST
def note(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """Notes what the comparison has shown, all of it or nothing. The file is read again: what is noted is what it says, not what a form carries."""
    user = frame.officer(request)
    _require(user)
    seminar = frame.seminar_or_404(seminar_pk)
    kept = _kept(request, seminar, user)
    if kept is None:
        return _show(request, seminar, error=_("This list is not kept any more. Choose the file once more; nothing was noted."), status=409)
    try:
        with kept.file.open("rb") as stored:
            found = imports.read(stored.read(), seminar)
    except (Invalid, OSError):
        return _show(request, seminar, error=_("This list is not kept any more. Choose the file once more; nothing was noted."), status=409)
    comparison = platform.compare(found.entries, seminar)
    if comparison.fingerprint != request.POST.get("shown", ""):
        return _report(request, seminar, found, kept, error=_("Registrations have changed since this was shown. Look at it again; nothing was noted."))
    try:
        count = note_platform_registrations(seminar_id=seminar.pk, marks=comparison.marks, by=user, now=clock.now())
    except Stale as error:
        return _report(request, seminar, found, kept, error=str(error))
    except BusinessError as error:
        return _show(request, seminar, error=str(error), status=409)
    files.remove(stored_file=kept)
    words = ngettext(
        "%(count)s registration is noted as registered on the platform.", "%(count)s registrations are noted as registered on the platform.", count
    ) % {"count": Number(count)}
    messages.success(request, words)
    return HttpResponseRedirect(f"{reverse('admin:registration_registration_changelist')}?seminar={seminar.slug}&platform=yes")


def _require(user: User) -> None:
    frame.require(rules.may_review(user) and rules.may_export(user))


def _show(request: HttpRequest, seminar: Seminar, *, error: str = "", status: int = 200) -> HttpResponse:
    title = _("The host's platform")
    context = {
        "title": _("Error: %(title)s") % {"title": title} if error else title,
        "heading": title,
        "seminar": seminar,
        "pairs": platform.map_of(seminar),
        "error": error,
        "may_map": rules.may_map_platform(frame.officer(request)),
    }
    return frame.answer(request, "platform", context, status=status)


def _report(request: HttpRequest, seminar: Seminar, found: imports.PlatformList, kept: StoredFile, *, error: str = "") -> HttpResponse:
    comparison = platform.compare(found.entries, seminar)
    title = _("What the platform's list says")
    count = len(comparison.marks)
    words = ngettext("Note %(count)s registration as registered on the platform", "Note %(count)s registrations as registered on the platform", count)
    context = {
        "title": _("Error: %(title)s") % {"title": title} if error else title,
        "heading": title,
        "seminar": seminar,
        "found": found,
        "read": Number(len(found.entries)),
        "tables": [
            (_("Recognised, to be noted"), comparison.new[:SHOWN], Number(len(comparison.new))),
            (_("Not certain: left alone"), comparison.ambiguous[:SHOWN], Number(len(comparison.ambiguous))),
            (_("Not recognised: left alone"), comparison.unmatched[:SHOWN], Number(len(comparison.unmatched))),
            (_("Noted already"), comparison.known[:SHOWN], Number(len(comparison.known))),
        ],
        "missing": comparison.missing[:SHOWN],
        "missing_count": Number(len(comparison.missing)),
        "limit": SHOWN,
        "count": count,
        "button": words % {"count": Number(count)},
        "kept": signing.dumps([kept.pk, seminar.pk], salt=_salt),
        "shown": comparison.fingerprint,
        "error": error,
        "file_name": kept.name,
    }
    return frame.answer(request, "platform_report", context, status=409 if error else 200)


def _keep(content: bytes, name: str, seminar: Seminar, user: User, now: dt.datetime) -> StoredFile:
    """The list as it came, until it is noted or a week has passed. It is served to nobody."""
    owner = f"{PLATFORM_OWNER}{seminar.pk}"
    return files.store_bytes(content=content, name=name, content_type="application/octet-stream", owner=owner, by=user, now=now)


def _kept(request: HttpRequest, seminar: Seminar, user: User) -> StoredFile | None:
    try:
        key, seminar_pk = signing.loads(request.POST.get("kept", ""), salt=_salt)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if seminar_pk != seminar.pk:
        return None
    return StoredFile.objects.filter(pk=key, owner=f"{PLATFORM_OWNER}{seminar.pk}", stored_by=user).first()


def _address(seminar: Seminar) -> str:
    return reverse("admin:registration_registration_platform", args=[seminar.pk])
