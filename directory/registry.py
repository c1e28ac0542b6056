"""What apps above hang on a state or an organisation, in their ``AppConfig.ready()``: a button on its page in the administration and on the list, and what
follows when it is called otherwise."""

import dataclasses
from collections.abc import Callable

from django.utils.functional import Promise

from .models import Party, User


@dataclasses.dataclass(frozen=True)
class Tool:
    """A button: its words, the name of the admin view it leads to (with the party's key as the one argument), and who sees it when."""

    label: "str | Promise"
    url_name: str
    shown: Callable[[User, Party], bool]


@dataclasses.dataclass(frozen=True)
class ListTool:
    """A button above the list: its words, the name of an admin view without arguments, and who sees it."""

    label: "str | Promise"
    url_name: str
    shown: Callable[[User], bool]


_tools: dict[str, Tool] = {}
_list_tools: dict[str, ListTool] = {}


def register_tool(tool: Tool) -> None:
    """Adds the button. Registering the same view again replaces it."""
    _tools[tool.url_name] = tool


def register_list_tool(tool: ListTool) -> None:
    _list_tools[tool.url_name] = tool


def tools_for(user: User, party: Party) -> list[Tool]:
    return [tool for tool in _tools.values() if tool.shown(user, party)]


def list_tools_for(user: User) -> list[ListTool]:
    return [tool for tool in _list_tools.values() if tool.shown(user)]


_followers: dict[str, Callable[[Party], object]] = {}


def register_renamed(name: str, follow: Callable[[Party], object]) -> None:
    """``follow`` is called with a party whose code or names were changed, inside the transaction that changes them: it writes rows, and does nothing slow.

    The same ``name`` again replaces it.
    """
    _followers[name] = follow


def renamed(party: Party) -> None:
    for follow in _followers.values():
        follow(party)
