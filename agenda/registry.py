"""What apps above hang on a seminar, in their ``AppConfig.ready()``: a button on its page in the administration, the words for what confirmed it, and what
follows when that confirmation is taken back."""

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.utils.functional import Promise

from directory.models import User

from .models import Seminar


@dataclasses.dataclass(frozen=True)
class Tool:
    """A button: its words, the name of the admin view it leads to (with the seminar's key as the one argument), and who sees it when."""

    label: "str | Promise"
    url_name: str
    shown: Callable[[User, Seminar], bool]


_tools: dict[str, Tool] = {}


def register_tool(tool: Tool) -> None:
    """Adds the button. Registering the same view again replaces it."""
    _tools[tool.url_name] = tool


def tools_for(user: User, seminar: Seminar) -> list[Tool]:
    return [tool for tool in _tools.values() if tool.shown(user, seminar)]


_tellers: dict[str, Callable[[Seminar], str]] = {}


def register_confirmation(name: str, words: Callable[[Seminar], str]) -> None:
    """``words`` says in the active language what of its app confirmed the seminar; "" where it was nothing of its. The same ``name`` again replaces it."""
    _tellers[name] = words


def confirmation_words(seminar: Seminar) -> str:
    """What confirmed the seminar, in the active language as far as an app above can tell it, else as it was recorded (in English)."""
    told = (words(seminar) for words in _tellers.values()) if seminar.is_confirmed else iter(())
    return next(filter(None, told), seminar.confirmed_by)


_followers: dict[str, Callable[[Seminar, User, dt.datetime], object]] = {}


def register_unconfirmed(name: str, follow: Callable[[Seminar, User, dt.datetime], object]) -> None:
    """``follow`` is called with the locked seminar, who took its confirmation back, and when, inside that transaction: it writes rows, and does nothing slow.

    The same ``name`` again replaces it.
    """
    _followers[name] = follow


def unconfirmed(seminar: Seminar, by: User, now: dt.datetime) -> None:
    for follow in _followers.values():
        follow(seminar, by, now)
