"""Pages of the viewer "Messages": one message, its HTML in a frame, and the button "Try again"."""

import base64
import hashlib
import re
from collections.abc import Callable
from typing import Any

from csp.constants import NONE, SELF
from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from seminar_portal import clock
from seminar_portal.errors import WrongState

from . import message, outbox, registry, rules, selectors
from .enums import MailState
from .models import OutgoingEmail

_style = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def _readable(request: HttpRequest, mail_id: int | str) -> OutgoingEmail:
    """404 for a message that does not exist and for one that the role may not read; 403 where it may read none at all."""
    if not rules.may_read_any(request.user):
        raise PermissionDenied
    if not str(mail_id).isdecimal():
        raise Http404
    mail = selectors.readable_by(request.user).filter(pk=mail_id).first()
    if mail is None:
        raise Http404
    return mail


@require_GET
def message_page(request: HttpRequest, mail_id: int | str, context: dict[str, Any]) -> HttpResponse:
    """All that is known of one message; placeholders are named, their values are never shown."""
    mail = _readable(request, mail_id)
    tries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(OutgoingEmail), object_id=str(mail.pk)).select_related("user")
    return TemplateResponse(
        request,
        "admin/notifications/message.html",
        {
            **context,
            "title": mail.subject,
            "mail": mail,
            "state": MailState(mail.state),
            "reason": gettext(mail.reason) if mail.reason else "",
            "kind": registry.kind_words(mail.kind),
            "language": dict(settings.LANGUAGES).get(mail.language, mail.language),
            "sender": settings.DEFAULT_FROM_EMAIL,
            "text": message.previewed(mail.text),
            "may_try_again": rules.may_try_again(request.user, mail) and outbox.can_be_tried_again(mail, clock.now()),
            "tries": list(tries.order_by("action_time")),
            "zone": getattr(request.user, "zone", "UTC"),
        },
    )


@require_GET
def html_preview(request: HttpRequest, mail_id: int) -> HttpResponse:
    """The HTML part alone, for the frame on the message's page: no script, no form, no picture, nothing from anywhere; its own style sheet by hash."""
    html = message.previewed(_readable(request, mail_id).html)
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" for style in _style.findall(html)]
    response = HttpResponse(html)
    policy: dict[str, Any] = {"default-src": [NONE], "style-src": hashes or [NONE], "base-uri": [NONE], "form-action": [NONE]}
    response._csp_replace = {**policy, "object-src": [NONE], "frame-ancestors": [SELF], "sandbox": True}  # type: ignore[attr-defined]  # what django-csp reads
    return response


def tried_again() -> str:
    """What the log of the administration says of it, translated where it is shown."""
    return gettext_noop("Tried again")


@require_POST
def try_again(request: HttpRequest, mail_id: int, log: Callable[[HttpRequest, OutgoingEmail, str], Any]) -> HttpResponse:
    """The button: the message goes back in the queue."""
    mail = _readable(request, mail_id)
    try:
        mail = outbox.try_again(mail_id=mail.pk, by=request.user, now=clock.now())
    except WrongState as refusal:
        messages.warning(request, str(refusal))
    else:
        log(request, mail, tried_again())
        messages.success(request, _("The message is in the queue again."))
    return HttpResponseRedirect(reverse("admin:notifications_outgoingemail_change", args=[mail.pk]))
