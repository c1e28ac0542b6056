"""Sending the joining details: a preview of who gets them and who does not and why, then the act, then a true report."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda import joining as agenda
from agenda import rules as agenda_rules
from agenda.models import Seminar
from agenda.selectors import is_over
from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import joining, rules
from ..services import joining as services
from . import frame

REASON_LENGTH = 1000


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """For which seminar: those that are not over. A single one is gone to at once."""
    _require_right(frame.officer(request))
    now = clock.now()
    coming = [seminar for seminar in Seminar.objects.published().filter(cancelled_at__isnull=True).order_by("starts_on", "slug") if not is_over(seminar, now)]
    if len(coming) == 1:
        return HttpResponseRedirect(reverse("admin:registration_registration_joining", args=[coming[0].pk]))
    return frame.answer(request, "joining_choose", {"title": _("Send joining details"), "seminars": coming})


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """GET shows who gets the mail; POST sends it to those who have not had today's details."""
    user = frame.officer(request)
    _require_right(user)
    seminar = Seminar.objects.filter(pk=seminar_pk).first()
    if seminar is None:
        raise Http404
    if request.method != "POST":
        return _preview(request, user, seminar)
    reason = request.POST.get("reason", "").strip()
    if len(reason) > REASON_LENGTH:
        return _preview(request, user, seminar, reason=reason, error=_("Shorten the reason to %(limit)d characters.") % {"limit": REASON_LENGTH}, status=409)
    try:
        report = services.send_joining_details(seminar_id=seminar.pk, by=user, now=clock.now(), override_reason=reason)
    except BusinessError as error:
        return _preview(request, user, seminar, reason=reason, error=str(error), status=409)
    seminar.refresh_from_db()
    context = {"title": _("Report: joining details"), "seminar": seminar, "report": report, "left_out": joining.recipients(seminar).others}
    return frame.answer(request, "joining_report", context)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail once more, for one delegate who has lost it."""
    user = frame.officer(request)
    _require_right(user)
    registration = frame.registration_or_404(pk)
    try:
        services.resend_joining_details(registration_id=pk, by=user, now=clock.now())
    except BusinessError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The joining details are on their way to %(reference)s once more.") % {"reference": registration.reference})
    return HttpResponseRedirect(reverse("admin:registration_registration_change", args=[pk]))


def _preview(request: HttpRequest, user: User, seminar: Seminar, *, reason: str = "", error: str = "", status: int = 200) -> HttpResponse:
    over = is_over(seminar, clock.now())
    recipients = joining.recipients(seminar)
    missing = agenda.days_without_link(seminar)
    may_override = not seminar.is_confirmed and agenda_rules.may_override_gate(user)
    count = recipients.will_get.count
    title = _("Send joining details")
    button = ngettext("Send the joining details to %(count)d delegate", "Send the joining details to %(count)d delegates", count) % {"count": count}
    context = {
        "title": _("Error: %(title)s") % {"title": title} if error else title,
        "heading": title,
        "seminar": seminar,
        "recipients": recipients,
        "missing": missing,
        "links": agenda.links_of(seminar),
        "over": over,
        "may_override": may_override,
        "possible": not missing and (seminar.is_confirmed or may_override) and not over and not seminar.is_cancelled,
        "something_to_do": bool(count) or seminar.joining_details_sent_at is None,
        "count": count,
        "button": button if count else _("Release the joining details"),
        "reason": reason,
        "reason_length": REASON_LENGTH,
        "error": error,
    }
    return frame.answer(request, "joining", context, status=status)


def _require_right(user: User) -> None:
    frame.require(agenda_rules.may_send_joining_details(user) and rules.may_read(user))
