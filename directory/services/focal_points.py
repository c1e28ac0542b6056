"""Who acts for a mission in the portal: invite, tell again, hand over, take the hand-over back, end.

A post is lost at the mission, not at the person: somebody who holds another one goes on with that. Who has lost the last one is logged out everywhere.
"""

import datetime as dt

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from notifications import outbox
from seminar_portal.errors import Invalid, WrongState
from seminar_portal.numbers import Number

from .. import emails, rules
from ..enums import AccountEventKind
from ..models import AccountEvent, FocalPoint, Mission, User
from .accounts import NAME_LENGTH

REASON_LENGTH = 300
HANDED_OVER = gettext_noop("handed over to a successor")
TAKEN_BACK = gettext_noop("the hand-over was taken back")


@transaction.atomic(durable=True)
def invite(*, mission_id: int, email: str, name: str, language: str, by: User, now: dt.datetime) -> FocalPoint:
    """A new focal point of the mission, and the mail that says so. An account with this address (in any case of letters) is used, not doubled.

    A new account has no password, the language given and the clock of the mission's city; an account that is there keeps its own. Who may: who manages
    focal points. Raises Invalid for a wrong address, a closed account, a mission that has ended, and for who is focal point there already.
    """
    by = User.objects.get(pk=by.pk)
    if not rules.may_manage_focal_points(by):
        raise PermissionDenied
    return _given(_locked_mission(mission_id), email, name, language, by=by, now=now)


@transaction.atomic(durable=True)
def send_again(*, post_id: int, by: User, now: dt.datetime) -> FocalPoint:
    """Mails the invitation once more. Who may: who manages focal points. Raises WrongState for a post that has ended."""
    post, by = _locked(post_id, by)
    if not rules.may_manage_focal_points(by):
        raise PermissionDenied
    _require_live(post)
    event = _log(post, AccountEventKind.POST_TOLD, by=by, now=now)
    emails.post_given(post, event, by=by, now=now)
    return post


@transaction.atomic(durable=True)
def hand_over(*, post_id: int, email: str, name: str, language: str, by: User, now: dt.datetime) -> FocalPoint:
    """A successor is invited to the same mission; returns the successor's post.

    Handed over by the focal point, the old post stays until the successor has come in for the first time (``arrived``), so that a mistyped address does
    not leave the state without anybody, and can be taken back until then. It ends at once where the successor's account is in use already, and where the
    Secretariat hands over: the person may have left. Raises Invalid as ``invite``, and WrongState for a post that has ended or been handed over.
    """
    post, by = _locked(post_id, by)
    if not rules.may_hand_over(by, post):
        raise PermissionDenied
    _require_live(post)
    if post.successor is not None and post.successor.is_live:
        raise WrongState(_("This has been handed over to %(name)s already.") % {"name": post.successor.user})
    successor = _given(post.mission, email, name, language, by=by, now=now)
    post.successor = successor
    post.save(update_fields=["successor"])
    _log(post, AccountEventKind.POST_HANDED_OVER, by=by, now=now)
    if not rules.holds(by, post) or successor.user.is_staff or successor.user.last_login is not None:
        _end(post, HANDED_OVER, by=by, now=now)
    return successor


@transaction.atomic(durable=True)
def take_back(*, post_id: int, by: User, now: dt.datetime) -> FocalPoint:
    """Undoes a hand-over before the successor has come in: the successor's post ends, the old one stays. Who may: the focal point, or who manages all.

    Raises WrongState where there is nothing to take back.
    """
    post, by = _locked(post_id, by)
    if not rules.may_hand_over(by, post):
        raise PermissionDenied
    successor = post.successor
    if not post.is_live or successor is None or not successor.is_live:
        raise WrongState(_("There is no hand-over to take back."))
    post.successor = None
    post.save(update_fields=["successor"])
    _log(post, AccountEventKind.POST_TAKEN_BACK, by=by, now=now)
    _end(successor, TAKEN_BACK, by=by, now=now)
    return post


@transaction.atomic(durable=True)
def end_post(*, post_id: int, reason: str, by: User, now: dt.datetime) -> FocalPoint:
    """The person acts for this mission no longer, from this moment; the sessions end with the last post, and the person is told.

    Who may: who manages focal points. Raises Invalid without a reason, WrongState for a post that has ended.
    """
    post, by = _locked(post_id, by)
    if not rules.may_manage_focal_points(by):
        raise PermissionDenied
    _require_live(post)
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid(_("Enter a reason: the person reads it."))
    if len(reason) > REASON_LENGTH:
        raise Invalid(_("Shorten the reason to %(limit)s characters.") % {"limit": Number(REASON_LENGTH)})
    _end(post, reason, by=by, now=now)
    return post


