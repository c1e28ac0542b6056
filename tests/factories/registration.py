"""Delegates for tests: what they type, and registrations that came in through the real doors."""

import datetime as dt
import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from agenda.models import Seminar
from directory.models import Party
from registration.content import Given
from registration.links import token_for
from registration.models import Registration
from registration.services.submission import new_form_token, submit_registration
from tests.factories.agenda import DURING
from tests.factories.directory import party

TYPED = {
    "family_name": "SADYKOVA",
    "middle_name": "",
    "first_name": "Aigerim",
    "gender": "female",
    "party": "KZ",
    "other_organisation": "",
    "institution": "Ministry of Ecology and Natural Resources",
    "job_title": "Head of division",
    "mobile_typed": "8 (701) 000-00-00 доб. 5",
    "landline_typed": "",
    "fax_typed": "",
    "email": "a.sadykova@example.org",
    "speech_topic": "Steppe and saiga: twenty years of return",
    "name_order": "given first",
}


def typed(**kw: str) -> dict[str, str]:
    """What a browser sends for Annex II, hidden token included."""
    return {**TYPED, "form_token": new_form_token(), **kw}


def given(*, of: Party | str | None = "KZ", **kw: Any) -> Given:
    """The content of a whole form; ``of`` is the party or its code."""
    values: dict[str, Any] = {name: TYPED[name] for name in ("family_name", "first_name", "institution", "email")}
    return Given(**{**values, "party": party(of) if isinstance(of, str) else of, **kw})


def submitted(seminar: Seminar, *, now: dt.datetime = DURING, language: str = "en", zone: str = "", form_token: str = "", **kw: Any) -> Registration:
    """A registration that came in over the web form's service."""
    return submit_registration(seminar_id=seminar.pk, data=given(**kw), form_token=form_token or new_form_token(), language=language, zone=zone, now=now)


def browser(*, csrf: bool = False, **kw: Any) -> Client:
    """A browser at the one address of the suite; with ``csrf`` it checks tokens and origins as the real one."""
    return Client(enforce_csrf_checks=csrf, SERVER_NAME="seminar.example.org", SERVER_PORT="443", HTTP_X_FORWARDED_PROTO="https", **kw)


def register_url(seminar: Seminar) -> str:
    return reverse("registration:register", args=[seminar.slug])


def url_of(registration: Registration, name: str = "personal") -> str:
    """An address behind today's personal link."""
    return reverse(f"registration:{name}", args=[token_for(registration)])


def shown_token(content: str) -> str:
    """The hidden token of a shown form."""
    found = re.search(r'name="form_token" value="([^"]*)"', content)
    assert found, "the page has no form token"
    return found[1]


def words(content: str) -> str:
    """The text of a page as it is read: without marks, entities and runs of white space."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", content)).split())
