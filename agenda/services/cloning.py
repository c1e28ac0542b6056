"""A new seminar from an earlier one."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from directory.models import User
from seminar_portal.errors import Invalid

from .. import plans, rules, words
from ..models import Document, Seminar, SeminarContact, Session, Speech, TitleVariant
from .records import locked, log

# of the seminar of that year, and no other's
_REASONS = {f"{name}_{code.replace('-', '_')}" for name in ("cancelled_reason", "postponed_reason") for code, _language in settings.LANGUAGES}
ITS_OWN = frozenset(_REASONS) | frozenset(
    {
        "id",
        "slug",
        "reference_prefix",
        "reference_year",
        "starts_on",
        "ends_on",
        "registration_opens_at",
        "registration_closes_at",
        "registration_first_closed_at",
        "published_at",
        "confirmed_at",
        "confirmed_by",
        "joining_details_sent_at",
        "cancelled_at",
        "cancelled_by",
        "postponed_at",
        "first_starts_on",
        "first_ends_on",
    }
)


@transaction.atomic(durable=True)
def clone_seminar(*, seminar_id: int, slug: str, reference_prefix: str, starts_on: dt.date, by: User, now: dt.datetime) -> Seminar:
    """A draft like the seminar, with all dates moved to ``starts_on`` by whole days at the hours they had (``plans.clone``).

    Takes over texts, contacts, other titles, agenda with speeches, and enclosures (the same stored files). Not the consent, the extension, video links,
    events or registrations. Both seminars get an event. Who may: who may add seminars. Raises Invalid for the seminar's own first day, an address that
    is taken, or a prefix that another seminar of that year has.
    """
    if not rules.may_add(by):
        raise PermissionDenied
    old = locked(seminar_id)
    if starts_on == old.starts_on:
        raise Invalid(_("These are the days of the seminar that is copied. Give the first day of the new one."))
    require_free(slug=slug, reference_prefix=reference_prefix, year=starts_on.year)
    plan = plans.clone(old, starts_on)
    new = _like(
        old,
        without=ITS_OWN,
        slug=slug,
        reference_prefix=reference_prefix,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        registration_opens_at=plan.opens_at,
        registration_closes_at=plan.closes_at,
    )
    new.save(force_insert=True)
    for model in (TitleVariant, SeminarContact, Document):
        for row in model._default_manager.filter(seminar=old).order_by("pk"):
            _like(row, seminar=new).save(force_insert=True)
    speeches: dict[int, list[Speech]] = {}
    for speech in Speech.objects.filter(session__seminar=old).order_by("session_id", "order", "pk"):
        speeches.setdefault(speech.session_id, []).append(speech)
    for item in plan.items:
        session: Session = _like(item.session, seminar=new, starts_at=item.starts_at, ends_at=item.ends_at)
        session.save(force_insert=True)
        for speech in speeches.get(item.session.pk, []):
            _like(speech, session=session).save(force_insert=True)
    log(new, "made from another", by=by, now=now, detail={"seminar": old.slug, "days": plan.days})
    log(old, "another made from it", by=by, now=now, detail={"seminar": new.slug, "days": plan.days})
    return new


def require_free(*, slug: str, reference_prefix: str, year: int) -> None:
    """Raises Invalid where a seminar has this address, or these references in this year. The schema says the same."""
    if Seminar.objects.filter(slug=slug).exists():
        raise Invalid(_("Another seminar has this address. Choose one that no seminar has had, such as one with the year."))
    if Seminar.objects.filter(reference_prefix=reference_prefix, reference_year=year).exists():
        raise Invalid(words.references_taken(reference_prefix, year))


def _like(row: Any, *, without: frozenset[str] = frozenset({"id"}), **values: Any) -> Any:
    """A new row with the columns of ``row``, in all languages, but for those named."""
    fields: list[models.Field[Any, Any]] = [field for field in row._meta.concrete_fields if field.name not in without | values.keys()]
    # a translated field's own column follows its first language: it is not set, so that the active language has no say
    kept = {field.attname: getattr(row, field.attname) for field in fields if not _is_translated(row, field.name)}
    return type(row)(**{**kept, **values})


def _is_translated(row: Any, name: str) -> bool:
    return any(field.name == f"{name}_en" for field in row._meta.concrete_fields)
