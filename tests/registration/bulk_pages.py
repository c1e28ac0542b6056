"""What the tests of the pages of bulk acts do in a browser: tick, begin, read the table."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registration.models import BulkAct
from tests.factories.registration import words

LIST = "/admin/registration/registration/"
ACTS = "/admin/registration/bulkact/"


def address(act: BulkAct, page: str = "change/") -> str:
    return f"{ACTS}{act.pk}/{page}"


def tick(client, verb: str, rows, *, query: str = "", **more):
    """Ticks rows of the list, chooses an act, and follows to the preview."""
    return client.post(LIST + query, {"action": f"{verb}_ticked", ACTION_CHECKBOX_NAME: [getattr(row, "pk", row) for row in rows], **more}, follow=True)


def go(client, **more):
    return client.post(address(BulkAct.objects.get(), "go/"), more, follow=True)


def lines(response) -> list[tuple[str, str, str]]:
    return [(line.registration.reference, words(str(line.outcome)), line.why) for line in response.context["lines"]]


def queries(client, path: str) -> int:
    client.get(path)  # content types and the like are remembered
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)
