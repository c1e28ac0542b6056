"""A file that an earlier sending of a form has stored already, so that an error elsewhere does not lose it."""

from django.core import signing

from directory.models import StoredFile

_SALT = "consent.scan"


def keep_token(stored: StoredFile) -> str:
    return signing.dumps(stored.pk, salt=_SALT)


def kept_file(token: str) -> StoredFile | None:
    """The file behind a token of :func:`keep_token`; None for anything else."""
    try:
        key = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return StoredFile.objects.filter(pk=key).first()
