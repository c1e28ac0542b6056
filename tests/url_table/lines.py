"""One line of the table, and the addresses that Django's admin gives a model."""

import dataclasses
from typing import Any

ROLES = ("nobody", "delegate", "reader", "host", "secretariat", "administrator")


@dataclasses.dataclass(frozen=True)
class Line:
    route: str
    get: str
    post: str
    at: tuple[str, ...] = ()
    query: str = ""
    body: dict[str, Any] | str = dataclasses.field(default_factory=dict)  # what POST sends, or the name of one of the world's filled forms
    note: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.route, *self.at, self.query, self.note))) or "/"


def admin(model: str, at: str, **pages: str) -> list[Line]:
    """The six addresses that Django's admin gives a model. Each page is one string: what GET gets, a bar, what POST gets (an empty form)."""
    base = f"admin/{model}/"
    lines = []
    for page, route in (
        ("list", ""),
        ("add", "add/"),
        ("history", "<path:object_id>/history/"),
        ("delete", "<path:object_id>/delete/"),
        ("change", "<path:object_id>/change/"),
    ):
        get, post = pages[page].split("|")
        lines.append(Line(base + route, get=get, post=post, at=(at,) if "<" in route else ()))
    # an address of old: to the page, whose own answer counts
    lines.append(Line(base + "<path:object_id>/", get="login login 302 302 302 302", post="login login 302 302 302 302", at=(at,)))
    return lines
