"""What a service refuses, in words that a person can act on. A missing right is not among these: that is PermissionDenied."""

from django.utils.functional import Promise


class BusinessError(Exception):
    """A rule of the field forbids the act. ``str()`` is a plain sentence in the reader's language; nothing was written."""

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class Closed(BusinessError):
    """A deadline has passed."""


class Cancelled(Closed):
    """The event does not take place, so that nothing is taken for it any more."""


class NotYetOpen(BusinessError):
    """A window has not begun."""


class NotPublished(BusinessError):
    """The thing exists and is not public."""


class WrongState(BusinessError):
    """The thing is not in a state from which this move is allowed."""


class Stale(BusinessError):
    """Somebody else changed the thing since this page was shown."""


class Invalid(BusinessError):
    """What was given cannot be accepted as it is."""
