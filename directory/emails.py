"""What staff are told about their own account, in their own language. The link is a placeholder: no stored text lets anybody in."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import render_mail

from . import links
from .enums import Role
from .models import AccountEvent, User

PREFIX = "user"
INVITATION = "directory/invitation"
PASSWORD = "directory/password"  # noqa: S105
ASKED_AT_MOST_EVERY = dt.timedelta(minutes=10)


def about(user: User) -> str:
    return f"{PREFIX}:{user.pk}"


def invitation(user: User, event: AccountEvent, *, by: User, now: dt.datetime, reopened: bool = False) -> OutgoingEmail:
    """There is an account (or it is open again), what for, and the link to set a password. Answers go to who invited."""
    with translation.override(user.language):
        roles = [str(Role(name).label) for name in user.groups.order_by("pk").values_list("name", flat=True) if name in Role.values]
    return _tell(user, INVITATION, f"invitation:{event.pk}", now=now, by=by, roles=roles, reopened=reopened)


def password_link(user: User, event: AccountEvent, *, by: User, now: dt.datetime) -> OutgoingEmail:
    """An administrator has this link sent."""
    return _tell(user, PASSWORD, f"password:{event.pk}", now=now, by=by)


def forgotten(user: User, *, now: dt.datetime) -> OutgoingEmail | None:
    """The link that somebody asked for on the log-in page: once in ten minutes, however often the button is pressed; None where it is on its way already."""
    slot = int(now.timestamp()) // int(ASKED_AT_MOST_EVERY.total_seconds())
    key = f"asked:{slot}"
    if OutgoingEmail.objects.filter(dedupe_key=f"{about(user)}:{key}").exists():
        return None
    return _tell(user, PASSWORD, key, now=now, by=None)


def _tell(user: User, kind: str, dedupe: str, *, now: dt.datetime, by: User | None, **context: Any) -> OutgoingEmail:
    with translation.override(user.language):
        log_in = settings.PORTAL_ADDRESS + reverse("admin:index")
    rendered = render_mail(f"emails/{kind}", {"account": user, "inviter": str(by or ""), "log_in": log_in, **context}, user.language)
    return outbox.enqueue(
        about=about(user),
        kind=kind,
        to_address=user.email,
        to_name=user.name,
        reply_to=by.email if by else "",
        rendered=rendered,
        language=user.language,
        dedupe_key=f"{about(user)}:{dedupe}",
        now=now,
        not_after=now + links.VALID,
    )
