"""How a registration comes in: the web form and the form on paper. Both doors share every rule; only what they ask for and which moment counts differ."""

import datetime as dt
import re
import secrets

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agenda.enums import Window
from agenda.models import Seminar
from agenda.rules import require_not_cancelled, require_open, window
from directory.models import StoredFile, User
from directory.words import as_sentences
from seminar_portal.errors import Invalid, NotPublished

from .. import content, likeness, names, phones, rules
from ..content import Given
from ..emails import delegate as emails
from ..emails import desk as desk_emails
from ..enums import PAPER_SOURCES, Source, State
from ..models import ReferenceCounter, Registration
from . import pairs, records
from .searching import search_text_of

_token = re.compile(r"[\w-]{16,43}", re.ASCII)


def new_form_token() -> str:
    """The hidden token of one shown form: with the content it tells a second click from a second delegate."""
    return secrets.token_urlsafe(32)


@transaction.atomic(durable=True)
def submit_registration(*, seminar_id: int, data: Given, form_token: str, language: str, zone: str, now: dt.datetime) -> Registration:
    """Stores the web form of a delegate as *received* and sends the confirmation. The same form again gives the registration that is there, at any time.

    Who may: anybody. Raises NotPublished, NotYetOpen or Closed by ``now``, and Invalid where something that the web form asks for is missing. ``language`` and
    ``zone`` are the reader's: letters are written in them.
    """
    seminar = locked_seminar(seminar_id)
    data = content.cleaned(data)
    known = _known(seminar, form_token, data)
    if known is not None:
        return known
    require_open(seminar, now)
    _require_whole(data, web=True)
    registration = _stored(
        seminar,
        data,
        form_token=form_token,
        language=language,
        zone=zone,
        source=Source.WEB,
        received_at=now,
        state=State.RECEIVED,
        scan=None,
        by=None,
        now=now,
    )
    emails.received(registration, now=now)
    return registration


@transaction.atomic(durable=True)
def record_paper(
    *,
    seminar_id: int,
    data: Given,
    source: str,
    received_at: dt.datetime | None,
    scan: StoredFile | None,
    form_token: str,
    language: str,
    by: User,
    now: dt.datetime,
) -> Registration:
    """Stores a form that reached the desk on paper, by fax or by mail. ``received_at`` decides: after the deadline it is *late*: kept, answered, not counted.

    Asks for one name and nation only. Without a source of paper and the moment of receipt the form counts as arriving now: Closed or NotYetOpen with the
    public form's own sentence, else Invalid. A form that came before the window opened is in time. The same form again gives the registration that is there.
    Who may: the desk (rules.may_enter_paper).
    """
    if not rules.may_enter_paper(by):
        raise PermissionDenied
    seminar = locked_seminar(seminar_id)
    data = content.cleaned(data)
    known = _known(seminar, form_token, data)
    if known is not None:
        return known
    received_at = require_receipt(seminar, source, received_at, now)
    _require_whole(data, web=False)
    return store_paper(seminar, data, form_token=form_token, language=language, source=source, received_at=received_at, scan=scan, by=by, now=now)


