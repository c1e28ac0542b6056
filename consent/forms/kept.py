"""A file that an earlier sending of a form has stored already, so that an error elsewhere does not lose it."""

from typing import Any

from django import forms
from django.core import signing

from directory.models import StoredFile

_SALT = "consent.scan"


def keep_token(stored: StoredFile) -> str:
    return signing.dumps(stored.pk, salt=_SALT)


def retype(form: forms.BaseForm, name: str, value: str) -> None:
    """Puts ``value`` into what was typed for the field ``name``, so that the form shown again carries it. "" as if nothing had been typed."""
    typed: Any = form.data.copy()  # type: ignore[attr-defined]  # a QueryDict, or a plain dict in tests: both copy
    typed[form.add_prefix(name)] = value
    form.data = typed


def kept_file(token: str) -> StoredFile | None:
    """The file behind a token of :func:`keep_token`; None for anything else."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return StoredFile.objects.filter(pk=key).first()
