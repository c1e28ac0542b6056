"""Registrations from a list that reached the desk: the file and how it came, then every line and what would become of it, then storing, then a true report.

The file is kept between the pages, so that what is stored is what was shown. What was chosen with it goes along in a signed key.
"""

import dataclasses
import datetime as dt
import hashlib
import io
import logging
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda.enums import Window
from agenda.models import Seminar
from agenda.rules import cancelled_sentence, closed_sentence, window
from directory import files
from directory.models import Party, StoredFile, User
from directory.words import separated
from notifications.wake import gathered
from seminar_portal import clock
from seminar_portal.errors import BusinessError, Invalid, Stale
from seminar_portal.numbers import Number

from .. import names, phones, rules
from ..content import region_of
from ..documents.nations import Nations
from ..enums import Source
from ..exports import empty_list
from ..exports.xlsx_file import CONTENT_TYPE
from ..forms.annex import offered_parties
from ..forms.imports import ImportForm
from ..imports import registrations as lists
from ..services.exports import IMPORT_OWNER
from ..services.imports import MOST_ROWS, Line, NotStored, Plan, Verdict, import_registrations, judge
from ..services.submission import require_receipt
from . import frame

log = logging.getLogger(__name__)
_salt = "registration.import-list"


@dataclasses.dataclass(frozen=True)
class Asked:
    """What a list was uploaded with: it goes from page to page in a signed key."""

    file: int
    seminar: int
    sha256: str
    source: str
    received_at: str
    zone: str
    party: str
    letters: str
    typed: tuple[str, str] = ("", "")  # day and hour, as the officer typed them

    @property
    def key(self) -> str:
        return signing.dumps(dataclasses.astuple(self), salt=_salt, compress=True)

    @property
    def instant(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.received_at)

    @property
    def initial(self) -> dict[str, str]:
        """The form as it was filled."""
        day, hour = self.typed
        values = {"source": self.source, "received_on": day, "received_hour": hour, "received_zone": self.zone, "party": self.party, "letters": self.letters}
        return {**values, "kept_file": _file_key(self.file, self.seminar)}


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """For which seminar. A single one is gone to at once."""
    _require(request)
    seminars = list(Seminar.objects.published().filter(cancelled_at__isnull=True).order_by("-starts_on", "slug"))
    if len(seminars) == 1:
        return HttpResponseRedirect(reverse("admin:registration_registration_import", args=[seminars[0].pk]))
    return frame.answer(request, "import_choose", {"title": _("Import registrations"), "seminars": seminars})


