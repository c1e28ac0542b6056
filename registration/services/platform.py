"""Noting who is registered on the host's platform, from a list of the platform that somebody has compared with ours."""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from agenda.models import Seminar
from directory.models import User
from directory.words import separated
from seminar_portal.errors import Stale

from .. import lifecycle, rules
from ..models import Registration, RegistrationEvent

PAGE = 500


@transaction.atomic(durable=True)
def note_platform_registrations(*, seminar_id: int, marks: Sequence[tuple[int, int]], by: User, now: dt.datetime) -> int:
    """Notes ``marks`` (pairs of a registration and the version that was looked at) as registered on the platform, each with an event. Nobody is told.

    All or none: every row is locked and asked before the first is written. Raises Stale, naming the first ones, where a registration was changed since
    it was looked at, is of another seminar, is not live any more or is noted already. Who may: the desk (rules.may_review). Returns how many.
    """
    if not rules.may_review(by):
        raise PermissionDenied
    Seminar.objects.get(pk=seminar_id)
    versions = dict(marks)
    # the locks: in the order of keys, as every act for many, so that two officers never wait for each other
    rows = [row for start in range(0, len(versions), PAGE) for row in _locked(sorted(versions)[start : start + PAGE])]
    changed = [
        row.reference for row in rows if row.version != versions[row.pk] or row.seminar_id != seminar_id or row.state not in lifecycle.LIVE or row.on_platform
    ]
    if changed or len(rows) != len(versions):
        raise Stale(
            _("Nothing was noted: %(references)s changed since the list was compared. Compare it again.")
            % {"references": separated(changed[:5]) or _("something")}
        )
    for row in rows:
        row.on_platform = True
        row.version += 1
    Registration.objects.bulk_update(rows, ["on_platform", "version"], batch_size=PAGE)
    RegistrationEvent.objects.bulk_create(
        [
            RegistrationEvent(
                registration=row,
                at=now,
                by=by,
                kind="found on the platform",
                from_state=row.state,
                to_state=row.state,
                fields=["on_platform"],
                version=row.version,
            )
            for row in rows
        ],
        batch_size=PAGE,
    )
    return len(rows)


def _locked(keys: Sequence[int]) -> list[Registration]:
    return list(
        Registration.objects.select_for_update().filter(pk__in=keys).order_by("pk").only("pk", "reference", "seminar_id", "state", "version", "on_platform")
    )
