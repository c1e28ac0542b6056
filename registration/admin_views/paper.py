"""Entry of a form that reached the desk on paper, by fax or by mail: the scan beside the form, one after the other, by the keyboard alone.

POST stores the form. Two buttons do something else and store no registration: ``act=show`` puts chosen files beside the form (and fills it from a Word
document), ``act=away`` says that a scan is no form. Without a button, as by the Enter key, the form is entered.
"""

import datetime as dt
import hashlib
import json
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agenda.enums import Window
from agenda.models import Seminar
from agenda.rules import cancelled_sentence, closed_sentence, window
from directory import clocks
from directory.files import DOCX, INLINE, response_for, store_upload
from directory.models import StoredFile, User
from directory.moments import read_day, read_hour
from seminar_portal import clock
from seminar_portal.errors import BusinessError, Invalid

from .. import printing, rules
from ..admin_forms import PaperForm
from ..documents import reading
from ..documents.nations import Nations
from ..documents.package import refuse_harmful
from ..documents.words import TWELVE
from ..enums import State
from ..models import Registration
from ..services.desk import register_officially
from ..services.scans import OWNER, entered_from, put_away, waiting
from ..services.submission import new_form_token, record_paper
from . import frame, sitting

_salt = "registration.kept-scan"
_NONE = "none"


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """GET shows an empty form beside the next scan; POST stores it, or shows it again with everything that was typed and the scan kept."""
    user = frame.officer(request)
    frame.require(rules.may_enter_paper(user))
    now = clock.now()
    published = list(Seminar.objects.published().order_by("-starts_on", "slug"))
    seminars = _offered(request, published)
    if not seminars:
        messages.error(request, _why_none(published))
        return HttpResponseRedirect(reverse("admin:registration_registration_changelist"))
    kept = sitting.kept(request, now)
    seminar = _chosen(request, seminars, kept, now)
    options: dict[str, Any] = {"seminar": seminar, "seminars": seminars, "now": now, "seat_zone": user.zone, "may_register": rules.may_review(user)}
    page = _Page(request, user, seminar, options, now)
    if request.method != "POST":
        _say_if_cancelled(request, published, kept)
        return page.fresh(kept, _scan_to_show(request, user))
    form = PaperForm(request.POST, request.FILES, **options)
    scan = _scan_of(request)
    if request.POST.get("act") == "away":
        return _away(request, user, scan, now)
    uploads = _stored(request, form, user, now)
    # what lies beside the form already stays there, and new files wait: another's scan must not come beside what was copied from this one
    new = scan is None and bool(uploads)
    scan = uploads[0] if new else scan
    if request.POST.get("act") == "show":
        return page.beside(form, scan, filling=new)
    if not form.is_valid():
        if ("source" in form.errors or form.received_at is None) and window(seminar, now) is Window.CLOSED:
            # without source and moment of receipt the form counts as arriving now, and is refused as every other
            form.add_error(None, closed_sentence(seminar))
        return page.again(form, scan)
    try:
        registration = record_paper(
            seminar_id=seminar.pk,
            data=form.given,
            source=form.cleaned_data["source"],
            received_at=form.received_at,
            scan=scan,
            form_token=form.cleaned_data["form_token"],
            language=form.cleaned_data["letters"],
            by=user,
            now=now,
        )
    except BusinessError as error:
        form.add_error(None, str(error))
        return page.again(form, scan)
    _report(request, user, registration, form.cleaned_data.get("register_now", False), now)
    sitting.keep(request, form.kept, now)
    return HttpResponseRedirect(f"{_here()}?{urlencode(_next_scan(scan, same=form.cleaned_data['same_scan']))}")


@require_safe
def scan(request: HttpRequest, key: str) -> HttpResponseBase:
    """A scan that lies beside the form and belongs to no registration yet; its signed key is made by the page that shows it."""
    frame.require(rules.may_enter_paper(frame.officer(request)))
    found = _by_key(key)
    if found is None:
        raise Http404
    return response_for(found, inline=True)


