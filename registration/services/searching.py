"""The search text of a registration, and keeping it true where a state or an organisation is called otherwise: a search finds them by the names of today.

The act in the directory only leaves a hint to the worker, so it stays short however many delegates there are. A hint that is lost, and a form that was
being written in that very moment, are found by beat.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial

from django.db import transaction
from django.db.models import Q, QuerySet

from directory.models import Party

from .. import content, search, wake
from ..models import Registration

BATCH = 500


def search_text_of(registration: Registration) -> str:
    """What is searched: the names of today of the state or organisation among it."""
    return search.text_of(
        [
            registration.reference,
            registration.family_name,
            registration.first_name,
            registration.middle_name,
            registration.printed_name,
            registration.native_name,
            registration.institution,
            registration.other_organisation,
            registration.job_title,
            registration.speech_topic,
            registration.email,
            registration.cc_email,
            *(_names_of(registration.party) if registration.party else []),
        ],
        joined=[
            (registration.family_name, registration.first_name),
            (registration.first_name, registration.family_name),
            (registration.native_name,),
            (registration.reference,),
        ],
        phones=[getattr(registration, name) for name in content.PHONES] + [str(getattr(registration, name) or "") for name in content.PHONES.values()],
    )


def _names_of(party: Party) -> list[str]:
    return [getattr(party, name) or "" for name in ("code", "name_en", "name_ru", "name_zh_hans")]


def follow(party: Party) -> None:
    """The registrations of ``party`` are written anew after the transaction of the change. Called by the directory, inside it (directory.registry)."""
    transaction.on_commit(partial(wake.refresh_search, party.pk), robust=True)


def refresh(*, party_id: int, now: Callable[[], dt.datetime], patience: dt.timedelta) -> int:
    """Writes the search text of the party's registrations anew, in transactions of :data:`BATCH` rows, until all are done or ``patience`` is over.

    Returns how many were changed. Twice is harmless: what is right already is not written. What is left is found by :func:`refresh_stale`.
    """
    return _refresh(Registration.objects.filter(party=party_id), ends_at=now() + patience, now=now)


def refresh_stale(*, now: Callable[[], dt.datetime], patience: dt.timedelta) -> int:
    """The same for every row whose text lacks a name that its nation has today. By beat; one query for each nation that has registrations."""
    ends_at = now() + patience
    changed = 0
    for party in Party.objects.filter(pk__in=Registration.objects.filter(party__isnull=False).order_by().values("party")).order_by("pk"):
        if now() >= ends_at:
            break
        complete = Q()
        for name in filter(None, map(search.fold, _names_of(party))):
            complete &= Q(search_text__contains=name)
        changed += _refresh(Registration.objects.filter(~complete, party=party), ends_at=ends_at, now=now)
    return changed


def _refresh(rows: QuerySet[Registration], *, ends_at: dt.datetime, now: Callable[[], dt.datetime]) -> int:
    changed = after = 0
    while now() < ends_at:
        keys = list(rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            break
        changed, after = changed + _write(keys), keys[-1]
    return changed


@transaction.atomic(durable=True)
def _write(keys: list[int]) -> int:
    # the lock: a correction made meanwhile is read as it stands now, and one that waits for us writes its own text after ours
    rows = Registration.objects.select_for_update(of=("self",), no_key=True).select_related("party").filter(pk__in=keys).order_by("pk")
    changed = []
    for row in rows:
        text = search_text_of(row)
        if row.search_text != text:
            row.search_text = text
            changed.append(row)
    Registration.objects.bulk_update(changed, ["search_text"], batch_size=100)
    return len(changed)
