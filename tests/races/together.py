"""Several things at the same instant, each in a thread with a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

PATIENCE = 60  # seconds; a deadlock fails the test instead of hanging the suite


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run ``acts`` at once and return, in their order, what each returned or the exception it raised.

    Only for tests marked ``postgres`` with ``django_db(transaction=True)``: the threads must see what the test has committed.
    """
    start = threading.Barrier(len(acts))
    outcomes: list[Any] = [TimeoutError(f"not done after {PATIENCE} seconds")] * len(acts)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            start.wait(PATIENCE)
            outcomes[number] = act()
        except Exception as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number, act), daemon=True) for number, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return outcomes
