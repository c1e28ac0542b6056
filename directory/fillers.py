"""What stands in the place of the placeholder when a mail about an account is delivered, or why the mail must not go any more."""

import datetime as dt

from django.template.loader import get_template
from django.utils.translation import gettext_noop

from notifications.models import OutgoingEmail
from notifications.registry import DoNotSend, Fill
from notifications.rendering import one_line

from . import links
from .emails import INVITATION
from .models import User


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
