"""Answers of doors that anybody may knock at: private pages behind a mailed link, and work that is done after the answer. Imports no app."""

import logging
from collections.abc import Callable
from typing import TypeVar

from django.http import HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control

log = logging.getLogger(__name__)
Answer = TypeVar("Answer", bound=HttpResponseBase)


def private(response: Answer) -> Answer:
    """Nobody keeps the page, no search engine lists it, and its address is told to no other site."""
    add_never_cache_headers(response)
    patch_cache_control(response, no_store=True)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django logs the address of every refusal, and this address is a key
    return response


class RedirectThenWork(HttpResponseRedirect):
    """A redirect whose ``work`` is done after it has gone out, so that the time of the answer does not tell what the work was."""

    work: Callable[[], object] | None = None

    def close(self) -> None:
        work, self.work = self.work, None
        if work is not None:
            try:
                work()
            except Exception as error:  # the answer is out; the person can ask again
                log.error("work after the answer failed: %s", type(error).__name__)
        super().close()
