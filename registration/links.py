"""The personal link: signed, with the registration's counter inside. Nothing of it is stored, so a database dump yields no working link."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import translation

from .models import Registration

_signer_salt = "registration.personal-link"


def token_for(registration: Registration) -> str:
    """The token of today's personal link. Raising ``link_counter`` ends it."""
    return signing.Signer(sep=".", salt=_signer_salt).sign_object([registration.pk, registration.link_counter])


def registration_for(token: str) -> Registration | None:
    """The registration that ``token`` opens, or None: a wrong, an old and a revoked link are one answer. One query."""
    try:
        pk, counter = signing.Signer(sep=".", salt=_signer_salt).unsign_object(token)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Registration.objects.select_related("seminar", "party").filter(pk=pk, link_counter=counter).first()


def personal_address(registration: Registration) -> str:
    """The whole address of the personal page, in the delegate's language, for mails."""
    with translation.override(registration.language):
        return settings.PORTAL_ADDRESS + reverse("registration:personal", args=[token_for(registration)])
