"""A correction on behalf of the delegate: what was misread on paper, or what she asked the desk to change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seminar_portal import clock
from seminar_portal.errors import BusinessError

from .. import desk_selectors, rules
from ..admin_forms import DeskCorrectionForm
from ..services.desk import correct_by_desk
from . import frame


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the fields as they stand; POST puts the corrected ones, on the version that was shown."""
    user = frame.officer(request)
    frame.require(rules.may_review(user))
    registration = frame.registration_or_404(pk)
    now = clock.now()
    form = DeskCorrectionForm(
        request.POST if request.method == "POST" else None, registration=registration, today=desk_selectors.day_at(now, registration.seminar.zone)
    )
    if request.method == "POST" and form.is_valid():
        version = frame.number(form.cleaned_data["version"])
        try:
            after = correct_by_desk(
                registration_id=pk, version=version if version is not None else 0, data=form.given, language=form.cleaned_data["letters"], by=user, now=now
            )
        except BusinessError as error:
            # what was typed stays to be read; it cannot be sent over what somebody else has changed since
            form.add_error(None, str(error))
        else:
            if after.version == registration.version:
                messages.info(request, _("Nothing was changed in %(reference)s.") % {"reference": after.reference})
            else:
                messages.success(request, _("%(reference)s is corrected.") % {"reference": after.reference})
            return HttpResponseRedirect(reverse("admin:registration_registration_change", args=[pk]))
    title = _("Correct for the delegate")
    context = {
        "title": _("Error: %(title)s") % {"title": title} if form.errors else title,
        "heading": title,
        "form": form,
        "registration": registration,
        "seminar": registration.seminar,
        "printed_preview": form.printed_preview,
    }
    return frame.answer(request, "correct", context)
