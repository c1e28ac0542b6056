"""Who may do what with accounts of staff, with focal points, and with the list of states and organisations."""

from .models import FocalPoint, Party, User


def may_see_accounts(user: User) -> bool:
    return user.is_active and user.has_perm("directory.view_user")


def may_invite(user: User) -> bool:
    return user.is_active and user.has_perm("directory.add_user")


def may_manage(user: User, account: User) -> bool:
    """Change, close, reopen an account and send it a link. An account that may do more than an administrator is not an administrator's to take over.

    Staff only: a focal point has no password, so there is no link to send, and the account ends with the post.
    """
    return user.is_active and user.has_perm("directory.change_user") and account.is_staff and (user.is_superuser or not account.is_superuser)


def may_see_focal_points(user: User) -> bool:
    """The Secretariat and administrators; the host does not see who acts for a state."""
    return user.is_active and user.has_perm("directory.view_focalpoint")


def may_manage_focal_points(user: User) -> bool:
    """Invite, tell again, hand over, end."""
    return user.is_active and user.has_perm("directory.change_focalpoint") and user.has_perm("directory.add_focalpoint")


def holds(user: User, post: FocalPoint) -> bool:
    """Whether the post is the user's own and live."""
    return user.is_active and post.user_id == user.pk and post.is_live


def may_hand_over(user: User, post: FocalPoint) -> bool:
    """The focal point, or who manages all of them."""
    return holds(user, post) or may_manage_focal_points(user)


def comes_in_by_code(user: User) -> bool:
    """Whether the account logs in by mailed code, if it holds a post. Staff never do: the session would open the administration without the password."""
    return user.is_active and not user.is_staff and not user.is_superuser


def may_see_parties(user: User) -> bool:
    return user.is_active and user.has_perm("directory.view_party")


def may_change_parties(user: User) -> bool:
    """Rename, change the standing, merge organisations."""
    return user.is_active and user.has_perm("directory.change_party")


def may_be_merged(party: Party) -> bool:
    """Whether an entry can become part of another one: organisations only. States stand in silence procedures and in notes as they were asked."""
    return party.kind == "organisation"
