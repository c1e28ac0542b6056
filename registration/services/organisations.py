"""Organisations written by hand become entries of the list, and two entries for one organisation become one; their registrations go with them.

The directory does not know of registrations, so both acts stand here. The entry is one short transaction; the registrations follow row by row, each in
its own. Whatever breaks off in between is taken up by pressing the button again.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from directory import rules as directory_rules
from directory.models import Party, User
from directory.services import parties
from seminar_portal.errors import Invalid

from .. import organisations, rules, wake
from ..content import Given
from ..models import Registration
from . import pairs, records
from .submission import write

AT_ONCE = 500  # registrations in one request; the rest waits for the next press


@dataclasses.dataclass(frozen=True)
class Moved:
    """How many registrations were put under the entry, and how many are left for the next press."""

    moved: int
    left: int


@transaction.atomic(durable=True)
def add_organisation(*, code: str, names: Mapping[str, parties.Names], by: User, now: dt.datetime) -> Party:
    """A new entry of the list, without a standing, for an organisation that delegates wrote by hand. Who may: the desk. Raises Invalid (code or name)."""
    if not rules.may_review(by):
        raise PermissionDenied
    return parties.add_organisation(code=code, names=names, by=by, now=now)


def put_written(*, text: str, party_id: int, by: User, now: dt.datetime) -> Moved:
    """Puts every registration whose organisation is written like ``text`` under the entry, at all seminars; a fixed number at once.

    Each in its own transaction, with an event that names the field; nobody is told, since it is the same organisation by its name in the list. One that was
    corrected meanwhile is left alone. Who may: the desk (rules.may_review). Raises Invalid unless the entry is an organisation that is offered.
    """
    if not rules.may_review(by):
        raise PermissionDenied
    _require_offered(party_id)
    found = organisations.written_as(text)
    if found is None:
        return Moved(0, 0)
    keys = list(organisations.under(found).values_list("pk", flat=True)[:AT_ONCE])
    fold = organisations.folded(text)

    def still(row: Registration) -> bool:
        return row.party_id is None and organisations.folded(row.other_organisation) == fold

    moved = sum(_put(key, party_id, still, by=by, now=now) for key in keys)
    return _all_told(moved, organisations.under(found).count(), party_id)


@transaction.atomic(durable=True)
def merge(*, keep_id: int, other_id: int, by: User, now: dt.datetime) -> Party:
    """``other`` becomes part of ``keep``: it is not offered any more and points there; its missions go along. Registrations follow by :func:`put_merged`.

    Who may: whoever may change the list (directory.rules). Raises Invalid for states, for one and the same, and for an entry that is merged itself.
    """
    if not directory_rules.may_change_parties(by):
        raise PermissionDenied
    keep, _other = parties.mark_merged(keep_id=keep_id, other_id=other_id, by=by, now=now)
    return keep


def put_merged(*, other_id: int, by: User, now: dt.datetime) -> Moved:
    """Puts the registrations of a merged entry under the one it was merged into; a fixed number at once, each in its own transaction, with an event.

    Letters and procedures of the consent are not touched: they hold states. Who may: whoever may merge. Raises Invalid where the entry is not merged.
    """
    if not directory_rules.may_change_parties(by):
        raise PermissionDenied
    other = Party.objects.get(pk=other_id)
    if other.merged_into_id is None:
        raise Invalid(_("This entry has not been merged into another one."))
    rows = Registration.objects.filter(party=other_id).order_by("pk")
    keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    moved = sum(_put(key, other.merged_into_id, lambda row: row.party_id == other_id, by=by, now=now) for key in keys)
    return _all_told(moved, rows.count(), other.merged_into_id)


def _all_told(moved: int, left: int, party_id: int) -> Moved:
    """What was done. With the last one, each seminar of the organisation is compared once more by the worker: two officers who put rows in the very same
    instant do not see one another's.
    """
    if moved and not left:
        for seminar_id in Registration.objects.filter(party=party_id).order_by().values_list("seminar_id", flat=True).distinct():
            wake.find_duplicates(seminar_id)
    return Moved(moved, left)


@transaction.atomic(durable=True)
def _put(key: int, party_id: int, still: Callable[[Registration], bool], *, by: User, now: dt.datetime) -> bool:
    """One registration; whether it was put. The fingerprint of the form stays, so that the first form sent again is still known."""
    registration = records.locked(key)
    if not still(registration):
        return False
    party = Party.objects.get(pk=party_id)
    write(registration, dataclasses.replace(Given.of(registration), party=party, other_organisation=""))
    registration.version += 1
    registration.save()
    records.log(registration, "organisation", by=by, now=now, from_state=registration.state, fields=["party"])
    pairs.look(registration, now=now)
    return True


def _require_offered(party_id: int) -> None:
    if not organisations.of_the_list().filter(pk=party_id).exists():
        raise Invalid(_("Choose an organisation of the list."))
