"""What stands in the place of the placeholder when a mail about an account is delivered, or why the mail must not go any more."""

import datetime as dt

from django.template.loader import get_template
from django.utils.translation import gettext_noop

from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill
from notifications.rendering import one_line

from . import links, rules, selectors
from .emails import INVITATION, POST_GIVEN, seed_of
from .models import FocalPoint, User


def fill(mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """The link of this moment with its deadline, on the clock of the account's seat. Not to an address that the account had before."""
    key = mail.about.partition(":")[2]
    user = User.objects.filter(pk=key).first() if key.isdecimal() else None
    if user is None:
        return DoNotSend(gettext_noop("the account is gone"))
    if not user.is_active:
        return DoNotSend(gettext_noop("the account is closed"))
    if one_line(mail.to_address).casefold() != user.email.casefold():
        return DoNotSend(gettext_noop("the account has another address now"))
    if mail.kind == INVITATION and user.has_usable_password():
        return DoNotSend(gettext_noop("the password is set already"))
    link = links.password_link(user, now)
    text = get_template("emails/directory/password_link.txt", using="text").render({"address": link.address, "until": link.until, "zone": user.zone})
    return Fill({"password_link": text.strip()})


def fill_code(mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """The code, made from its seed at this moment, if the account may still come in by it."""
    key = mail.about.partition(":")[2]
    user = User.objects.filter(pk=key).first() if key.isdecimal() else None
    if user is None or not rules.comes_in_by_code(user):
        return DoNotSend(gettext_noop("the account is closed"))
    if not selectors.posts_of(user, now):
        return DoNotSend(gettext_noop("focal point no longer"))
    if one_line(mail.to_address).casefold() != user.email.casefold():
        return DoNotSend(gettext_noop("the account has another address now"))
    return Fill({"code": links.code_of(seed_of(mail))})


def fill_post(mail: OutgoingEmail, now: dt.datetime) -> Fill | DoNotSend:
    """Nothing to fill in; but nobody is invited to a post that has ended meanwhile."""
    key = mail.about.partition(":")[2]
    post = FocalPoint.objects.select_related("user").filter(pk=key).first() if key.isdecimal() else None
    if post is None or (mail.kind == POST_GIVEN and not (post.is_live and post.user.is_active)):
        return DoNotSend(gettext_noop("focal point no longer"))
    return Fill()
