"""What the library for log-ins asks of us: codes from our seeds, mail over our outbox, who may come in, where to go. Everything else of it is shut."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as of_request
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse, translate_url
from django.utils.translation import gettext, gettext_lazy

from seminar_portal import clock

from .. import links, rules, selectors
from ..models import User
from ..services import focal_points, log_ins
from .passwords import MARK, remember_browser


class FocalPointAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy("That was the third wrong code, and it opens nothing any more. Have a new one sent."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        """Not the code but its seed: the session keeps what is returned here."""
        return links.new_seed()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Keeps the one mail that there is, the code, for after the answer: the time of the answer must not tell who has an account."""
        if template_prefix != "account/email/login_code":
            raise RuntimeError(f"the portal does not send {template_prefix}")
        request: Any = of_request.request
        request.allauth.seed = context["code"]

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, message: Any = None, **kwargs: Any) -> None:
        """Only what we say ourselves; the library's own "signed in as …" would be one voice too many."""
        if message is not None:
            messages.add_message(request, level, message)

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """The code was right; but the account may have been closed, or the last post have ended, since it was asked for."""
        if rules.comes_in_by_code(user) and selectors.posts_of(user, clock.now()):
            return None
        request.session.flush()
        messages.error(request, ended())
        return HttpResponseRedirect(reverse("account_request_login_code"))

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Whose posts were handed over to this person is free of them now; the browser is known; the person's own language goes on."""
        focal_points.arrived(user_id=user.pk, now=clock.now())
        log_ins.succeeded(key=links.key_of_attempt(user.email, request.COOKIES.get(MARK, ""), what="code "))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_browser(response, user)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page of the missions, in the language of the account; for staff without a mission the administration."""
        user = request.user
        if isinstance(user, User) and user.is_staff and not selectors.posts_of(user, clock.now()):
            return reverse("admin:index")
        return translate_url(reverse("mission"), user.language) if isinstance(user, User) else reverse("mission")


def ended() -> str:
    return gettext("This code has ended. A code opens for 15 minutes, in the browser in which it was asked for. Have a new one sent.")
