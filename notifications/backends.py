"""Where mails go in the embedded mode: one file each, so that anybody can open them."""

import os
import re
import secrets
from collections.abc import Sequence
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileBackend(BaseEmailBackend):
    """Writes each mail whole, or not at all, as ``20271105T155959Z-registration-received-000042.eml`` under ``settings.EMAIL_FILE_PATH``.

    The name sorts by the mail's own date and tells no address. The files hold personal links, so only their owner reads them.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for email in email_messages:
            message = email.message()
            stem = getattr(email, "file_stem", "") or f"mail-{secrets.token_hex(4)}"
            name = f"{parsedate_to_datetime(message['Date']):%Y%m%dT%H%M%SZ}-{re.sub(r'[^A-Za-z0-9._-]', '-', stem)}"
            hidden = folder / f".{name}-{secrets.token_hex(4)}.part"
            with open(os.open(hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(message.as_bytes())
            hidden.replace(_free(folder, name))  # a reader of the folder sees whole mails only
        return len(email_messages)


def _free(folder: Path, name: str) -> Path:
    """A mail that is sent a second time in one second stands beside the first."""
    path, number = folder / f"{name}.eml", 1
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}.eml"
    return path
