"""Personal links are keys, so no log holds one: whatever is written, by Django, by us or by the web server, has the key part of an address masked.

Imports no app, and nothing of the web server: see server_log.py.
"""

import logging
import re

MASK = "[key]"
# the part of an address after which a key stands, whole or cut short by a mail program; and what has the shape of a signature of ours, wherever it stands
_end = r"[^/\s?#\"'<>]+"
_signed = r"[\w-]+(?:[.:][\w-]+)?[.:][\w-]{43}(?![\w-])"
_keys = re.compile(rf"(?<=/registrations/){_end}|(?<=/admin/password/)(?!forgotten/){_end}|{_signed}", re.ASCII)


def masked(text: str) -> str:
    """``text`` without the keys in it."""
    return _keys.sub(MASK, text)


class Masked(logging.Formatter):
    """Formats as usual, or as ``inner`` does, and masks the whole of it: the message, its arguments, a traceback."""

    def __init__(self, *args: str, inner: logging.Formatter | None = None, **kwargs: str) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # the style is a string in our settings
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        return masked(self.inner.format(record) if self.inner is not None else super().format(record))
