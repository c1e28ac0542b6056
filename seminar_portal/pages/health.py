"""For the supervisor of the processes, not for people."""

import logging

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

log = logging.getLogger(__name__)


def health(request: HttpRequest) -> HttpResponse:
    """200 where the database answers, else 503. Says nothing else, since anybody may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.warning("the database does not answer: %s", type(error).__name__)
        return HttpResponse("database away\n", status=503, content_type="text/plain")
    response = HttpResponse("well\n", content_type="text/plain")
    response["Cache-Control"] = "no-store"
    return response
