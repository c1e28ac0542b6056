"""What is done with accounts of staff: invite, send a link, change, close, reopen; and what a person does with an account of their own.

Nobody but its owner ever knows or sets a password: an administrator has a link mailed. Who acts stays an administrator, so one is always left.
"""

import dataclasses
import datetime as dt

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from notifications import outbox
from seminar_portal import clock
from seminar_portal.errors import Closed, Invalid, WrongState
from seminar_portal.numbers import Number

from .. import emails, links, rules
from ..enums import AccountEventKind, Role
from ..models import AccountEvent, User
from ..roles import NAMED_OFFICER_RIGHTS

NAME_LENGTH = 150


@dataclasses.dataclass(frozen=True, kw_only=True)
class AccountData:
    """Who somebody of staff is and what they may do. ``rights`` are those of NAMED_OFFICER_RIGHTS that are given singly."""

    email: str
    name: str = ""
    language: str = "en"
    zone: str = "Asia/Shanghai"
    roles: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()


def data_of(user: User) -> AccountData:
    """What stands in the account now. Two queries."""
    roles = frozenset(user.groups.filter(name__in=Role.values).values_list("name", flat=True))
    held = {f"{app}.{name}" for app, name in user.user_permissions.values_list("content_type__app_label", "codename")}
    return AccountData(
        email=user.email, name=user.name, language=user.language, zone=user.zone, roles=roles, rights=frozenset(held & set(NAMED_OFFICER_RIGHTS))
    )


@transaction.atomic(durable=True)
def invite(*, data: AccountData, by: User, now: dt.datetime) -> User:
    """A new account of staff without a password, and the mail with the link to set one, in the invited person's language.

    Who may: an administrator (rules.may_invite). Raises Invalid where the address has an account already, and where something is missing or unknown.
    """
    by = _afresh(by)
    if not rules.may_invite(by):
        raise PermissionDenied
    data = _checked(data)
    _require_free(data.email, None)
    try:
        with transaction.atomic():
            user = User.objects.create_user(data.email, None, name=data.name, language=data.language, zone=data.zone, is_staff=True, date_joined=now)
    except IntegrityError:  # another administrator has invited the same person in this very second
        raise Invalid(_("There is an account with this e-mail address.")) from None
    _give(user, data)
    event = _log(user, AccountEventKind.INVITED, by=by, now=now, detail={"roles": sorted(data.roles), "rights": sorted(data.rights)})
    emails.invitation(user, event, by=by, now=now)
    return user


@transaction.atomic(durable=True)
def send_link(*, user_id: int, by: User, now: dt.datetime) -> User:
    """Mails the link to set a password: once more the invitation where there is no password yet, and then the earlier link ends.

    Who may: an administrator; not for an account above their own. Raises WrongState where the account is closed.
    """
    user, by = _locked(user_id, by)
    if not user.is_active:
        raise WrongState(_("This account is closed. Open it again first."))
    event = _log(user, AccountEventKind.LINK_SENT, by=by, now=now)
    if user.has_usable_password():
        emails.password_link(user, event, by=by, now=now)
    else:
        _without_password(user)
        emails.invitation(user, event, by=by, now=now)
    return user


@transaction.atomic(durable=True)
def change_account(*, user_id: int, data: AccountData, by: User, now: dt.datetime) -> list[str]:
    """Puts name, address, language, seat, roles and rights of a named officer; returns the names of what changed. Single rights of another kind stay.

    Who may: an administrator; not an account above their own. Raises Invalid for one's own role of administrator, for an address that has an account,
    and for what is unknown. A new address ends the links that are out.
    """
    user, by = _locked(user_id, by)
    data, before = _checked(data), data_of(user)
    _require_free(data.email, user)
    if user.pk == by.pk and Role.ADMINISTRATOR in before.roles - data.roles:
        raise Invalid(_("You cannot give up the role of administrator yourself. Ask another administrator."))
    changed = [field.name for field in dataclasses.fields(AccountData) if getattr(before, field.name) != getattr(data, field.name)]
    if not changed:
        return []
    user.email, user.name, user.language, user.zone = data.email, data.name, data.language, data.zone
    user.save(update_fields=["email", "name", "language", "zone"])
    _give(user, data)
    detail = {
        "fields": [name for name in changed if name not in ("roles", "rights")],
        "roles given": sorted(data.roles - before.roles),
        "roles taken": sorted(before.roles - data.roles),
        "rights given": sorted(data.rights - before.rights),
        "rights taken": sorted(before.rights - data.rights),
    }
    _log(user, AccountEventKind.CHANGED, by=by, now=now, detail={key: value for key, value in detail.items() if value})
    return changed