@require_safe
def receipt(request: HttpRequest) -> JsonResponse:
    """How the day, hour and clock in the address are read, and whether such a form is in time. For the line below the fields while they are typed."""
    user = frame.officer(request)
    frame.require(rules.may_enter_paper(user))
    seminar = Seminar.objects.published().filter(slug=request.GET.get("seminar_slug", "")).first()
    if seminar is None:
        raise Http404
    said, sign = _receipt_said(seminar, {name: request.GET.get(name, "") for name in ("received_on", "received_hour", "received_zone")}, clock.now())
    return JsonResponse({"said": said, "sign": sign})


class _Page:
    """The page in its three ways of being shown."""

    def __init__(self, request: HttpRequest, user: User, seminar: Seminar, options: dict[str, Any], now: dt.datetime) -> None:
        self.request, self.user, self.seminar, self.options, self.now = request, user, seminar, options, now
        self.nations = Nations.read()

    def fresh(self, kept: dict[str, Any], scan: StoredFile | None) -> HttpResponse:
        """An empty form with what the last one shared; filled where the scan is a Word document."""
        form = PaperForm(initial={**kept, "form_token": new_form_token(), "seminar_slug": self.seminar.slug}, **self.options)
        return self._shown(form, scan, filling=True)

    def beside(self, form: PaperForm, scan: StoredFile | None, *, filling: bool) -> HttpResponse:
        """The same form, not judged, with the scan beside it. A Word document that came now fills it, over what was typed."""
        again = PaperForm(initial=form.typed_values, **self.options)
        for error in form.errors.get("scan", []) if form.is_bound else []:
            messages.error(self.request, str(error))
        return self._shown(again, scan, filling=filling)

    def again(self, form: PaperForm, scan: StoredFile | None) -> HttpResponse:
        """The form with its errors."""
        return self._shown(form, scan, filling=False)

    def _read(self, form: PaperForm, scan: StoredFile | None) -> tuple[reading.Read | None, str]:
        """What a Word document says, or why it says nothing."""
        if scan is None or scan.content_type != DOCX:
            return None, ""
        try:
            with scan.file.open("rb") as file:
                return reading.read(file.read(), self.nations.among(form.parties)), ""
        except Invalid as error:
            return None, str(error)
        except FileNotFoundError:
            return None, _("This file is no longer there.")

    def _fill(self, form: PaperForm, read: reading.Read) -> None:
        """Puts what was read into the form's first values; a nation that was not recognised leaves none chosen, whatever the last form had."""
        party = read.given.party
        form.initial.update({name: getattr(read.given, name) for name in TWELVE})
        form.initial.update({"party": party.code if party else "", "other_organisation": "" if party else read.nation})

    def _shown(self, form: PaperForm, scan: StoredFile | None, *, filling: bool) -> HttpResponse:
        read, unreadable = self._read(form, scan)
        if read is not None and filling:
            self._fill(form, read)
        key = signing.dumps(scan.pk, salt=_salt) if scan is not None else ""
        if form.is_bound:
            form.data = {**form.data.dict(), "kept_scan": key}  # type: ignore[attr-defined]  # a QueryDict, of single values
        else:
            form.initial["kept_scan"] = key
        form.fields["party"].widget.attrs["data-keys"] = json.dumps({code: keys for code, keys in self.nations.keys.items() if code in form.parties})
        values = {name: str(form[name].value() or "") for name in ("received_on", "received_hour", "received_zone")}
        if not form.errors:
            first = "family_name" if form["source"].value() and values["received_on"] and values["received_hour"] else "source"
            form.fields[first].widget.attrs["autofocus"] = True
        others = [row.pk for row in waiting(self.user) if scan is None or row.pk != scan.pk]
        title = _("Enter a paper form")
        context = {
            "title": _("Error: %(title)s") % {"title": title} if form.errors else title,
            "heading": title,
            "is_nav_sidebar_enabled": False,  # the scan needs its room, and Tab should not pass thirty links
            "form": form,
            "seminar": self.seminar,
            "closed": window(self.seminar, self.now) is Window.CLOSED,
            "receipt": _receipt_said(self.seminar, values, self.now),
            "scan": scan,
            "scan_url": reverse("admin:registration_registration_paper_scan", args=[key]) if key else "",
            "scan_is": _way_of_showing(scan),
            "entered": list(entered_from(scan)) if scan is not None and rules.may_read(self.user) else [],
            "others": len(others),
            "next_url": f"{_here()}?{urlencode({'after': key} if key else {})}",
            "read": read,
            "unreadable": unreadable,
            "printed_preview": form.printed_preview,
            "beside_zone": self.user.zone,
        }
        return frame.answer(self.request, "paper", context)


