"""Who may read which messages, and who may try one again."""

from collections.abc import Sequence
from typing import Any

from . import registry
from .models import OutgoingEmail


def prefixes_for(user: Any) -> Sequence[str]:
    """The prefixes of ``about`` whose messages ``user`` may read: those of the role, and none without the right to read messages at all."""
    if not (user.is_active and user.has_perm("notifications.view_outgoingemail")):
        return ()
    return registry.readable_prefixes(user)


def may_read_any(user: Any) -> bool:
    return bool(prefixes_for(user))


def may_read(user: Any, mail: OutgoingEmail) -> bool:
    return registry.prefix_of(mail.about) in prefixes_for(user)


def may_try_again(user: Any, mail: OutgoingEmail) -> bool:
    """Whoever may read a message may have it tried again: nothing in it changes, and it is asked once more whether it is still to go."""
    return may_read(user, mail)
