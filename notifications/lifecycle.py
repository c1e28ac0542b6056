"""The moves of a mail. Every UPDATE of ``state`` in this app is conditional on the states its verb starts from."""

from collections.abc import Mapping
from types import MappingProxyType

from .enums import MailState

MOVES: Mapping[str, tuple[frozenset[MailState], frozenset[MailState]]] = MappingProxyType(
    {
        # verb: (from, to)
        "claim": (frozenset({MailState.QUEUED}), frozenset({MailState.SENDING})),
        "record": (frozenset({MailState.SENDING}), frozenset({MailState.SENT, MailState.QUEUED, MailState.FAILED, MailState.NOT_SENT})),
        "free": (frozenset({MailState.SENDING}), frozenset({MailState.QUEUED, MailState.FAILED})),
        "cancel": (frozenset({MailState.QUEUED}), frozenset({MailState.NOT_SENT})),
        "try_again": (frozenset({MailState.FAILED, MailState.QUEUED}), frozenset({MailState.QUEUED})),
    }
)


def sources(verb: str) -> frozenset[MailState]:
    """The states from which ``verb`` may start."""
    return MOVES[verb][0]
