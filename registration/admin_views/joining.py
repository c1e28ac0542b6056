"""Sending the joining details: who gets them and who does not and why. The sending itself is a bulk act, with its own preview, progress and report."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda import joining as agenda
from agenda import rules as agenda_rules
from agenda import services as agenda_services
from agenda.models import Seminar
from agenda.selectors import is_over
from directory.models import User
from seminar_portal import clock
from seminar_portal.errors import BusinessError
from seminar_portal.numbers import Number

from .. import joining, rules
from ..lifecycle import JOINING
from ..services import bulk
from ..services import joining as services
from . import frame

REASON_LENGTH = 1000


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """For which seminar: those that are not over. A single one is gone to at once."""
    frame.require(rules.may_send_joining_details(frame.officer(request)))
    now = clock.now()
    coming = [seminar for seminar in Seminar.objects.published().filter(cancelled_at__isnull=True).order_by("starts_on", "slug") if not is_over(seminar, now)]
    if len(coming) == 1:
        return HttpResponseRedirect(reverse("admin:registration_registration_joining", args=[coming[0].pk]))
    return frame.answer(request, "joining_choose", {"title": _("Send joining details"), "seminars": coming})


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, seminar_pk: int) -> HttpResponse:
    """GET shows who gets the mail and who does not. POST freezes those who have not had today's details, as a bulk act that waits to be begun; where there
    is nobody, it releases the details for the pages."""
    user = frame.officer(request)
    frame.require(rules.may_send_joining_details(user))
    seminar = Seminar.objects.filter(pk=seminar_pk).first()
    if seminar is None:
        raise Http404
    if request.method != "POST":
        return _preview(request, user, seminar)
    reason, now = request.POST.get("reason", "").strip(), clock.now()
    if len(reason) > REASON_LENGTH:
        return _preview(
            request, user, seminar, reason=reason, error=_("Shorten the reason to %(limit)s characters.") % {"limit": Number(REASON_LENGTH)}, status=409
        )
    waiting = joining.untold(seminar)
    try:
        if waiting.exclude(email="").exists():
            agenda_services.require_can_release(seminar, reason=None, by=user, now=now)  # before a list that could not be begun
            act = bulk.freeze_selection(verb=JOINING, chosen=waiting, selection="", back="", by=user, now=now)
            return HttpResponseRedirect(reverse("admin:registration_bulkact_change", args=[act.pk]))
        services.release(seminar_id=seminar.pk, reason=reason, by=user, now=now)
    except BusinessError as error:
        return _preview(request, user, seminar, reason=reason, error=str(error), status=409)
    messages.success(request, _("The joining details are released: the personal pages of the officially registered show them."))
    return HttpResponseRedirect(request.path)


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """The mail once more, for one delegate who has lost it."""
    user = frame.officer(request)
    frame.require(rules.may_send_joining_details(user))
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
    button = ngettext("Send the joining details to %(count)s delegate…", "Send the joining details to %(count)s delegates…", count) % {"count": Number(count)}
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
