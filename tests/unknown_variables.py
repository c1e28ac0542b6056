"""An unknown variable in a template of ours fails the test that renders it; templates of Django and of libraries are left alone."""

import sys
from pathlib import Path

from django.template.base import Node

PROJECT = Path(__file__).resolve().parent.parent


class UnknownTemplateVariable(Exception):
    """A template of this project names a variable that its context does not have."""


def _is_ours(name: str) -> bool:
    path = Path(name)
    return path.is_relative_to(PROJECT) and not path.is_relative_to(PROJECT / ".venv")


class UnknownVariable(str):
    """The engine's ``string_if_invalid``. The template language asks for its truth, or looks for ``%s`` in it, where it meets an unknown name.

    For templates that are not ours it is what Django's default is: an empty string.
    """

    __slots__ = ()

    def _check(self) -> None:
        frame = sys._getframe(2)
        expression = None
        while frame is not None:
            asking = frame.f_locals.get("self")
            expression = expression or getattr(asking, "var", None)
            if isinstance(asking, Node):
                origin = getattr(asking, "origin", None)
                if origin is not None and _is_ours(str(origin.name)):
                    line = getattr(getattr(asking, "token", None), "lineno", "?")
                    raise UnknownTemplateVariable(f"{Path(origin.name).relative_to(PROJECT)}, line {line}: {expression or asking!r} is unknown here")
                return
            frame = frame.f_back

    def __bool__(self) -> bool:
        self._check()
        return False

    def __contains__(self, part: object) -> bool:
        self._check()
        return False