def require_receipt(seminar: Seminar, source: str, received_at: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """The moment of receipt of what reached the desk, one form or a whole list.

    Without it, or without a source of paper, it counts as arriving now: raises Closed or NotYetOpen with the public form's own sentence, else Invalid. Raises
    Invalid for a moment still to come, NotPublished and Cancelled for the seminar.
    """
    if source not in PAPER_SOURCES or received_at is None:
        require_open(seminar, now)
        raise Invalid(_("Say how the form arrived (paper, fax or e-mail) and when: day and hour of receipt."))
    if received_at > now:
        raise Invalid(_("The form cannot have arrived later than now. Check the day and hour of receipt."))
    if seminar.published_at is None:
        raise NotPublished(_("This seminar is not published."))
    require_not_cancelled(seminar)
    return received_at


@transaction.atomic(savepoint=False)
def store_paper(
    seminar: Seminar,
    data: Given,
    *,
    form_token: str,
    language: str,
    source: str,
    received_at: dt.datetime,
    scan: StoredFile | None,
    by: User,
    now: dt.datetime,
) -> Registration:
    """Stores what every rule has been asked of: *received*, or *late* where ``received_at`` is after the deadline, and answers with the letter of either.

    For services that hold the seminar's lock (:func:`locked_seminar`) and have cleaned ``data``.
    """
    late = is_late(seminar, received_at)
    registration = _stored(
        seminar,
        data,
        form_token=form_token,
        language=language,
        zone="",
        source=source,
        received_at=received_at,
        state=State.LATE if late else State.RECEIVED,
        scan=scan,
        by=by,
        now=now,
    )
    if late:
        desk_emails.late(registration, now=now)
    else:
        emails.received(registration, now=now)
    return registration


def is_late(seminar: Seminar, received_at: dt.datetime) -> bool:
    return window(seminar, received_at) is Window.CLOSED


def write(registration: Registration, data: Given) -> None:
    """Puts a cleaned ``data`` on ``registration`` with all that follows from it: the printed name, the phones as read, the search text. Saves nothing."""
    for name in content.FIELDS:
        setattr(registration, name, getattr(data, name))
    registration.printed_name = data.printed_name or names.printed(data.family_name, data.first_name, data.name_order)
    region = content.region_of(data.party)
    for typed, read in content.PHONES.items():
        setattr(registration, read, phones.e164(getattr(data, typed), region))
    registration.search_text = search_text_of(registration)
    registration.name_key = likeness.key(registration.family_name, registration.first_name, registration.middle_name, registration.native_name)


def locked_seminar(seminar_id: int) -> Seminar:
    """The seminar, read after the lock of its counter: numbers are given, and doubles found, by one at a time."""
    ReferenceCounter.objects.get_or_create(seminar_id=seminar_id)
    # the lock: the counter's row, not the seminar's, so that readers and editors of the agenda never wait for a form (on SQLite the write lock does it)
    ReferenceCounter.objects.select_for_update().get(seminar_id=seminar_id)
    return Seminar.objects.get(pk=seminar_id)


def _known(seminar: Seminar, form_token: str, data: Given) -> Registration | None:
    """The registration that this very form has made already. It is asked before the deadline: who sends once more after a time-out has been in time."""
    if not _token.fullmatch(form_token):
        return None
    return (
        Registration.objects.select_related("seminar", "party")
        .filter(seminar=seminar, form_token=form_token, content_digest=content.digest(data))
        .order_by("pk")
        .first()
    )


def _require_whole(data: Given, *, web: bool) -> None:
    problems = content.problems(data, web=web)
    if problems:
        raise Invalid(as_sentences(problems.values()))


def _stored(
    seminar: Seminar,
    data: Given,
    *,
    form_token: str,
    language: str,
    zone: str,
    source: str,
    received_at: dt.datetime,
    state: str,
    scan: StoredFile | None,
    by: User | None,
    now: dt.datetime,
) -> Registration:
    """The new row with its number, and its first event. The counter is locked by the caller."""
    counter = ReferenceCounter.objects.get(seminar=seminar)
    counter.last += 1
    counter.save(update_fields=["last"])
    registration = Registration(
        seminar=seminar,
        number=counter.last,
        reference=f"{seminar.reference_prefix}-{seminar.reference_year}-{counter.last:04d}",
        state=state,
        language=language,
        zone=zone,
        source=source,
        scan=scan,
        received_at=received_at,
        recorded_at=now,
        recorded_by=by,
        form_token=form_token if _token.fullmatch(form_token) else new_form_token(),
        content_digest=content.digest(data),
    )
    write(registration, data)
    registration.save(force_insert=True)
    records.log(registration, "received", by=by, now=now)
    pairs.look(registration, now=now)
    return registration