@require_safe
def empty(request: HttpRequest) -> HttpResponse:
    """The empty table, in the reader's language."""
    _require(request)
    file = io.BytesIO()
    empty_list.write(file)
    answer = HttpResponse(file.getvalue(), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = 'attachment; filename="delegates.xlsx"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def load(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """GET shows the form; POST keeps the file and shows every line of it and what would become of it. No registration is made."""
    user = _require(request)
    seminar = frame.seminar_or_404(seminar_pk)
    now = clock.now()
    options: dict[str, Any] = {"seminar": seminar, "now": now, "seat_zone": user.zone}
    cancelled = cancelled_sentence() if seminar.is_cancelled else ""
    if request.method != "POST":
        return _form(request, seminar, ImportForm(**options), user, error=cancelled)
    if cancelled:
        return _form(request, seminar, ImportForm(request.POST, **options), user, error=cancelled, status=409)
    asked = _asked(request.POST.get("key", ""), seminar)
    if asked is not None:  # back from the preview, to change something
        return _form(request, seminar, ImportForm(initial=asked.initial, **options), user)
    form = ImportForm(request.POST, request.FILES, **options)
    valid = form.is_valid()
    kept, found = _file_of(request, form, seminar, user, now)
    if kept is not None:
        form.data = {**request.POST.dict(), "kept_file": _file_key(kept.pk, seminar.pk)}
    if not valid or form.errors or kept is None or found is None or form.received_at is None:
        if ("source" in form.errors or form.received_at is None) and window(seminar, now) is Window.CLOSED:
            # without source and moment of receipt the list counts as arriving now, and is refused as every form
            form.add_error(None, closed_sentence(seminar))
        return _form(request, seminar, form, user)
    try:
        received_at = require_receipt(seminar, form.cleaned_data["source"], form.received_at, now)
    except BusinessError as error:
        form.add_error(None, str(error))
        return _form(request, seminar, form, user, status=409)
    asked = Asked(
        file=kept.pk,
        seminar=seminar.pk,
        sha256=kept.sha256,
        source=form.cleaned_data["source"],
        received_at=received_at.isoformat(),
        zone=form.cleaned_data["received_zone"],
        party=form.cleaned_data["party"],
        letters=form.cleaned_data["letters"],
        typed=(request.POST.get("received_on", "")[:40], request.POST.get("received_hour", "")[:40]),
    )
    return _preview(request, seminar, asked, kept, found)


@require_POST
def store(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """Stores what the preview has shown, all of it or nothing. The file is read again: what is stored is what it says, not what a form carries."""
    user = _require(request)
    seminar = frame.seminar_or_404(seminar_pk)
    now = clock.now()
    asked = _asked(request.POST.get("key", ""), seminar)
    kept, found = _read_again(asked, seminar, user, now) if asked is not None else (None, None)
    if asked is None or kept is None or found is None:
        form = ImportForm(seminar=seminar, now=now, seat_zone=user.zone)
        return _form(request, seminar, form, user, error=_("This list is not kept any more. Choose the file once more; nothing was stored."), status=409)
    try:
        with gathered():  # the worker hears of all letters at once
            import_registrations(
                seminar_id=seminar.pk,
                rows=found.rows,
                source=asked.source,
                received_at=asked.instant,
                shown=request.POST.get("shown", ""),
                take=_taken(request),
                by=user,
                now=now,
            )
    except Stale as error:
        return _preview(request, seminar, asked, kept, found, error=str(error))
    except NotStored as error:
        log.exception("list %s could not be stored", kept.pk)
        return _preview(request, seminar, asked, kept, found, error=str(error), taken=_taken(request), status=503)
    except BusinessError as error:
        form = ImportForm(initial=asked.initial, seminar=seminar, now=now, seat_zone=user.zone)
        return _form(request, seminar, form, user, error=str(error), status=409)
    return HttpResponseRedirect(reverse("admin:registration_registration_import_report", args=[seminar.pk, asked.key]))


def _taken(request: HttpRequest) -> list[int] | None:
    """The possible duplicates that are stored too, as numbers of their lines; None where all of them are."""
    act = request.POST.get("act")
    if act == "ticked":
        return [number for text in request.POST.getlist("take") if (number := frame.number(text)) is not None]
    return [] if act == "sure" else None


@require_safe
def report(request: HttpRequest, seminar_pk: int, key: str) -> HttpResponse:
    """What has become of every line of a list that was stored: asked from the registrations themselves, for as long as the file is kept."""
    user = _require(request)
    seminar = frame.seminar_or_404(seminar_pk)
    asked = _asked(key, seminar)
    kept, found = _read_again(asked, seminar, user, clock.now()) if asked is not None else (None, None)
    if asked is None or kept is None or found is None:
        raise Http404(_("This report is not kept any more."))
    plan = judge(seminar, found.rows, received_at=asked.instant)
    stored: list[Line] = []
    before: list[Line] = []
    left_out: list[Line] = []
    for line in plan.lines:
        of_this = line.there is not None and line.there.recorded_by_id == user.pk and line.there.recorded_at >= kept.stored_at
        (left_out if line.there is None else stored if of_this else before).append(line)
    title = _("Report: import of a list")
    context = {
        **_facts(seminar, asked, kept, plan),
        "title": title,
        "heading": title,
        "numbers": [(Number(len(stored)), _("stored")), (Number(len(left_out)), _("left out")), (Number(len(before)), _("there already"))],
        "stored": [_said(line) for line in stored],
        "before": [_said(line) for line in before],
        "left_out": [_said(line) for line in left_out],
        "sentences": ngettext("%(count)s registration was stored from this list.", "%(count)s registrations were stored from this list.", len(stored))
        % {"count": Number(len(stored))},
        "without_email": [_said(line) for line in stored if line.there is not None and not line.there.email],
    }
    return frame.answer(request, "import_report", context)


def _require(request: HttpRequest) -> User:
    user = frame.officer(request)
    frame.require(rules.may_enter_paper(user))
    return user


# --- the pages ------------------------------------------------------------------------------------------------------------------------------------


def _form(request: HttpRequest, seminar: Seminar, form: ImportForm, user: User, *, error: str = "", status: int = 200) -> HttpResponse:
    title = _("Import registrations")
    kept = _kept(str(form["kept_file"].value() or ""), seminar, user)
    context = {
        "title": _("Error: %(title)s") % {"title": title} if error or form.errors else title,
        "heading": title,
        "seminar": seminar,
        "form": form,
        "error": error,
        "closed": window(seminar, form.now) is Window.CLOSED,
        "kept_name": kept.name if kept else "",
        "limit": MOST_ROWS,
    }
    return frame.answer(request, "import", context, status=status)


def _preview(
    request: HttpRequest,
    seminar: Seminar,
    asked: Asked,
    kept: StoredFile,
    found: lists.DelegateList,
    *,
    error: str = "",
    taken: list[int] | None = None,
    status: int = 409,
) -> HttpResponse:
    """Every line and what would become of it. ``taken``: what was ticked before an ``error``."""
    plan = judge(seminar, found.rows, received_at=asked.instant)
    title = _("What the list says")
    new, alike, there, refused = (plan.of(verdict) for verdict in (Verdict.NEW, Verdict.ALIKE, Verdict.THERE, Verdict.REFUSED))
    context = {
        **_facts(seminar, asked, kept, plan),
        "title": _("Error: %(title)s") % {"title": title} if error else title,
        "heading": title,
        "found": found,
        "tables": [
            ("refused", _("Refused"), [_said(line) for line in refused], Number(len(refused))),
            ("alike", _("New, but possibly a duplicate"), [_said(line) for line in alike], Number(len(alike))),
            ("new", _("New"), [_said(line) for line in new], Number(len(new))),
            ("there", _("There already"), [_said(line) for line in there], Number(len(there))),
        ],
        "count": len(new) + len(alike),
        "button": _button(len(new) + len(alike), len(plan.lines)),
        "sure": _button(len(new), len(plan.lines)) if alike and new else "",
        "choice": len(alike) > 1,
        "ticked": {line.row.number for line in alike if taken is None or line.row.number in taken},
        "ticked_button": _("Store the new ones and the ticked possible duplicates") if new else _("Store the ticked possible duplicates"),
        "shown": plan.shown,
        "error": error,
    }
    return frame.answer(request, "import_preview", context, status=status if error else 200)


def _facts(seminar: Seminar, asked: Asked, kept: StoredFile, plan: Plan) -> dict[str, Any]:
    """What stands above a list, before and after it is stored."""
    count = len(plan.lines)
    return {
        "seminar": seminar,
        "key": asked.key,
        "is_nav_sidebar_enabled": False,  # the columns need its room
        "file_name": kept.name,
        "rows": ngettext("%(count)s line", "%(count)s lines", count) % {"count": Number(count)},
        "source": Source(asked.source).label,
        "received_at": asked.instant,
        "zone": asked.zone,
        "late": plan.late,
    }


def _button(stored: int, of: int) -> str:
    words = ngettext("Store %(count)s registration", "Store %(count)s registrations", stored) % {"count": Number(stored)}
    return separated([words, ngettext("leave out %(count)s", "leave out %(count)s", of - stored) % {"count": Number(of - stored)}]) if of > stored else words


def _said(line: Line) -> dict[str, Any]:
    """A line as the pages show it. ``why`` are pairs of the cell and what is wrong with it."""
    given = line.row.given
    region = region_of(given.party)
    typed = [text for text in (given.mobile_typed, given.landline_typed, given.fax_typed) if text]
    return {
        "line": line,
        "number": line.row.number,
        "name": given.printed_name or names.printed(given.family_name, given.first_name, given.name_order),
        "delegation": str(given.party or given.other_organisation or line.row.cells.get("party", "")),
        "given": given,
        "phones": [phones.said(text, region) or text for text in typed],
        "why": [(lists.label_of(fault.field), fault.text, fault.sentence) for fault in line.faults],
    }


# --- the file -------------------------------------------------------------------------------------------------------------------------------------


def _file_of(request: HttpRequest, form: ImportForm, seminar: Seminar, user: User, now: dt.datetime) -> tuple[StoredFile | None, lists.DelegateList | None]:
    """The file that was sent, or that an earlier showing has kept, and what it says. What cannot be read is an error of its field and is not kept."""
    upload = request.FILES.get("list")
    if upload is not None and (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
        form.add_error("list", _("This file is larger than %(megabytes)d MB. Send it in parts.") % {"megabytes": settings.UPLOAD_MAX_BYTES // 1024**2})
        return None, None
    kept = None if upload is not None else _kept(request.POST.get("kept_file", ""), seminar, user)
    uploaded = upload.read() if upload is not None else _bytes_of(kept)
    if uploaded is None:
        form.add_error("list", _("Choose a file."))
        return None, None
    try:
        nations = Nations.read().among(form.parties)
        found = lists.read(uploaded, nations=nations, nation=form.nation, language=form.cleaned_data.get("letters") or "en")
    except Invalid as error:
        form.add_error("list", str(error))
        return kept, None
    if upload is not None:
        owner = f"{IMPORT_OWNER}{seminar.pk}"
        kept = files.store_bytes(content=uploaded, name=upload.name or "", content_type="application/octet-stream", owner=owner, by=user, now=now)
    return kept, found


def _read_again(asked: Asked, seminar: Seminar, user: User, now: dt.datetime) -> tuple[StoredFile | None, lists.DelegateList | None]:
    """The kept file and what it says today; None where it is gone or is not the one that was shown."""
    kept = _kept(_file_key(asked.file, seminar.pk), seminar, user)
    uploaded = _bytes_of(kept)
    if uploaded is None or hashlib.sha256(uploaded).hexdigest() != asked.sha256:
        return None, None
    _choices, parties = offered_parties(now.astimezone(ZoneInfo(seminar.zone)).date())
    # one that cannot be chosen any more is a fault of its lines, which the officer is shown
    nation = parties.get(asked.party) or Party.objects.filter(code=asked.party).first()
    try:
        return kept, lists.read(uploaded, nations=Nations.read().among(parties), nation=nation, language=asked.letters)
    except Invalid:
        return None, None


def _bytes_of(kept: StoredFile | None) -> bytes | None:
    if kept is None:
        return None
    try:
        with kept.file.open("rb") as stored:
            content: bytes = stored.read()
    except OSError:
        return None
    return content


def _asked(key: str, seminar: Seminar) -> Asked | None:
    try:
        asked = Asked(*signing.loads(key, salt=_salt))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return asked if asked.seminar == seminar.pk else None


def _file_key(pk: int, seminar_pk: int) -> str:
    return signing.dumps([pk, seminar_pk], salt=f"{_salt}.file")


def _kept(key: str, seminar: Seminar, user: User) -> StoredFile | None:
    """The file of a key that we have signed, for who uploaded it."""
    try:
        pk, seminar_pk = signing.loads(key, salt=f"{_salt}.file")
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if seminar_pk != seminar.pk:
        return None
    return StoredFile.objects.filter(pk=pk, owner=f"{IMPORT_OWNER}{seminar.pk}", stored_by=user).first()
