"""The one rule of a seminar's registration window, for every door; and who may do what with a seminar."""

import datetime as dt

from django.utils.translation import gettext as _

from directory import clocks
from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import Cancelled, Closed, NotPublished, NotYetOpen

from .enums import Window
from .models import Seminar


def window(seminar: Seminar, received_at: dt.datetime) -> Window:
    """Where ``received_at`` (the moment of arrival) lies to the seminar's registration. Judged at whole seconds, both ends included.

    A cancelled seminar takes nothing any more, whenever it arrived.
    """
    if seminar.published_at is None or received_at < seminar.published_at:
        return Window.NOT_PUBLISHED
    if seminar.is_cancelled:
        return Window.CANCELLED
    if received_at < seminar.registration_opens_at:
        return Window.TOO_EARLY
    if not clock.in_time(received_at, seminar.registration_closes_at):
        return Window.CLOSED
    return Window.OPEN


def require_open(seminar: Seminar, received_at: dt.datetime) -> None:
    """Raises NotPublished, Cancelled, NotYetOpen or Closed, each with its sentence, unless ``received_at`` is inside the window."""
    where = window(seminar, received_at)
    if where is Window.NOT_PUBLISHED:
        raise NotPublished(_("This seminar is not published."))
    require_not_cancelled(seminar)
    if where is Window.TOO_EARLY:
        raise NotYetOpen(opens_sentence(seminar))
    if where is Window.CLOSED:
        raise Closed(closed_sentence(seminar))


def require_not_cancelled(seminar: Seminar) -> None:
    """Raises Cancelled: for what is done with registrations outside the window too."""
    if seminar.is_cancelled:
        raise Cancelled(cancelled_sentence())


def cancelled_sentence() -> str:
    return _("This seminar has been cancelled: it does not take place, and no registrations are taken.")


def opens_sentence(seminar: Seminar) -> str:
    return _("Registration begins on %(moment)s.") % {"moment": clocks.said(seminar.registration_opens_at, seminar.registration_zone).sentence}


def closed_sentence(seminar: Seminar) -> str:
    return _("Registration closed on %(moment)s.") % {"moment": clocks.said(seminar.registration_closes_at, seminar.registration_zone).sentence}


def may_change(user: User) -> bool:
    """Edit and publish a seminar."""
    return user.is_active and user.has_perm("agenda.change_seminar")


def may_add_document(user: User) -> bool:
    return user.is_active and user.has_perm("agenda.add_document")


def may_read_video_links(user: User) -> bool:
    """See passcodes, on the page of a video link and nowhere else in the administration."""
    return user.is_active and user.has_perm("agenda.view_videolink")


def may_extend_registration(user: User) -> bool:
    return user.is_active and user.has_perm("agenda.extend_registration")


def may_call_off(user: User) -> bool:
    """Cancel a seminar, take the cancellation back, move the seminar to other days."""
    return user.is_active and user.has_perm("agenda.call_off_seminar")


def may_add(user: User) -> bool:
    """Create a seminar, also from an earlier one."""
    return user.is_active and user.has_perm("agenda.add_seminar")


def may_read(user: User) -> bool:
    """See a seminar that is not public."""
    return user.is_active and user.has_perm("agenda.view_seminar")


def may_send_joining_details(user: User) -> bool:
    return user.is_active and user.has_perm("agenda.send_joining_details")


def may_override_gate(user: User) -> bool:
    return user.is_active and user.has_perm("agenda.override_gate")
