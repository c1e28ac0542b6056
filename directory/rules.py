"""Who may do what with accounts of staff, and with the list of states and organisations."""

from .models import Party, User


def may_see_accounts(user: User) -> bool:
    return user.is_active and user.has_perm("directory.view_user")


def may_invite(user: User) -> bool:
    return user.is_active and user.has_perm("directory.add_user")


def may_manage(user: User, account: User) -> bool:
    """Change, close, reopen an account and send it a link. An account that may do more than an administrator is not an administrator's to take over."""
    return user.is_active and user.has_perm("directory.change_user") and (user.is_superuser or not account.is_superuser)


def may_see_parties(user: User) -> bool:
    return user.is_active and user.has_perm("directory.view_party")


def may_change_parties(user: User) -> bool:
    """Rename, change the standing, merge organisations."""
    return user.is_active and user.has_perm("directory.change_party")


def may_be_merged(party: Party) -> bool:
    """Whether an entry can become part of another one: organisations only. States stand in silence procedures and in notes as they were asked."""
    return party.kind == "organisation"