@transaction.atomic(durable=True)
def close_account(*, user_id: int, by: User, now: dt.datetime) -> User:
    """Nobody logs in any more; sessions, mailed links and waiting mails of the account end at once, for good. What the person did stays signed.

    Who may: an administrator; not an account above their own. Raises Invalid for one's own account, WrongState where it is closed already.
    """
    user, by = _locked(user_id, by)
    if user.pk == by.pk:
        raise Invalid(_("You cannot close your own account. Ask another administrator."))
    if not user.is_active:
        raise WrongState(_("This account is closed already."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    # without it the sessions of today would be open again after a reopening
    _without_password(user)
    outbox.cancel(about=emails.about(user), reason=gettext_noop("the account is closed"), now=now)
    _log(user, AccountEventKind.CLOSED, by=by, now=now)
    return user


@transaction.atomic(durable=True)
def reopen_account(*, user_id: int, by: User, now: dt.datetime) -> User:
    """The account is open again, with the roles it had and without a password: the link to set one is mailed.

    Who may: an administrator; not an account above their own. Raises WrongState where it is open.
    """
    user, by = _locked(user_id, by)
    if user.is_active:
        raise WrongState(_("This account is open."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    event = _log(user, AccountEventKind.REOPENED, by=by, now=now)
    emails.invitation(user, event, by=by, now=now, reopened=True)
    return user


# --- one's own account ------------------------------------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def change_own(*, name: str, language: str, zone: str, by: User, now: dt.datetime) -> list[str]:
    """Name, language and the seat's clock of one's own account; returns the names of what changed. Who may: whoever is logged in. Raises Invalid."""
    user = User.objects.select_for_update().get(pk=by.pk)
    data = _checked(dataclasses.replace(data_of(user), name=name, language=language, zone=zone))
    changed = [field for field in ("name", "language", "zone") if getattr(user, field) != getattr(data, field)]
    if changed:
        user.name, user.language, user.zone = data.name, data.language, data.zone
        user.save(update_fields=changed)
        _log(user, AccountEventKind.CHANGED_OWN, by=user, now=now, detail={"fields": changed})
    return changed


@transaction.atomic(durable=True)
def ask_for_link(*, email: str, now: dt.datetime) -> bool:
    """Mails the link to set a password to the open account of ``email``, at most once in ten minutes; whether one was sent.

    Who may: anybody, so the door must answer the same whatever comes back, and not later for it.
    """
    user = User.objects.select_for_update().filter(email__iexact=email.strip(), is_active=True, is_staff=True).first()
    if user is None or emails.forgotten(user, now=now) is None:
        return False
    _log(user, AccountEventKind.LINK_ASKED, by=None, now=now)
    return True


def set_password(*, token: str, password: str, now: dt.datetime) -> User:
    """Sets the password over a mailed link, which ends with that, as do all sessions of the account. One transaction of its own.

    Who may: whoever holds the link. Raises Closed where the link is wrong, old or used, or the account is closed; Invalid for a password that is too weak.
    """
    hashed = make_password(password)  # slow on purpose, so before the lock
    with transaction.atomic(durable=True):
        # the lock: two clicks on one link come one after the other, and the second finds it used
        user = links.user_of(token, now, lock=True)
        if user is None:
            raise Closed(_("This link has ended."))
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise Invalid(" ".join(error.messages)) from None
        user.password = hashed
        user.save(update_fields=["password"])
        _log(user, AccountEventKind.PASSWORD_SET, by=user, now=now)
    return user


# --- what these share -------------------------------------------------------------------------------------------------------------------


def _afresh(by: User) -> User:
    """Who acts, with the rights of this moment: Django keeps those of the request's beginning on the object."""
    return User.objects.get(pk=by.pk)


def _locked(user_id: int, by: User) -> tuple[User, User]:
    """The account and who acts, both read after the lock. Raises PermissionDenied without the right to manage the account."""
    # the lock: both rows in the order of their keys, so that two administrators who close each other's account come one after the other, and the
    # second is no administrator any more
    rows = {row.pk: row for row in User.objects.select_for_update().filter(pk__in={user_id, by.pk}).order_by("pk")}
    by = rows[by.pk]
    if user_id not in rows or not rules.may_manage(by, rows[user_id]):
        raise PermissionDenied
    return rows[user_id], by


def _checked(data: AccountData) -> AccountData:
    email = data.email.strip()
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("Enter an e-mail address such as name@example.org.")) from None
    name = " ".join(data.name.split())
    if len(name) > NAME_LENGTH:
        raise Invalid(_("Shorten the name to %(limit)s characters.") % {"limit": Number(NAME_LENGTH)})
    if data.language not in dict(settings.LANGUAGES) or not clock.is_zone(data.zone):
        raise Invalid(_("Choose a language and the city of the seat."))
    if data.roles - set(Role.values) or data.rights - set(NAMED_OFFICER_RIGHTS):
        raise Invalid(_("Choose roles and rights from the list."))
    return dataclasses.replace(data, email=User.objects.normalize_email(email), name=name)


def _require_free(email: str, but: User | None) -> None:
    other = User.objects.filter(email__iexact=email).first()
    if other is not None and other != but:
        closed = _("There is a closed account with this e-mail address: open it again instead.")
        raise Invalid(_("There is an account with this e-mail address.") if other.is_active else closed)


def _give(user: User, data: AccountData) -> None:
    """Exactly these roles, and exactly these of the named officers' rights."""
    user.groups.remove(*user.groups.filter(name__in=set(Role.values) - data.roles))
    user.groups.add(*Group.objects.filter(name__in=data.roles))
    for right in NAMED_OFFICER_RIGHTS:
        app, _dot, codename = right.partition(".")
        permission = Permission.objects.get(content_type__app_label=app, codename=codename)
        (user.user_permissions.add if right in data.rights else user.user_permissions.remove)(permission)


def _without_password(user: User) -> None:
    """No password opens the account, and what was signed over the last state of it, sessions and links, is void: the mark of "none" is a new one each time."""
    user.set_unusable_password()
    user.save(update_fields=["password"])


def _log(user: User, kind: AccountEventKind, *, by: User | None, now: dt.datetime, detail: dict[str, object] | None = None) -> AccountEvent:
    return AccountEvent.objects.create(account=user, at=now, by=by, kind=kind, detail=detail or {})
