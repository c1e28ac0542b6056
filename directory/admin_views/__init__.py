"""Pages of the administration of our own: accounts of staff, and what happens to a state or an organisation from a day on. No transaction is open here."""

from .accounts import account, close, invite, own_account, reopen, send_link
from .parties import on_a_day, rename, standing

__all__ = ["account", "close", "invite", "on_a_day", "own_account", "rename", "reopen", "send_link", "standing"]
