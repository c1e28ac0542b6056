"""The buttons of one registration: a page that asks once more where the act wants it, then the act."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agenda.rules import cancelled_sentence
from seminar_portal import clock
from seminar_portal.errors import BusinessError, Invalid

from .. import desk_selectors, desk_words, rules
from ..lifecycle import NOT_IF_CANCELLED
from ..models import Registration
from ..services import desk
from . import frame


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """GET asks once more (and for the reason); POST does it, on the version that was shown."""
    user = frame.officer(request)
    if verb not in desk.ACTS:
        raise Http404
    frame.require(rules.may_admit_late(user) if verb == "admit" else rules.may_review(user))
    registration = frame.registration_or_404(pk)
    if request.method != "POST":
        return _ask(request, registration, verb)
    reason = request.POST.get("reason", "")
    version = frame.number(request.POST.get("version"))
    if version is None:
        return _ask(request, registration, verb, reason=reason, error=_("Look at the registration first, then decide."))
    try:
        done = desk.ACTS[verb](registration_id=pk, version=version, reason=reason, by=user, now=clock.now())
    except Invalid as error:
        return _ask(request, frame.registration_or_404(pk), verb, reason=reason, error=str(error), version=version)
    except BusinessError as error:
        if reason:
            # what was typed is kept; the form carries the version of the state that is shown now
            return _ask(request, frame.registration_or_404(pk), verb, reason=reason, error=str(error), status=409)
        messages.error(request, str(error))
        return _to_page(pk)
    messages.success(request, _done_words(done))
    return _to_page(pk)


@require_POST
def corrections_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the flag "corrected" from the version that was shown."""
    user = frame.officer(request)
    frame.require(rules.may_review(user))
    registration = frame.registration_or_404(pk)
    version = frame.number(request.POST.get("version"))
    if version is None:
        messages.error(request, _("Look at the registration first, then decide."))
        return _to_page(pk)
    try:
        desk.corrections_seen(registration_id=pk, version=version, by=user, now=clock.now())
    except BusinessError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The corrections of %(reference)s are marked as looked at.") % {"reference": registration.reference})
    return _to_page(pk)


def _ask(
    request: HttpRequest, registration: Registration, verb: str, *, reason: str = "", error: str = "", version: int | None = None, status: int = 200
) -> HttpResponse:
    words = desk_words.ACTS[verb]
    title = str(words.question)
    refused = cancelled_sentence() if registration.seminar.is_cancelled and verb in NOT_IF_CANCELLED else ""
    context = {
        "title": _("Error: %(title)s") % {"title": title} if error else title,
        "heading": title,
        "registration": registration,
        "state_mark": desk_words.state_mark(registration.state),
        "verb": verb,
        "words": words,
        "button": words.several % {"count": 1} if words.several else words.button,
        "possible": verb in desk_selectors.allowed_verbs(frame.officer(request), registration),
        "impossible": refused or _("This cannot be done in the state that the registration has now."),
        "version": registration.version if version is None else version,
        "reason": reason,
        "error": error,
        "reason_length": desk.REASON_LENGTH,
    }
    return frame.answer(request, "act", context, status=status)


def _done_words(registration: Registration) -> str:
    words = _("%(reference)s is now: %(state)s.") % {"reference": registration.reference, "state": registration.get_state_display()}
    told = _("The delegate is told by e-mail.") if registration.email else _("There is no e-mail address, so nobody was told: tell the delegate another way.")
    return f"{words} {told}"


def _to_page(pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:registration_registration_change", args=[pk]))
