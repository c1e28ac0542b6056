"""Pages of the administration of our own: accounts of staff, and what happens to a state or an organisation from a day on. No transaction is open here."""

from .accounts import account, close, invite, own_account, reopen, send_link
from .focal_points import end_post, focal_point, hand_over, invite_focal_point, send_invitation, take_back
from .parties import on_a_day, rename, standing

__all__ = [
    "account",
    "close",
    "end_post",
    "focal_point",
    "hand_over",
    "invite",
    "invite_focal_point",
    "on_a_day",
    "own_account",
    "rename",
    "reopen",
    "send_invitation",
    "send_link",
    "standing",
    "take_back",
]
