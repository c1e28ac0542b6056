"""What a start needs to be safe. System checks for the command line; web server, worker and beat, which run no system checks, ask here too.

In embedded mode (``make demo``) only this holds: it is for the people at this machine, so its address is one of this machine.
"""

import sys
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

NO_USE_TO_TRY_AGAIN = 3  # gunicorn starts a dead process again and again, unless it ended with this status
LOOPBACK = {"127.0.0.1", "localhost", "::1", "[::1]"}
SECRET_LENGTH = 50
SECRET_SIGNS = 10  # different ones; "aaaa…" is long and no secret
NEW_SECRET = "python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"


def faults() -> list[Error]:
    """Every reason against a start with the present settings. Each names the variable and what to put there."""
    found = list(_embedded_faults() if settings.EMBEDDED else _production_faults())
    return [Error(sentence, hint=hint, id=f"portal.{number}") for number, sentence, hint in found]


def _embedded_faults() -> "list[tuple[str, str, str]]":
    found = []
    if not set(settings.ALLOWED_HOSTS) <= LOOPBACK or urlsplit(settings.PORTAL_ADDRESS).hostname not in LOOPBACK:
        found.append(
            (
                "E001",
                "PORTAL_EMBEDDED is on and PORTAL_ADDRESS is not an address of this machine.",
                "Embedded mode is for a demonstration on one machine: use http://127.0.0.1:8000, or unset PORTAL_EMBEDDED for a real installation.",
            )
        )
    return found


def _production_faults() -> "list[tuple[str, str, str]]":
    given = settings.GIVEN
    found = []
    if settings.DEBUG:
        found.append(("E002", "PORTAL_DEBUG is on: strangers would be shown code and settings.", "Unset PORTAL_DEBUG."))
    if "SECRET_KEY" not in given:
        found.append(("E003", "SECRET_KEY is not set.", f"Give it a random value and keep it: {NEW_SECRET}"))
    for name, secret in [("SECRET_KEY", settings.SECRET_KEY), *(("SECRET_KEY_FALLBACKS", old) for old in settings.SECRET_KEY_FALLBACKS)]:
        if len(secret) < SECRET_LENGTH or len(set(secret)) < SECRET_SIGNS:
            found.append(("E004", f"{name} can be guessed: it needs {SECRET_LENGTH} random signs or more.", f"Make a new one: {NEW_SECRET}"))
    found += _address_faults()
    if "DATABASE_URL" not in given or not settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        found.append(
            ("E007", "DATABASE_URL is not set to a PostgreSQL database.", "Set it to postgres://user:password@host:5432/name; SQLite is for demonstrations.")
        )
    if "REDIS_URL" not in given or urlsplit(settings.CELERY_BROKER_URL).scheme not in {"redis", "rediss", "redis+socket"}:
        found.append(("E008", "REDIS_URL is not set to a Redis.", "Set it to redis://host:6379/0; web server, worker and beat meet there."))
    if "EMAIL_URL" not in given or not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        found.append(
            ("E009", "EMAIL_URL is not set to a mail server.", "Set it to smtp+tls://user:password@host:587; mail to files or screens reaches nobody.")
        )
    if "MAIL_FROM" not in given:
        found.append(("E010", "MAIL_FROM is not set.", "Set it to the sender of all mails, for instance: CICA seminars <seminars@example.org>"))
    return found


def _address_faults() -> "list[tuple[str, str, str]]":
    if "PORTAL_ADDRESS" not in settings.GIVEN:
        return [("E005", "PORTAL_ADDRESS is not set.", "Set it to the address people use, for instance https://seminar.example.org")]
    address = urlsplit(settings.PORTAL_ADDRESS)
    is_https = address.scheme == "https" or (address.scheme == "http" and address.hostname in LOOPBACK)
    if not is_https or not address.hostname or address.path or address.query:
        return [
            (
                "E006",
                "PORTAL_ADDRESS is not an https address without a path.",
                "Set it like https://seminar.example.org; http is taken for 127.0.0.1 and localhost only, to try an installation on one machine.",
            )
        ]
    return []


@register()
def check_start(**kwargs: Any) -> list[CheckMessage]:
    return list(faults()) if settings.START_CHECKS else []


def refuse_unsafe_start(**kwargs: Any) -> None:
    """Ends the process with one line for each fault. Raises SystemExit, since Celery's signals swallow every other exception."""
    found = check_start()
    if found:
        print("The portal does not start:", file=sys.stderr)
        for fault in found:
            print(f"  {fault.msg} {fault.hint}", file=sys.stderr)
        sys.exit(NO_USE_TO_TRY_AGAIN)
