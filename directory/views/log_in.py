"""The log-in of focal points: an address, a code that comes by mail, and out again. Only a POST does anything: scanners of mail follow links.

The pages and their order are the library's (allauth); words, limits, mail and who may come in are ours. Why: docs/decisions/0016.
"""

from functools import partial
from typing import Any

from allauth.account.views import ConfirmLoginCodeView, RequestLoginCodeView
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seminar_portal import clock
from seminar_portal.answers import RedirectThenWork, private

from .. import links, selectors
from ..services import log_ins
from .adapter import ended
from .passwords import MARK


class AskView(RequestLoginCodeView):
    """An address is given, and a code goes there if somebody may come in with it. One and the same answer for every address, before anything is mailed."""

    template_name = "directory/log_in.html"
    http_method_names = ["get", "head", "post"]

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Who comes back to this page wants another code, perhaps for another address."""
        return None

    def form_valid(self, form: Any) -> HttpResponse:
        now, email = clock.now(), form.cleaned_data["email"]
        if not log_ins.begin_attempt(key=links.key_of_attempt(email, self.request.COOKIES.get(MARK, ""), what="code "), now=now):
            form.add_error(None, _("Too many codes were asked for with this address. Wait a quarter of an hour, or write to the Secretariat."))
            response = self.form_invalid(form)
            response.status_code = 429
            return response
        form._user = selectors.who_comes_in(email, now)
        answer = RedirectThenWork(super().form_valid(form).url)
        seed = getattr(self.request.allauth, "seed", "")
        if form._user is not None and seed:
            answer.work = partial(log_ins.send_code, user_id=form._user.pk, seed=seed, now=now)
        return answer


class CodeView(ConfirmLoginCodeView):
    """The code is typed. Three wrong ones end it, as do fifteen minutes; in another browser it opens nothing."""

    template_name = "directory/log_in_code.html"
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        nothing_expected = getattr(self, "_process", None) is None
        if nothing_expected and request.method == "POST" and not request.user.is_authenticated:
            messages.error(request, ended())
        return response


def ask(request: HttpRequest) -> HttpResponse:
    return private(_ask(request))


def enter_code(request: HttpRequest) -> HttpResponse:
    return private(_enter_code(request))


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You are logged out."))
    return private(HttpResponseRedirect(reverse("account_request_login_code")))


_ask, _enter_code = AskView.as_view(), CodeView.as_view()


def _ask_refilled(request: HttpRequest) -> HttpResponse:
    """The form again, filled, after a missing, old or wrong CSRF token."""
    return private(_refilled(AskView(), request))


def _refilled(view: Any, request: HttpRequest) -> HttpResponse:
    view.setup(request)
    form = view.get_form()
    form.add_error(None, _("Please send it once more: this page had been open too long, or your browser did not keep its cookie."))
    response: HttpResponse = view.render_to_response(view.get_context_data(form=form))
    return response


def _code_refilled(request: HttpRequest) -> HttpResponse:
    """A code typed into a page without its cookie has lost its session as well."""
    messages.error(request, ended())
    return private(HttpResponseRedirect(reverse("account_request_login_code")))


ask.refill = _ask_refilled  # type: ignore[attr-defined]  # a view carries what shows its form again
enter_code.refill = _code_refilled  # type: ignore[attr-defined]  # a view carries what shows its form again
