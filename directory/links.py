"""What is signed and never stored: the mailed link with which somebody of staff sets a password, the mailed code with which a focal point logs in, and the
mark of a browser that has logged in before."""

import dataclasses
import datetime as dt
import secrets
import unicodedata

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import constant_time_compare, salted_hmac

from seminar_portal import clock

from .models import User

VALID = dt.timedelta(days=3)
KNOWN_FOR = dt.timedelta(days=180)
_password_salt = "directory.password-link"  # noqa: S105
CODE_VALID = dt.timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
CODE_DIGITS = 8
_browser_salt = "directory.known-browser"
_code_salt = "directory.log-in-code"


@dataclasses.dataclass(frozen=True)
class PasswordLink:
    """The address to be mailed, in the account's language, and the last second at which it opens."""

    address: str
    until: dt.datetime


def password_link(user: User, now: dt.datetime) -> PasswordLink:
    """A link that opens for three days, and once: its signature covers the password that is there, the address and the last log-in."""
    until = now.replace(microsecond=0) + VALID
    token = signing.Signer(sep=".", salt=_password_salt).sign_object([user.pk, int(until.timestamp()), _fingerprint(user, settings.SECRET_KEY)])
    with translation.override(user.language):
        return PasswordLink(settings.PORTAL_ADDRESS + reverse("admin:password_from_link", args=[token]), until)


def user_of(token: str, now: dt.datetime, *, lock: bool = False) -> User | None:
    """Whose password ``token`` sets at ``now``; None for a wrong, old or used link and for a closed account: one answer. One query.

    With ``lock`` the row stays locked until the transaction ends.
    """
    try:
        pk, until, fingerprint = signing.Signer(sep=".", salt=_password_salt).unsign_object(token)
        in_time = clock.in_time(now, dt.datetime.fromtimestamp(until, dt.UTC))
    except (signing.BadSignature, ValueError, TypeError, OverflowError, OSError):
        return None
    users = User.objects.select_for_update() if lock else User.objects.all()
    user = users.filter(pk=pk, is_active=True).first()
    if user is None or not in_time:
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return user if any(constant_time_compare(_fingerprint(user, key), str(fingerprint)) for key in keys) else None


def _fingerprint(user: User, key: str) -> str:
    state = "\n".join([user.password, user.email.casefold(), user.last_login.isoformat() if user.last_login else ""])
    return salted_hmac(_password_salt, state, secret=key, algorithm="sha256").hexdigest()[:32]


# --- codes ------------------------------------------------------------------------------------------------------------------------------


def new_seed() -> str:
    """What a code is made from. It may be stored and shown: without the secret key it tells nothing of the code."""
    return secrets.token_urlsafe(24)


def code_of(seed: str) -> str:
    """The code of ``seed``, eight digits in two groups. Made anew where it is needed, so that neither session nor mail row ever holds it."""
    return _code(seed, settings.SECRET_KEY)


def is_code_of(seed: str, typed: str) -> bool:
    """Whether ``typed`` is the code of ``seed``. Digits of every script count, and nothing but digits. "" has no code."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in typed if sign.isdecimal())
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return bool(seed) and any(constant_time_compare(_code(seed, key).replace(" ", ""), digits) for key in keys)


def _code(seed: str, key: str) -> str:
    number = int.from_bytes(salted_hmac(_code_salt, seed, secret=key, algorithm="sha256").digest())
    digits = f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"
    return f"{digits[:4]} {digits[4:]}"


# --- browsers ---------------------------------------------------------------------------------------------------------------------------


def mark_of_browser(user: User) -> str:
    """What a browser keeps after a log-in to ``user``, each its own."""
    return signing.dumps([user.pk, secrets.token_urlsafe(12)], salt=_browser_salt)


def key_of_attempt(email: str, mark: str, *, what: str = "") -> str:
    """Under which key an attempt to log in as ``email`` is counted: that of the browser where its ``mark`` is of this very account, else that of the address.

    ``what`` keeps attempts of another kind, such as asking for a code, apart from passwords. All strangers to an account share one key. An address without
    an account is counted like any other, so that the answer tells nothing. One query.
    """
    email = email.strip()
    try:
        pk, browser = signing.loads(mark, salt=_browser_salt, max_age=KNOWN_FOR) if mark else (None, "")
    except (signing.BadSignature, ValueError, TypeError):
        pk, browser = None, ""
    if pk is not None and User.objects.filter(pk=pk, email__iexact=email).exists():
        return salted_hmac(_browser_salt, f"{what}browser {browser}", algorithm="sha256").hexdigest()
    return salted_hmac(_browser_salt, f"{what}address {email.casefold()}", algorithm="sha256").hexdigest()