def _report(request: HttpRequest, user: User, registration: Registration, register_now: bool, now: dt.datetime) -> None:
    """Registers officially where that was ticked and can be done, and says in one message what is stored now."""
    page = reverse("admin:registration_registration_change", args=[registration.pk])
    delegation = printing.delegation(registration.party, registration.other_organisation, registration.seminar.starts_on)
    who: dict[str, Any] = {
        "reference": format_html('<a href="{}"><bdi>{}</bdi></a>', page, registration.reference),
        "name": format_html("<bdi>{}</bdi>", registration.printed_name),
        "delegation": format_html("<bdi>{}</bdi>", delegation),
    }
    told = _("A letter was sent.") if registration.email else _("There is no e-mail address: answer another way.")
    if registration.state == State.LATE:
        sentences: list[str] = [_said(_("%(reference)s (%(name)s, %(delegation)s) is kept as late: it arrived after the deadline and is not counted."), who)]
        sentences += [closed_sentence(registration.seminar), told]
        if register_now:
            sentences.append(_("It was not registered officially: a late form must first be admitted, by an officer with that right."))
        messages.warning(request, _joined(sentences))
        return
    refused = ""
    if register_now and registration.state == State.RECEIVED:
        try:
            registration = register_officially(registration_id=registration.pk, version=registration.version, by=user, now=now)
        except BusinessError as error:
            refused = str(error)
    if registration.state == State.REGISTERED:
        told = _("Two letters were sent.") if registration.email and register_now else told
        sentence = _said(_("%(reference)s (%(name)s, %(delegation)s) is entered and officially registered."), who)
    else:
        sentence = _said(_("%(reference)s (%(name)s, %(delegation)s) is entered and waits for review."), who)
    messages.success(request, _joined([sentence, told]))
    if refused:
        messages.error(request, _joined([_("It was not registered officially."), refused]))


def _said(sentence: str, parts: dict[str, Any]) -> SafeString:
    """A translated sentence around parts that are safe already."""
    return format_html(sentence.replace("{", "{{").replace("}", "}}") % {name: f"{{{name}}}" for name in parts}, **parts)


def _joined(sentences: list[str]) -> SafeString:
    return format_html(" ".join("{}" for _sentence in sentences), *sentences)


def _away(request: HttpRequest, user: User, scan: StoredFile | None, now: dt.datetime) -> HttpResponse:
    if scan is not None:
        try:
            put_away(scan_id=scan.pk, by=user, now=now)
        except BusinessError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("“%(name)s” is put away: no form is entered from it.") % {"name": scan.name})
    return HttpResponseRedirect(f"{_here()}?{urlencode(_next_scan(scan, same=False))}")


def _here() -> str:
    return reverse("admin:registration_registration_add")


def _offered(request: HttpRequest, published: list[Seminar]) -> list[Seminar]:
    """Those that take forms; and the one of a form that was sent, cancelled while it was filled in: it is refused with its sentence, and all stays typed."""
    sent_for = request.POST.get("seminar_slug")
    return [seminar for seminar in published if not seminar.is_cancelled or seminar.slug == sent_for]


def _why_none(published: list[Seminar]) -> str:
    if published:
        return _("Every published seminar has been cancelled, so no form can be entered.")
    return _("No seminar is published yet, so no form can be entered.")


def _say_if_cancelled(request: HttpRequest, published: list[Seminar], kept: dict[str, Any]) -> None:
    """Another seminar is not chosen in silence where the address, or the last form, names one that is cancelled."""
    slug = request.GET.get("seminar") or kept.get("seminar_slug", "")
    named = next((seminar for seminar in published if seminar.slug == slug and seminar.is_cancelled), None)
    if named is not None:
        messages.warning(request, _("“%(title)s” has been cancelled and takes no forms: another seminar is chosen below.") % {"title": named.title})