@transaction.atomic(durable=True)
def arrived(*, user_id: int, now: dt.datetime) -> list[FocalPoint]:
    """Somebody has logged in: the posts that were handed over to this person end now, and are returned. For the log-in; harmless twice."""
    posts = FocalPoint.objects.filter(until__isnull=True, successor__user=user_id, successor__until__isnull=True).order_by("pk").values_list("pk", flat=True)
    user = User.objects.get(pk=user_id)
    ended = []
    for pk in list(posts):
        post, _by = _locked(pk, user)
        if post.is_live and post.successor is not None and post.successor.is_live:  # not taken back in this very moment
            _end(post, HANDED_OVER, by=user, now=now)
            ended.append(post)
    return ended


# --- what these share -------------------------------------------------------------------------------------------------------------------


def _locked_mission(mission_id: int) -> Mission:
    # the lock: two acts on the posts of one mission, two invitations of the same person above all, come one after the other
    mission = Mission.objects.select_for_update(of=("self",)).select_related("party").filter(pk=mission_id).first()
    if mission is None:
        raise Invalid(_("Choose a mission from the list."))
    return mission


def _locked(post_id: int, by: User) -> tuple[FocalPoint, User]:
    """The post, read after the lock on its mission, and who acts with the rights of this moment."""
    mission_id = FocalPoint.objects.filter(pk=post_id).values_list("mission", flat=True).first()
    if mission_id is None:
        raise PermissionDenied
    mission = _locked_mission(mission_id)
    post = FocalPoint.objects.select_related("user", "successor__user", "successor__mission__party").get(pk=post_id)
    post.mission = mission
    return post, User.objects.get(pk=by.pk)


def _require_live(post: FocalPoint) -> None:
    if not post.is_live:
        raise WrongState(_("This person is focal point of the mission no longer."))


def _given(mission: Mission, email: str, name: str, language: str, *, by: User, now: dt.datetime) -> FocalPoint:
    if not mission.answers_at(now):
        raise Invalid(_("This mission does not answer for its state today. Change its days first, or choose another one."))
    user = _account(mission, email, name, language, now=now)
    if FocalPoint.objects.filter(mission=mission, user=user, until__isnull=True).exists():
        raise Invalid(_("This person is focal point of the mission already."))
    post = FocalPoint.objects.create(mission=mission, user=user, since=now, invited_by=by)
    event = _log(post, AccountEventKind.POST_GIVEN, by=by, now=now)
    emails.post_given(post, event, by=by, now=now)
    return post


def _account(mission: Mission, email: str, name: str, language: str, *, now: dt.datetime) -> User:
    email, name = email.strip(), " ".join(name.split())
    try:
        validate_email(email)
    except ValidationError:
        raise Invalid(_("Enter an e-mail address such as name@example.org.")) from None
    if len(name) > NAME_LENGTH:
        raise Invalid(_("Shorten the name to %(limit)s characters.") % {"limit": Number(NAME_LENGTH)})
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose a language."))
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        if not name:
            raise Invalid(_("Enter the name of the person."))
        try:
            with transaction.atomic():
                return User.objects.create_user(email, None, name=name, language=language, zone=mission.zone, date_joined=now)
        except IntegrityError:  # invited to another mission in this very moment
            user = User.objects.get(email__iexact=email)
    if not user.is_active:
        raise Invalid(_("There is a closed account with this e-mail address."))
    return user


def _end(post: FocalPoint, reason: str, *, by: User, now: dt.datetime) -> None:
    post.until, post.ended_by, post.ended_reason = now, by, reason
    post.save(update_fields=["until", "ended_by", "ended_reason"])
    outbox.cancel(about=emails.about_post(post), reason=gettext_noop("focal point no longer"), now=now)
    event = _log(post, AccountEventKind.POST_ENDED, by=by, now=now)
    emails.post_ended(post, event, by=by, now=now)
    # the lock: the same person's post at another mission may end in this very moment, and one of the two is the last
    user = User.objects.select_for_update().get(pk=post.user_id)
    if not user.is_staff and not FocalPoint.objects.filter(user=user, until__isnull=True).exists():
        outbox.cancel(about=emails.about_codes(user), reason=gettext_noop("focal point no longer"), now=now)
        user.set_unusable_password()  # its mark is a new one each time, and all sessions were signed over the old one
        user.save(update_fields=["password"])


def _log(post: FocalPoint, kind: AccountEventKind, *, by: User, now: dt.datetime) -> AccountEvent:
    detail = {"mission": [f"{post.mission.party.code} – {post.mission.city}"]}
    return AccountEvent.objects.create(account=post.user, at=now, by=by, kind=kind, detail=detail)
