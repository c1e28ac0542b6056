"""What apps above hang on a seminar's page in the administration, in their ``AppConfig.ready()``: a button that leads to a view of theirs."""

import dataclasses
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
