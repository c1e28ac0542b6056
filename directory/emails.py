"""What staff and focal points are told about their own account, in their own language. Link and code are placeholders: no stored text lets anybody in."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy

from notifications import outbox
from notifications.models import OutgoingEmail
from notifications.rendering import render_mail

from . import links, selectors
from .enums import Role
from .models import AccountEvent, FocalPoint, User

PREFIX = "user"
INVITATION = "directory/invitation"
PASSWORD = "directory/password"  # noqa: S105
CODE_PREFIX = "log-in"
CODE = "directory/code"
POST_PREFIX = "post"
POST_GIVEN = "directory/post_given"
POST_ENDED = "directory/post_ended"
# what staff call them
KINDS = {
    INVITATION: gettext_lazy("invitation"),
    PASSWORD: gettext_lazy("link to set a password"),
    CODE: gettext_lazy("code to log in"),
    POST_GIVEN: gettext_lazy("focal point: named"),
    POST_ENDED: gettext_lazy("focal point: ended"),
}
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


# --- focal points -----------------------------------------------------------------------------------------------------------------------


def about_codes(user: User) -> str:
    return f"{CODE_PREFIX}:{user.pk}"


def about_post(post: FocalPoint) -> str:
    return f"{POST_PREFIX}:{post.pk}"


def log_in_code(user: User, seed: str, *, now: dt.datetime) -> OutgoingEmail:
    """The code of ``seed``, until when it opens, and what to do if somebody else asked for it. The filler makes the code at delivery."""
    until = now.replace(microsecond=0) + links.CODE_VALID
    return outbox.enqueue(
        about=about_codes(user),
        kind=CODE,
        to_address=user.email,
        to_name=user.name,
        rendered=render_mail(f"emails/{CODE}", {"account": user, "until": until, "zone": user.zone}, user.language),
        language=user.language,
        dedupe_key=f"{about_codes(user)}:{seed}",
        now=now,
        not_after=until,
    )


def seed_of(mail: OutgoingEmail) -> str:
    return mail.dedupe_key.rpartition(":")[2]


def post_given(post: FocalPoint, event: AccountEvent, *, by: User, now: dt.datetime) -> OutgoingEmail:
    """Somebody has become focal point: for whom, what for, where to log in. Nothing in it opens anything. Answers go to who invited."""
    return _tell_post(post, POST_GIVEN, f"given:{event.pk}", by=by, now=now)


def post_ended(post: FocalPoint, event: AccountEvent, *, by: User, now: dt.datetime) -> OutgoingEmail:
    """Somebody is focal point no longer, with the reason that was given."""
    return _tell_post(post, POST_ENDED, f"ended:{event.pk}", by=by, now=now)


def _tell_post(post: FocalPoint, kind: str, dedupe: str, *, by: User, now: dt.datetime) -> OutgoingEmail:
    user, mission = post.user, post.mission
    with translation.override(user.language):
        pages = reverse("admin:login") + "?next=" + reverse("mission") if user.is_staff else reverse("account_request_login_code")
        context = {
            "account": user,
            "inviter": str(by),
            "state": selectors.printed_name(mission.party, now.date()),
            "mission_words": f"{mission.get_kind_display()} · {mission.city}",
            "log_in": settings.PORTAL_ADDRESS + pages,
            "by_password": user.is_staff,
            "reason": gettext(post.ended_reason) if post.ended_reason else "",
        }
    return outbox.enqueue(
        about=about_post(post),
        kind=kind,
        to_address=user.email,
        to_name=user.name,
        reply_to=by.email if by.pk != user.pk else "",
        rendered=render_mail(f"emails/{kind}", context, user.language),
        language=user.language,
        dedupe_key=f"{about_post(post)}:{dedupe}",
        now=now,
    )
