"""Loads the templates of mails: what looks like a placeholder in a *template* becomes a mark that no typed value can contain."""

import re
import secrets

from django.template import Origin
from django.template.loaders import filesystem

PLACEHOLDER = re.compile(r"\[\[([a-z][a-z_]*)\]\]")
# of this process: compiled templates stay in its memory only, and rendering turns the mark back before anything is stored
_SECRET = secrets.token_hex(8)
MARK = re.compile(rf"\ue000{_SECRET}:([a-z_]+)\ue001")


class Loader(filesystem.Loader):
    """A delegate may type ``[[personal_link]]`` as an institution: that must be shown letter by letter, and a mail with it must still go."""

    def get_contents(self, origin: Origin) -> str:
        return PLACEHOLDER.sub(rf"{chr(0xE000)}{_SECRET}:\1{chr(0xE001)}", super().get_contents(origin))