def _chosen(request: HttpRequest, seminars: list[Seminar], kept: dict[str, Any], now: dt.datetime) -> Seminar:
    """The seminar named in the form or the address, or that of the last form; else the next one that has not ended, else the last."""
    slug = request.POST.get("seminar_slug") or request.GET.get("seminar") or kept.get("seminar_slug", "")
    for seminar in seminars:
        if seminar.slug == slug:
            return seminar
    coming = [seminar for seminar in seminars if clock.in_time(now, clock.end_of_day(seminar.ends_on, seminar.zone))]
    return coming[-1] if coming else seminars[0]


def _receipt_said(seminar: Seminar, values: dict[str, str], now: dt.datetime) -> tuple[str, str]:
    """How a moment of receipt is read and what follows from it, with "good", "stop" (late) or "wait" (not read); two times "" where it is not whole."""
    zone = values["received_zone"]
    if not values["received_on"] or not values["received_hour"] or not clock.is_zone(zone):
        return "", ""
    try:
        received_at = dt.datetime.combine(read_day(values["received_on"]), read_hour(values["received_hour"]), ZoneInfo(zone)).astimezone(dt.UTC)
    except (ValidationError, OverflowError) as error:
        return (f"{error.messages[0]}." if isinstance(error, ValidationError) else ""), "wait"
    words = {"moment": clocks.said(received_at, zone).sentence}
    if received_at > now:
        return _("Read as %(moment)s: that is still to come.") % words, "wait"
    if seminar.is_cancelled:
        return cancelled_sentence(), "stop"
    if window(seminar, received_at) is Window.CLOSED:
        late = _("Read as %(moment)s. Late: the form will be kept, answered with the standard letter and not counted. Only a named officer can admit it.")
        return late % words, "stop"
    return _("Read as %(moment)s. In time.") % words, "good"


# --- scans ----------------------------------------------------------------------------------------------------------------------------------------


def _stored(request: HttpRequest, form: PaperForm, user: User, now: dt.datetime) -> list[StoredFile]:
    """The files that were sent, stored before any transaction; one that waits already is not stored again. What cannot be kept is an error of its field."""
    stored = []
    for upload in request.FILES.getlist("scan"):
        try:
            stored.append(_store(upload, user, now))
        except Invalid as error:
            form.add_error("scan", f"{upload.name}: {error}" if upload.name else str(error))
    return stored


def _store(upload: UploadedFile, user: User, now: dt.datetime) -> StoredFile:
    content = upload.read()
    refuse_harmful(content)
    upload.seek(0)
    there = waiting(user).filter(sha256=hashlib.sha256(content).hexdigest()).first()
    return there or store_upload(upload=upload, owner=OWNER, by=user, now=now)


def _scan_of(request: HttpRequest) -> StoredFile | None:
    """The scan that an earlier showing of this form has kept."""
    return _by_key(request.POST.get("kept_scan", ""))


def _scan_to_show(request: HttpRequest, user: User) -> StoredFile | None:
    """The scan that the address names (``scan``; "none" for a form on the desk), else what waits after the one it names (``after``), else the first."""
    key = request.GET.get("scan", "")
    if key == _NONE:
        return None
    named = _by_key(key)
    if named is not None:
        return named
    before = _pk(request.GET.get("after", ""))
    others = waiting(user).exclude(pk=before)
    return others.filter(pk__gt=before).first() or others.first()


def _next_scan(scan: StoredFile | None, *, same: bool) -> dict[str, str]:
    """The part of the address that says which scan the next form is beside."""
    if scan is None:
        return {"scan": _NONE}
    return {"scan" if same else "after": signing.dumps(scan.pk, salt=_salt)}


def _by_key(key: str) -> StoredFile | None:
    pk = _pk(key)
    found: StoredFile | None = StoredFile.objects.filter(pk=pk, owner=OWNER).first() if pk else None
    return found


def _pk(key: str) -> int:
    """The number in a key that we have signed; 0 for anything else."""
    try:
        return int(signing.loads(key, salt=_salt))
    except signing.BadSignature:
        return 0


def _way_of_showing(scan: StoredFile | None) -> str:
    if scan is None or scan.content_type not in INLINE:
        return "file" if scan is not None else ""
    return "image" if scan.content_type.startswith("image/") else "pdf"
