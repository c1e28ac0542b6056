"""What the pages of a bulk act read: what it would do, how far it is, what became of each registration."""

import dataclasses

from django.db.models import Count, Q, QuerySet

from directory.models import User

from . import lifecycle
from .enums import Cause, RowState
from .models import BulkAct, BulkRow

PAGE = 100
# what a page of a preview can be narrowed down to; a report by RowState
WILL, WILL_NOT = "will", "will not"


@dataclasses.dataclass(frozen=True)
class Forecast:
    """What an act would do with its frozen selection: decided when it was frozen, so that the report can count the same."""

    will: int
    silent: int  # of these, without an e-mail address


def forecast(act: BulkAct) -> Forecast:
    """One query, however many rows."""
    return Forecast(**act.rows.filter(state=RowState.WAITING).aggregate(will=Count("pk"), silent=Count("pk", filter=Q(has_email=False))))


def left_alone(act: BulkAct) -> list[tuple[Cause, str, int]]:
    """Why rows are left alone: cause, the state at the preview where that is the cause, and how many. One query."""
    state = act.rows.filter(state=RowState.LEFT_ALONE).order_by().values("cause", "state_seen").annotate(rows=Count("pk"))
    sums: dict[tuple[Cause, str], int] = {}
    for line in state:
        cause = Cause(line["cause"])
        key = cause, line["state_seen"] if cause == Cause.STATE else ""
        sums[key] = sums.get(key, 0) + line["rows"]
    return sorted((cause, seen, rows) for (cause, seen), rows in sums.items())


def rows_of(act: BulkAct, show: str = "") -> QuerySet[BulkRow]:
    """The rows of an act in the order of references, those of ``show`` alone where it is given, with all that a report says of them."""
    rows = act.rows.select_related("registration", "registration__party", "event", "event__by").defer(
        "registration__search_text", "registration__state_reason", "registration__content_digest", "registration__form_token"
    )
    if show == WILL:
        rows = rows.filter(state=RowState.WAITING)
    elif show == WILL_NOT:
        rows = rows.filter(state=RowState.LEFT_ALONE)
    elif show in RowState.values:
        rows = rows.filter(state=show)
    return rows.order_by("pk")


def under_way(user: User) -> list[BulkAct]:
    """The acts that ``user`` has begun and that are not over. One query."""
    return list(BulkAct.objects.filter(by=user, state__in=lifecycle.UNDER_WAY).order_by("started_at"))
