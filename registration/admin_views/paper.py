"""Entry of a form that reached the desk on paper, by fax or by mail."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agenda.enums import Window
from agenda.models import Seminar
from agenda.rules import closed_sentence, window
from directory.files import store_upload
from directory.models import StoredFile, User
from seminar_portal import clock
from seminar_portal.errors import BusinessError, Invalid

from .. import rules
from ..admin_forms import PaperForm
from ..enums import State
from ..services.submission import new_form_token, record_paper
from . import frame

OWNER = "registration:paper"
_salt = "registration.kept-scan"


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """GET shows the empty form with a token of its own; POST stores it, or shows it again with everything that was typed and the scan kept."""
    user = frame.officer(request)
    frame.require(rules.may_enter_paper(user))
    now = clock.now()
    seminars = list(Seminar.objects.published().order_by("-starts_on", "slug"))
    if not seminars:
        messages.error(request, _("No seminar is published yet, so no form can be entered."))
        return HttpResponseRedirect(reverse("admin:registration_registration_changelist"))
    seminar = _chosen(request, seminars, now)
    options: dict[str, Any] = {"seminar": seminar, "seminars": seminars, "now": now, "seat_zone": user.zone}
    if request.method != "POST":
        return _show(request, PaperForm(initial={"form_token": new_form_token()}, **options), seminar, user, now)
    form = PaperForm(request.POST, request.FILES, **options)
    valid = form.is_valid()
    scan = _scan(request, form, user, now)
    if not valid or form.errors:
        if ("source" in form.errors or form.received_at is None) and window(seminar, now) is Window.CLOSED:
            # without source and moment of receipt the form counts as arriving now, and is refused as every other
            form.add_error(None, closed_sentence(seminar))
        return _show(request, form, seminar, user, now, scan)
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
        return _show(request, form, seminar, user, now, scan)
    words = {"reference": registration.reference}
    told = _("A letter was sent.") if registration.email else _("There is no e-mail address: answer another way.")
    if registration.state == State.LATE:
        messages.warning(
            request, _("%(reference)s is kept as late: it arrived after the deadline and is not counted.") % words + f" {closed_sentence(seminar)} {told}"
        )
    else:
        messages.success(request, _("%(reference)s is entered and waits for review.") % words + f" {told}")
    return HttpResponseRedirect(reverse("admin:registration_registration_change", args=[registration.pk]))


def _chosen(request: HttpRequest, seminars: list[Seminar], now: dt.datetime) -> Seminar:
    """The seminar named in the form or the address; else the next one that has not ended, else the last."""
    slug = request.POST.get("seminar_slug") or request.GET.get("seminar", "")
    for seminar in seminars:
        if seminar.slug == slug:
            return seminar
    coming = [seminar for seminar in seminars if clock.in_time(now, clock.end_of_day(seminar.ends_on, seminar.zone))]
    return coming[-1] if coming else seminars[0]


def _scan(request: HttpRequest, form: PaperForm, user: User, now: dt.datetime) -> StoredFile | None:
    """The scan of this showing, stored before any transaction; or the one an earlier showing kept."""
    upload = request.FILES.get("scan")
    if upload is not None:
        try:
            return store_upload(upload=upload, owner=OWNER, by=user, now=now)
        except Invalid as error:
            form.add_error("scan", str(error))
    try:
        key = signing.loads(request.POST.get("kept_scan", ""), salt=_salt)
    except signing.BadSignature:
        return None
    return StoredFile.objects.filter(pk=key, owner=OWNER).first()


def _show(request: HttpRequest, form: PaperForm, seminar: Seminar, user: User, now: dt.datetime, scan: StoredFile | None = None) -> HttpResponse:
    title = _("Enter a paper form")
    if scan is not None:
        form.data = {**form.data.dict(), "kept_scan": signing.dumps(scan.pk, salt=_salt)}  # type: ignore[attr-defined]  # a QueryDict, of single values
    context = {
        "title": f"{_('Error:')} {title}" if form.errors else title,
        "heading": title,
        "form": form,
        "seminar": seminar,
        "closed": window(seminar, now) is Window.CLOSED,
        "scan": scan,
        "printed_preview": form.printed_preview,
        "beside_zone": user.zone,
    }
    return frame.answer(request, "paper", context)
